"""What update_contact makes of a contact."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.journey.builders import START, chain, journey, world
from workflows.journey.behaviour import Behaviour
from workflows.journey.changing import ValueRefused, change_of
from workflows.journey.commands import UpdateContact
from workflows.journey.simulate import film


def asked(set_: dict[str, Any] | None = None, **more: Any) -> UpdateContact:
    return UpdateContact(0, "n", set_ or {}, more.pop("add_tags", ()), more.pop("remove_tags", ()), **more)


@pytest.mark.parametrize("set_", [{"email": "a@example.com"}, {"score": "much"}, {"consent_on": "soon"}])
def test_a_value_that_does_not_fit_is_refused_and_changes_nothing(set_: dict[str, Any]) -> None:
    with pytest.raises(ValueRefused):
        change_of(asked(set_))
    played = film(journey(chain(n={"type": "update_contact", "set": set_})), world(), Behaviour(), START)
    assert played.steps[1].detail == {"changed": []}


@pytest.mark.parametrize("written", ["2026-04-09", "2026-04-09T10:00:00+09:00"])
def test_a_date_that_lint_lets_through_does_not_park_everybody(written: str) -> None:
    facts: dict[str, Any] = {}
    assert change_of(asked({"consent_on": written})).apply(facts) == ["consent_on"]
    assert facts == {"consent_on": date(2026, 4, 9)}


def test_a_field_that_is_emptied_is_empty_as_its_column_is() -> None:
    facts: dict[str, Any] = {"memo": "", "timezone": "Asia/Tokyo"}
    changed = change_of(asked({"memo": None, "timezone": "", "attributes.plan": "gold"})).apply(facts)
    assert changed == ["attributes.plan", "timezone"]
    assert facts == {"memo": "", "timezone": None, "attributes.plan": "gold"}


@pytest.mark.parametrize(
    ("company", "stage", "expected"),
    [
        ("lead", "sql", "sql"),
        ("customer", "sql", "customer"),
        (None, "sql", None),
        ("internal", "sql", "internal"),
        ("lead", "disqualified", "lead"),
    ],
)
def test_a_company_is_never_behind_its_contact(company: str | None, stage: str, expected: str | None) -> None:
    facts = {"stage": "lead", "company.stage": company}
    change_of(asked({"stage": stage}, backward=True)).apply(facts)
    assert facts["company.stage"] == expected
