"""Lint of goals, hours, ends and caps: what can never be, and what will surely surprise."""

from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, START, chain, journey, mail, wait
from workflows.journey.lint import lint

OFFICE = {"days": "mon-fri", "from": "09:00", "to": "18:00"}


def codes(graph: Any, **more: Any) -> list[str]:
    return [issue.code for issue in lint(graph, **more)]


def stage(op: str, value: Any) -> dict[str, Any]:
    return {"field": "stage", "op": op, "value": value}


def score(op: str, value: Any) -> dict[str, Any]:
    return {"field": "score", "op": op, "value": value}


@pytest.mark.parametrize(
    "when",
    [
        {"all": [stage("eq", "lead"), stage("eq", "customer")]},
        {"all": [{"stage_at_least": "sql"}, stage("in", ["lead", "internal"])]},
        {"all": [score("gt", 50), score("lte", 50)]},
        {"all": [score("gte", 50), score("lt", 20)]},
        {"all": [score("eq", 5), score("gt", 7)]},
        {"all": [score("eq", 5), score("ne", 5)]},
        {"all": [{"tag": "vip"}, {"not": {"tag": "vip"}}]},
        {"not": {"any": [{"tag": "vip"}, {"not": {"tag": "vip"}}]}},
        {"all": [{"field": "memo", "op": "is_not_set"}, {"field": "memo", "op": "eq", "value": "x"}]},
    ],
)
def test_a_goal_that_nobody_can_reach_is_not_published(when: Any) -> None:
    assert codes(journey(chain(one=mail()), goal={"when": when, "title": "x"})) == ["goal_unreachable"]


def test_a_goal_of_a_mail_that_is_not_there_is_never_reached() -> None:
    goal = {"when": {"engagement": "replied", "of": "gone"}, "title": "x"}
    assert "goal_unreachable" in codes(journey(chain(one=mail()), goal=goal))


@pytest.mark.parametrize(
    "when",
    [
        {"stage_at_least": "sql"},
        {"any": [{"all": [score("gt", 5), score("lt", 2)]}, {"tag": "vip"}]},
        {"all": [{"stage_at_least": "sql"}, stage("in", ["lead", "customer"])]},
        {"all": [{"any": [score("gt", n), {"tag": str(n)}]} for n in range(12)]},
        {"engagement": "replied", "of": "one"},
        {"not": {"tag": "vip"}},
    ],
)
def test_a_goal_that_can_be_reached_is_left_alone(when: Any) -> None:
    assert codes(journey(chain(one=mail()), goal={"when": when, "title": "x"})) == []


def test_a_goal_of_an_unknown_field_is_named() -> None:
    goal = {"when": {"field": "shoe", "op": "eq", "value": "x"}, "title": "x"}
    assert codes(journey(chain(one=mail()), goal=goal)) == ["field_unknown"]


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"quiet_hours": {"from": "22:00", "to": "08:00"}}, False),
        ({"quiet_hours": {"from": "08:00", "to": "19:00"}, "send_window": OFFICE}, True),
        ({"quiet_hours": {"from": "17:00", "to": "10:00"}, "send_window": OFFICE}, False),
        ({"quiet_hours": {"from": "09:00", "to": "09:00"}}, True),
    ],
)
def test_quiet_hours_that_leave_no_time_to_send_are_an_error(settings: Any, wrong: bool) -> None:
    assert ("quiet_hours_no_time" in codes(journey(chain(one=mail()), settings=settings))) is wrong


def test_an_end_in_the_past_is_an_error_where_the_present_is_known() -> None:
    graph = journey(chain(one=mail()), settings={"ends_at": START.isoformat()})
    assert codes(graph) == codes(graph, now=START - DAY) == []
    assert codes(graph, now=START) == ["ends_at_past"]


@pytest.mark.parametrize(
    ("cap", "wrong"),
    [
        ({"max": 2, "per": "P7D"}, True),
        ({"max": 2, "per": "P2D"}, False),
        ({"max": 3, "per": "P30D"}, False),
        ({"max": 1, "per": "P1D"}, False),
    ],
)
def test_a_cap_below_the_journeys_own_pace_is_said_beforehand(cap: Any, wrong: bool) -> None:
    graph = journey(chain(one=mail(), a=wait("P1D"), two=mail(), b=wait("P1D"), three=mail()), settings={"cap": cap})
    found = lint(graph)
    assert [(issue.code, issue.severity) for issue in found] == ([("cap_below_pace", "warning")] if wrong else [])


def test_waits_of_other_kinds_are_reckoned_at_their_shortest() -> None:
    listen = {"type": "wait_for", "event": "opened", "of": "one", "within": "P9D"}
    days = {"type": "wait", "business_days": {"count": 3}}
    cap = {"cap": {"max": 1, "per": "P2D"}}
    assert codes(journey(chain(one=mail(), a=listen, two=mail()), settings=cap)) == ["cap_below_pace"]
    assert codes(journey(chain(one=mail(), a=days, two=mail()), settings=cap)) == []
    assert codes(journey(chain(one=mail(), a={"type": "wait", "until": {"time": "09:00"}}, two=mail()), settings=cap))


@pytest.mark.parametrize(
    ("parts", "node", "field"),
    [
        ({"exits": [{"when": {"tag": "vip"}, "reason": "goal"}]}, None, "exits.0.reason"),
        ({}, "end", "reason"),
    ],
)
def test_an_end_that_somebody_called_goal_is_not_counted_as_a_conversion(
    parts: Any, node: str | None, field: str
) -> None:
    nodes = {"one": mail(next={"sent": "end"}), "end": {"type": "exit", "reason": "goal" if node else "done"}}
    (issue,) = lint(journey(nodes, **parts))
    assert (issue.code, issue.severity, issue.node, issue.field) == ("reason_reserved", "error", node, field)
