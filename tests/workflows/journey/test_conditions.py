"""The condition language."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from workflows.journey.comparison import day_of
from workflows.journey.conditions import (
    FIELDS,
    OPS,
    Condition,
    Evidence,
    FieldTest,
    depth,
    evaluate,
    field_type,
    leaves,
)
from workflows.journey.state import Sent
from workflows.journey.world import Click, Engagement, World

AT = datetime(2026, 10, 6, tzinfo=UTC)
PARSE: TypeAdapter[Any] = TypeAdapter(Condition)
FACTS: dict[str, Any] = {
    "email": "sato@example.com",
    "title": "部長",
    "score": 50,
    "stage": "sql",
    "tags": ["vip", "webinar"],
    "consent_on": date(2026, 4, 1),
    "memo": "",
    "company.employees": 120,
    "company.name": None,
    "attributes.plan": "gold",
    "attributes.seats": 5,
    "attributes.trial": True,
}
MAILS = Evidence(
    World(
        "e",
        FACTS,
        {
            "mail": Engagement(
                opened_at=AT,
                clicked_at=AT,
                clicks=(Click("https://www.example.com/pricing", AT),),
                machine_opened_at=AT,
            ),
            "quiet": Engagement(machine_opened_at=AT, machine_clicked_at=AT),
            "back": Engagement(replied_at=AT, bounced_at=AT),
        },
    ),
    {"mail": Sent("m1", AT)},
)


def holds(condition: dict[str, Any], evidence: Evidence = MAILS) -> bool:
    return evaluate(PARSE.validate_python(condition), evidence)


def compares(field: str, op: str, value: Any = None) -> bool:
    return holds({"field": field, "op": op, "value": value})


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("title", "eq", "部長", True),
        ("title", "eq", "部", False),
        ("title", "ne", "課長", True),
        ("title", "ne", "部長", False),
        ("title", "in", ["課長", "部長"], True),
        ("title", "in", ["課長"], False),
        ("title", "in", "部長", False),
        ("title", "in", [], False),
        ("title", "not_in", ["課長"], True),
        ("title", "not_in", ["部長"], False),
        ("title", "not_in", "課長", False),
        ("email", "contains", "@example", True),
        ("email", "contains", "@EXAMPLE", False),
        ("email", "not_contains", "@example", False),
        ("email", "not_contains", "@test", True),
        ("email", "starts_with", "sato", True),
        ("email", "starts_with", "example", False),
        ("email", "contains", 5, False),
        ("score", "contains", "5", False),
        ("score", "gte", 50, True),
        ("score", "gt", 50, False),
        ("score", "gt", 49.5, True),
        ("score", "lt", 50, False),
        ("score", "lt", 51, True),
        ("score", "lte", 50, True),
        ("score", "eq", 50.0, True),
        ("score", "gte", "50", False),
        ("score", "gte", True, False),
        ("score", "gte", None, False),
        ("score", "eq", [50], False),
        ("score", "in", [1, 50], True),
        ("company.employees", "lte", 100, False),
        ("consent_on", "gte", "2026-04-01", True),
        ("consent_on", "lt", "2026-04-01", False),
        ("consent_on", "gt", "2026-03-31T23:00:00+09:00", True),
        ("consent_on", "gte", "spring", False),
        ("consent_on", "gte", 20260401, False),
        ("attributes.plan", "eq", "gold", True),
        ("attributes.plan", "gt", "go", True),
        ("attributes.seats", "gte", 5, True),
        ("attributes.seats", "gte", "5", False),
        ("attributes.trial", "eq", True, True),
        ("attributes.trial", "eq", False, False),
        ("attributes.trial", "ne", False, True),
        ("attributes.trial", "eq", 1, False),
        ("tags", "contains", "vip", True),
        ("tags", "contains", "vi", False),
        ("tags", "not_contains", "vip", False),
        ("tags", "not_contains", "cold", True),
        ("tags", "not_contains", None, False),
        ("tags", "is_set", None, True),
        ("tags", "is_not_set", None, False),
        ("tags", "eq", "vip", False),
    ],
)
def test_a_comparison_means_what_the_page_says(field: str, op: str, value: Any, expected: bool) -> None:
    assert compares(field, op, value) is expected


@pytest.mark.parametrize("field", ["memo", "company.name", "phone", "attributes.none", "no_such_field"])
def test_a_missing_fact_takes_no_branch_but_is_not_set(field: str) -> None:
    for op in sorted(OPS["any"] - {"is_not_set"}):
        for value in ("x", "", 0, None, ["x"], True):
            assert compares(field, op, value) is False, (op, value)
    assert compares(field, "is_not_set")
    assert not compares("email", "is_not_set")
    assert compares("email", "is_set")


def test_a_contact_without_tags_does_not_have_the_tag() -> None:
    for tags in ([], (), frozenset[str]()):
        nobody = Evidence(World("e", {"tags": tags}), {})
        assert holds({"field": "tags", "op": "not_contains", "value": "vip"}, nobody)
        assert holds({"field": "tags", "op": "is_not_set"}, nobody)
        assert not holds({"tag": "vip"}, nobody)
    assert not holds({"tag": "vip"}, Evidence(World("e", {}), {}))
    assert holds({"tag": "vip"})


@pytest.mark.parametrize(
    ("stage", "least", "expected"),
    [
        ("sql", "mql", True),
        ("sql", "sql", True),
        ("sql", "opportunity", False),
        ("customer", "lead", True),
        ("disqualified", "lead", False),
        ("internal", "lead", False),
        ("reengagement", "lead", False),
        (None, "lead", False),
        ("", "lead", False),
    ],
)
def test_a_disqualified_contact_is_at_no_stage(stage: str | None, least: str, expected: bool) -> None:
    assert holds({"stage_at_least": least}, Evidence(World("e", {"stage": stage}), {})) is expected


@pytest.mark.parametrize(
    ("engagement", "of", "link", "expected"),
    [
        ("opened", "mail", None, True),
        ("clicked", "mail", None, True),
        ("clicked", "mail", "/pricing", True),
        ("clicked", "mail", "/about", False),
        ("replied", "mail", None, False),
        ("bounced", "mail", None, False),
        ("replied", "back", None, True),
        ("bounced", "back", None, True),
        ("opened", "never", None, False),
        ("sent", "mail", None, True),
        ("sent", "back", None, False),
    ],
)
def test_a_reaction_is_one_to_this_mail(engagement: str, of: str, link: str | None, expected: bool) -> None:
    assert holds({"engagement": engagement, "of": of, "link": link}) is expected


def test_a_machine_that_opens_and_clicks_takes_no_branch() -> None:
    assert not holds({"engagement": "opened", "of": "quiet"})
    assert not holds({"engagement": "clicked", "of": "quiet"})


def test_all_any_and_not() -> None:
    yes, no = {"tag": "vip"}, {"tag": "cold"}
    assert holds({"all": [yes, {"not": no}]})
    assert not holds({"all": [yes, no]})
    assert holds({"any": [no, yes]})
    assert not holds({"any": [no, no]})
    assert not holds({"not": yes})


def test_every_leaf_is_seen_wherever_it_stands() -> None:
    condition = PARSE.validate_python(
        {"all": [{"any": [{"tag": "a"}, {"not": {"tag": "b"}}]}, {"stage_at_least": "mql"}]}
    )
    assert [leaf.model_dump() for leaf in leaves(condition)] == [
        {"tag": "a"},
        {"tag": "b"},
        {"stage_at_least": "mql"},
    ]
    assert depth(condition) == 3
    assert depth(next(leaves(condition))) == 0


def test_a_condition_already_built_is_taken_as_it_is() -> None:
    built = FieldTest(field="score", op="gte", value=1)
    assert PARSE.validate_python({"all": [built]}).all == [built]
    assert PARSE.validate_python(built) == built


def test_fields_have_types_and_attributes_have_any() -> None:
    assert field_type("score") == "number"
    assert field_type("attributes.plan") == "any"
    assert field_type("attributes.") is None
    assert field_type("password") is None
    assert set(FIELDS.values()) <= set(OPS)


def test_dates_are_read_from_what_the_database_and_json_give() -> None:
    assert day_of(AT) == day_of("2026-10-06") == day_of("2026-10-06T09:00:00Z") == date(2026, 10, 6)
    assert day_of("2026-02-30") is None
    assert day_of(20261006) is None


def test_a_datetime_fact_is_compared_by_its_day() -> None:
    late = Evidence(World("e", {"consent_on": datetime(2026, 4, 1, 23, tzinfo=UTC)}), {})
    assert holds({"field": "consent_on", "op": "eq", "value": "2026-04-01"}, late)
