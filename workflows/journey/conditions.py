"""The one condition language: a tree of tests, its fields with their types, and its evaluation over given facts.

What the tests mean, also for the compiler to SQL:

- A fact that is absent, null or an empty text is *missing*: `is_not_set` is true and every other test false, `ne`,
  `not_in` and `not_contains` included. Tags are a set and never missing: no tags means the empty set.
- Text is compared exactly, case and width included, by code point. Numbers compare with numbers, dates with dates,
  truth values with truth values; a test between different kinds of value is false.
- `contains`, `not_contains` and `starts_with` look inside text; on tags, `contains` asks for a whole tag.
- Attributes have no declared type: texts and numbers are compared as what they are.
- `stage_at_least` knows the order of STAGE_ORDER; the stages outside it are never "at least" anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from workflows.journey.comparison import Op, Value, compare
from workflows.journey.state import Sent
from workflows.journey.team import Result
from workflows.journey.world import EngagementKind
from workflows.journey.world_view import WorldView

FieldType = Literal["text", "number", "date", "tags", "stage", "any"]
FIELDS: Final[Mapping[str, FieldType]] = {
    **dict.fromkeys(("email", "last_name", "first_name", "last_kana", "first_kana", "department", "title"), "text"),
    **dict.fromkeys(("phone", "industry", "prefecture", "source", "memo", "locale", "timezone"), "text"),
    **dict.fromkeys(("consent_method", "domain_class"), "text"),
    **dict.fromkeys(("company.name", "company.industry", "company.prefecture"), "text"),
    **dict.fromkeys(("score", "company.employees"), "number"),
    **dict.fromkeys(("stage", "company.stage"), "stage"),
    "tags": "tags",
    "consent_on": "date",
}
"""Every field a condition may name, with its type; besides, `attributes.<key>` and `steps.<node>.<field>` of type
"any"."""
RESULTS: Final = "steps."
"""What an earlier step of this enrollment brought: `steps.<node>.<field>`."""

STAGE_ORDER: Final = ("lead", "mql", "sql", "opportunity", "customer")
STAGES: Final = (*STAGE_ORDER, "reengagement", "disqualified", "internal")
_RANK: Final = {stage: rank for rank, stage in enumerate(STAGE_ORDER)}


def goes_forward(before: Any, after: Any) -> bool:
    """Whether a stage may follow another one by itself: later in the order, or back into it from re-engagement.

    Leaving the order (disqualified, a lost deal) and leaving `disqualified` or `internal` is a decision.
    """
    if before == after or before not in STAGES:
        return True
    return after in _RANK and (before == "reengagement" or (before in _RANK and _RANK[after] >= _RANK[before]))


OPS: Final[Mapping[FieldType, frozenset[str]]] = {
    "text": frozenset({"eq", "ne", "in", "not_in", "contains", "not_contains", "starts_with", "is_set", "is_not_set"}),
    "number": frozenset({"eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "is_set", "is_not_set"}),
    "date": frozenset({"eq", "ne", "gt", "gte", "lt", "lte", "is_set", "is_not_set"}),
    "tags": frozenset({"contains", "not_contains", "is_set", "is_not_set"}),
    "stage": frozenset({"eq", "ne", "in", "not_in", "is_set", "is_not_set"}),
    "any": frozenset(Op.__args__),
}
"""Which tests make sense on which type; lint refuses the others, evaluation answers false."""

MAX_DEPTH: Final = 8
"""Levels of all, any and not inside each other."""


def field_type(name: str) -> FieldType | None:
    """Type of a field, None when there is no such field."""
    if name.startswith("attributes.") and len(name) > len("attributes."):
        return "any"
    if name.startswith(RESULTS) and name.count(".") == 2 and not name.endswith("."):
        return "any"
    return FIELDS.get(name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a condition is judged by: the contact, the mails sent in this enrollment, and what its steps brought."""

    world: WorldView
    sends: Mapping[str, Sent]
    results: Mapping[str, Result] = dataclass_field(default_factory=dict[str, Result])

    def fact(self, name: str) -> Any:
        """One fact by its field's name."""
        if name.startswith(RESULTS):
            _, node, key = name.split(".", 2) if name.count(".") > 1 else ("", "", "")
            return self.results.get(node, {}).get(key)
        return self.world.fact(name)


