"""branch: the first case whose condition holds; else `else`."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.journey.conditions import Condition, FieldTest, ListTest, StageTest, TagTest, evaluate, leaves
from workflows.journey.nodes.base import BaseNode, Decision, Pass, Port, PortId, Title, Visit

OTHERWISE = "else"
_SHOWN = 100
"""Characters of a fact that a journal row keeps."""


class Case(BaseModel):
    """One way out and when it is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: PortId
    title: Title | None = None
    when: Condition


class BranchNode(BaseNode):
    """Leaves by the id of the first case that holds, or by `else`; the journal row keeps the facts it looked at."""

    type: Literal["branch"]
    cases: list[Case] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _distinct(self) -> "BranchNode":
        ids = [case.id for case in self.cases]
        if len(set(ids)) < len(ids) or OTHERWISE in ids:
            raise ValueError("case ids must differ, and 'else' is the way out when no case holds")
        return self

    def ports(self) -> tuple[Port, ...]:
        return (*(Port(case.id) for case in self.cases), Port(OTHERWISE))

    def enter(self, visit: Visit) -> Decision:
        for case in self.cases:
            if evaluate(case.when, visit.evidence):
                return Pass(case.id, {"facts": _facts(case.when, visit)})
        seen: dict[str, Any] = {}
        for case in self.cases:
            seen |= _facts(case.when, visit)
        return Pass(OTHERWISE, {"facts": seen})


def _facts(condition: Condition, visit: Visit) -> dict[str, Any]:
    """The facts a condition looks at, as they are now: the why of the journal row."""
    world, seen = visit.world, dict[str, Any]()
    for test in leaves(condition):
        if isinstance(test, FieldTest):
            seen[test.field] = _plain(visit.evidence.fact(test.field))
        elif isinstance(test, StageTest):
            seen["stage"] = _plain(world.fact("stage"))
        elif isinstance(test, TagTest):
            seen["tags"] = _plain(world.fact("tags"))
        elif isinstance(test, ListTest):
            seen[f"lists.{test.in_list}"] = test.holds(visit.evidence)
        else:
            seen[f"{test.of}.{test.engagement}"] = test.holds(visit.evidence)
    return seen


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(one)[:_SHOWN] for one in value)[:20]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)[:_SHOWN]
