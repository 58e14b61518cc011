"""Conditions compiled to SQL over `contact`, outer-joined to `company`.

The pure evaluator and this compiler answer alike for every contact; a property test holds them together. Tests of
engagement are refused: a filter knows no enrollment whose mails they could mean.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, and_, case, cast, false, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from backend.models import Company, Contact, ListMember
from backend.segments.errors import ConditionRefused
from backend.segments.operands import (
    BooleanOperand,
    DateOperand,
    IntegerOperand,
    JsonNumberOperand,
    OpaqueOperand,
    TextOperand,
    test,
)
from workflows.journey.conditions import (
    FIELDS,
    MAX_DEPTH,
    RESULTS,
    STAGE_ORDER,
    All,
    AnyOf,
    Condition,
    EngagementTest,
    FieldTest,
    Leaf,
    ListTest,
    Not,
    Op,
    StageTest,
    TagTest,
    Value,
    depth,
    field_type,
    leaves,
)

_ATTRIBUTE: Final = "attributes."


def compile_condition(condition: Condition) -> ColumnElement[bool]:
    """The where-clause that is true for exactly the contacts the condition holds for; it is never null.

    Needs `company` outer-joined when `uses_company(condition)`. Raises ConditionRefused naming what cannot be asked.
    """
    if depth(condition) > MAX_DEPTH:
        raise ConditionRefused(f"the condition is nested deeper than {MAX_DEPTH} levels", max_depth=MAX_DEPTH)
    for leaf in leaves(condition):
        _check(leaf)
    return _compile(condition)


def uses_company(condition: Condition) -> bool:
    """Whether a test of the condition looks at the contact's company."""
    return any(isinstance(leaf, FieldTest) and leaf.field.startswith("company.") for leaf in leaves(condition))


def _check(leaf: Leaf) -> None:
    if isinstance(leaf, EngagementTest):
        raise ConditionRefused(
            "reactions to a mail cannot select contacts; use them inside the journey", engagement=leaf.engagement
        )
    if isinstance(leaf, FieldTest) and leaf.field.startswith(RESULTS):
        raise ConditionRefused("what a step brought cannot select contacts; use it in the journey", field=leaf.field)
    if isinstance(leaf, FieldTest) and field_type(leaf.field) is None:
        raise ConditionRefused(f"there is no field {leaf.field!r}", field=leaf.field)
    if _has_nul(leaf):
        raise ConditionRefused("a text contains the NUL character, which no contact can have")


def _has_nul(leaf: FieldTest | StageTest | TagTest | ListTest) -> bool:
    if isinstance(leaf, ListTest):
        return "\0" in leaf.in_list
    if isinstance(leaf, TagTest):
        return "\0" in leaf.tag
    if isinstance(leaf, FieldTest):
        values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
        return "\0" in leaf.field or any(isinstance(value, str) and "\0" in value for value in values)
    return False


def _compile(condition: Condition) -> ColumnElement[bool]:
    match condition:
        case All():
            return and_(*(_compile(part) for part in condition.all))
        case AnyOf():
            return or_(*(_compile(part) for part in condition.any))
        case Not():
            return not_(_compile(condition.part))
        case FieldTest():
            return _field(condition.field, condition.op, condition.value)
        case StageTest():
            return Contact.stage.in_(STAGE_ORDER[STAGE_ORDER.index(condition.stage_at_least) :])
        case TagTest():
            return Contact.tags.contains([condition.tag])
        case ListTest():
            return _on_list(condition.in_list)
        case _:
            raise AssertionError("refused before")


def _on_list(named: str) -> ColumnElement[bool]:
    try:
        list_id = UUID(named)
    except ValueError:
        return false()
    # The evaluator compares ids as text: another way of writing this one is another text.
    if str(list_id) != named:
        return false()
    return Contact.id.in_(select(ListMember.contact_id).where(ListMember.list_id == list_id))


def _field(name: str, op: Op, value: Value) -> ColumnElement[bool]:
    if name == "tags":
        return _tags(op, value)
    if name.startswith(_ATTRIBUTE):
        return _attribute(Contact.attributes.op("->", return_type=JSONB())(name.removeprefix(_ATTRIBUTE)), op, value)
    column = _column(name)
    match FIELDS[name]:
        case "number":
            return _present(column.is_not(None), op, lambda: test(IntegerOperand(column), op, value))
        case "date":
            return _present(column.is_not(None), op, lambda: test(DateOperand(column), op, value))
        case _:
            # coalesce instead of "is not null and": one expression that is never null, whatever the join brought
            return _present(func.coalesce(column, "") != "", op, lambda: test(TextOperand(column), op, value))


def _column(name: str) -> ColumnElement[Any]:
    owner, _, attribute = name.rpartition(".")
    column: ColumnElement[Any] = getattr(Company if owner == "company" else Contact, attribute).expression
    return column


def _present(there: ColumnElement[bool], op: Op, tested: Callable[[], ColumnElement[bool]]) -> ColumnElement[bool]:
    if op == "is_set":
        return there
    if op == "is_not_set":
        return not_(there)
    # where nothing is there the left side is false, so the whole is never null; and the right side may use an index
    return and_(there, tested())


def _tags(op: Op, value: Value) -> ColumnElement[bool]:
    match op:
        case "contains" | "not_contains" if isinstance(value, str):
            carried = Contact.tags.contains([value])
            return carried if op == "contains" else not_(carried)
        case "is_set":
            return func.cardinality(Contact.tags) > 0
        case "is_not_set":
            return func.cardinality(Contact.tags) == 0
        case _:
            return false()


def _attribute(fact: ColumnElement[Any], op: Op, value: Value) -> ColumnElement[bool]:
    """An attribute is what its JSON says: each kind of value has its own rules."""
    text = fact.op("#>>", return_type=Text())(cast([], ARRAY(Text)))
    kinds: dict[str, ColumnElement[bool]] = {
        "string": _present(text != "", op, lambda: test(TextOperand(text), op, value)),
        "number": _present(true(), op, lambda: test(JsonNumberOperand(text), op, value)),
        "boolean": _present(true(), op, lambda: test(BooleanOperand(cast(text, Boolean)), op, value)),
        "array": _array(fact, op, value),
        "object": _present(true(), op, lambda: test(OpaqueOperand(), op, value)),
    }
    missing = true() if op == "is_not_set" else false()
    return case(kinds, value=func.coalesce(func.jsonb_typeof(fact), "null"), else_=missing)


def _array(fact: ColumnElement[Any], op: Op, value: Value) -> ColumnElement[bool]:
    match op:
        case "contains" | "not_contains" if isinstance(value, str):
            carried = func.jsonb_exists(fact, value)
            return carried if op == "contains" else not_(carried)
        case "is_set":
            return func.jsonb_array_length(fact) > 0
        case "is_not_set":
            return func.jsonb_array_length(fact) == 0
        case _:
            return false()
