"""The part of lint that looks at one node or one condition: fields, values, weights, times."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from workflows.journey.comparison import day_of
from workflows.journey.conditions import (
    OPS,
    STAGES,
    Condition,
    EngagementTest,
    FieldTest,
    FieldType,
    field_type,
    leaves,
)
from workflows.journey.flow import is_zero
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.split import SplitNode
from workflows.journey.nodes.update_contact import SETTABLE, UpdateContactNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode
from workflows.journey.schedule import zone_named


class Finding(NamedTuple):
    """A code, the field it concerns, and the values its text needs."""

    code: str
    field: str | None
    params: Mapping[str, Any]


def node_findings(node: BaseNode) -> Iterator[Finding]:
    """What is wrong with a node by itself."""
    match node:
        case SendEmailNode():
            if node.variants and not any(variant.weight for variant in node.variants):
                yield Finding("weights_zero", "variants", {})
        case SplitNode():
            if not any(arm.weight for arm in node.arms):
                yield Finding("weights_zero", "arms", {})
        case WaitNode():
            yield from _wait(node)
        case WaitForNode():
            if is_zero(node.within):
                yield Finding("wait_zero", "within", {})
            if node.link and node.event != "clicked":
                yield Finding("link_without_click", "link", {"event": node.event})
        case BranchNode():
            for index, case in enumerate(node.cases):
                yield from condition_findings(case.when, f"cases.{index}.when")
        case UpdateContactNode():
            yield from _update(node)
        case _:  # the others have nothing that could be wrong by itself
            return


def condition_findings(condition: Condition, where: str) -> Iterator[Finding]:
    """Unknown fields, tests that make no sense on a field, and values of the wrong type."""
    for test in leaves(condition):
        if isinstance(test, EngagementTest) and test.link and test.engagement != "clicked":
            yield Finding("link_without_click", where, {"event": test.engagement})
        if not isinstance(test, FieldTest):
            continue
        kind = field_type(test.field)
        if kind is None:
            yield Finding("field_unknown", where, {"field": test.field})
        elif test.op not in OPS[kind]:
            yield Finding("op_not_for_field", where, {"field": test.field, "op": test.op, "type": kind})
        elif not _fits_test(kind, test):
            yield Finding("value_type_wrong", where, {"field": test.field, "type": kind, "op": test.op})


def _wait(node: WaitNode) -> Iterator[Finding]:
    if is_zero(node.for_):
        yield Finding("wait_zero", "for", {})
    if node.until is not None and node.until.weekdays == []:
        yield Finding("window_empty", "until.weekdays", {})
    if node.relative_to is not None:
        field = node.relative_to.field
        kind = field_type(field)
        if kind is None:
            yield Finding("field_unknown", "relative_to.field", {"field": field})
        elif kind not in ("date", "any"):
            yield Finding(
                "value_type_wrong", "relative_to.field", {"field": field, "type": "date", "op": "relative_to"}
            )


def _update(node: UpdateContactNode) -> Iterator[Finding]:
    if not (node.set or node.add_tags or node.remove_tags or node.add_score or node.add_lists or node.remove_lists):
        yield Finding("update_empty", None, {})
    for field, value in node.set.items():
        kind = field_type(field)
        if kind is None:
            yield Finding("field_unknown", f"set.{field}", {"field": field})
        elif field not in SETTABLE and not field.startswith("attributes."):
            yield Finding("field_not_settable", f"set.{field}", {"field": field})
        elif not _may_be_set(field, kind, value):
            yield Finding("value_type_wrong", f"set.{field}", {"field": field, "type": kind, "op": "set"})


def _fits_test(kind: FieldType, test: FieldTest) -> bool:
    if test.op in ("is_set", "is_not_set"):
        return True
    if test.op in ("in", "not_in"):
        return isinstance(test.value, list) and bool(test.value) and all(_fits(kind, one) for one in test.value)
    if test.op in ("contains", "not_contains", "starts_with"):
        return isinstance(test.value, str) and test.value != ""
    return _fits(kind, test.value)


def _fits(kind: FieldType, value: Any) -> bool:
    match kind:
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "date":
            return isinstance(value, str) and day_of(value) is not None
        case "stage":
            return value in STAGES
        case "any":
            return isinstance(value, (str, int, float)) and value != ""
        case _:  # text; tags are only tested by contains
            return isinstance(value, str) and value != ""


def _may_be_set(field: str, kind: FieldType, value: Any) -> bool:
    """Texts, dates and attributes may be emptied by null; stage and score may not."""
    if field == "timezone":
        return value is None or (isinstance(value, str) and zone_named(value) is not None)
    if field == "score":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in ("text", "any"):
        return kind == "any" or value is None or isinstance(value, str)
    return _fits(kind, value) or (kind == "date" and value is None)