class _Test(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class All(_Test):
    """Every part holds."""

    all: list["Condition"] = Field(min_length=1, max_length=50)

    def holds(self, evidence: Evidence) -> bool:
        return all(part.holds(evidence) for part in self.all)


class AnyOf(_Test):
    """At least one part holds."""

    any: list["Condition"] = Field(min_length=1, max_length=50)

    def holds(self, evidence: Evidence) -> bool:
        return any(part.holds(evidence) for part in self.any)


class Not(_Test):
    """The part does not hold; so a test on a missing fact, being false, becomes true."""

    part: "Condition" = Field(alias="not")

    def holds(self, evidence: Evidence) -> bool:
        return not self.part.holds(evidence)


class FieldTest(_Test):
    """A fact compared with a value."""

    field: str = Field(min_length=1, max_length=100)
    op: Op
    value: Value = None

    def holds(self, evidence: Evidence) -> bool:
        return compare(evidence.fact(self.field), self.op, self.value)


class EngagementTest(_Test):
    """The contact reacted to the latest mail of an earlier send; `sent`: that mail was sent at all."""

    engagement: EngagementKind | Literal["sent"]
    of: str = Field(max_length=40)
    link: str | None = Field(None, max_length=500)
    """Part of the clicked address; clicked only."""

    def holds(self, evidence: Evidence) -> bool:
        if self.engagement == "sent":
            return self.of in evidence.sends
        return evidence.world.reacted(self.of, self.engagement, self.link)


class StageTest(_Test):
    """The contact's stage is this one or a later one."""

    stage_at_least: Literal["lead", "mql", "sql", "opportunity", "customer"]

    def holds(self, evidence: Evidence) -> bool:
        stage = evidence.world.fact("stage")
        return stage in _RANK and _RANK[stage] >= _RANK[self.stage_at_least]


class ListTest(_Test):
    """The contact stands on the list of this id."""

    in_list: str = Field(min_length=1, max_length=100)

    def holds(self, evidence: Evidence) -> bool:
        return self.in_list in (evidence.world.fact("lists") or ())


class TagTest(_Test):
    """The contact carries the tag."""

    tag: str = Field(min_length=1, max_length=100)

    def holds(self, evidence: Evidence) -> bool:
        return self.tag in (evidence.world.fact("tags") or ())


_KEYS: Final = ("all", "any", "not", "field", "engagement", "stage_at_least", "tag", "in_list")
_KIND_OF: Final[dict[type[Any], str]] = {
    All: "all",
    AnyOf: "any",
    Not: "not",
    FieldTest: "field",
    EngagementTest: "engagement",
} | {
    StageTest: "stage_at_least",
    TagTest: "tag",
    ListTest: "in_list",
}


def _kind(value: Any) -> str | None:
    """Which test a value is: by its telling key, or by its class when it is one already."""
    if isinstance(value, Mapping):
        keys = cast(Mapping[Any, Any], value)
        return next((key for key in _KEYS if key in keys), None)
    return _KIND_OF.get(cast(type[Any], type(value)))


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[FieldTest, Tag("field")]
    | Annotated[EngagementTest, Tag("engagement")]
    | Annotated[StageTest, Tag("stage_at_least")]
    | Annotated[TagTest, Tag("tag")]
    | Annotated[ListTest, Tag("in_list")],
    Discriminator(_kind),
]
for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def evaluate(condition: Condition, evidence: Evidence) -> bool:
    """Whether the condition holds. Total: whatever the facts are, it answers."""
    return condition.holds(evidence)


Leaf = FieldTest | EngagementTest | StageTest | TagTest | ListTest


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every test of the tree that looks at a fact, left to right."""
    match condition:
        case All():
            for part in condition.all:
                yield from leaves(part)
        case AnyOf():
            for part in condition.any:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.part)
        case _:
            yield condition


def depth(condition: Condition) -> int:
    """Levels of all, any and not; a single test has depth 0."""
    match condition:
        case All():
            return 1 + max(depth(part) for part in condition.all)
        case AnyOf():
            return 1 + max(depth(part) for part in condition.any)
        case Not():
            return 1 + depth(condition.part)
        case _:
            return 0
