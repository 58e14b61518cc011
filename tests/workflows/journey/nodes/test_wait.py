"""wait."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, END, HOUR, START, chain, journey, outcomes, trip, world
from workflows.journey.events import Tick
from workflows.journey.machine import advance, start
from workflows.journey.state import Advance
from workflows.journey.world import Calendar

SPORTS_DAY = Calendar(closed=frozenset({date(2026, 10, 12)}))
FRIDAY_NOON = datetime(2026, 10, 9, 3, tzinfo=UTC)
"""Friday 9 October 2026, 12:00 in Tokyo."""


def entered(config: dict[str, Any], at: datetime = FRIDAY_NOON, **more: Any) -> Advance:
    node = {"type": "wait", "next": {"missing": "lost", "past": "over"}, **config}
    graph = journey(
        {**chain(pause=node), "lost": {"type": "exit", "reason": "l"}, "over": {"type": "exit", "reason": "o"}}
    )
    return advance(graph, start(graph, at), Tick(at), world(**more))


class TestUntil:
    RULE = {"until": {"time": "08:00", "weekdays": "mon-fri"}}  # noqa: RUF012
    OFF = {"until": {"time": "08:00", "weekdays": "mon-fri", "holidays": "jp"}}  # noqa: RUF012

    def test_the_wrong_hour_on_the_wrong_day(self) -> None:
        assert entered(self.RULE).state.due == datetime(2026, 10, 11, 23, tzinfo=UTC)

    def test_a_holiday_is_skipped_only_when_asked(self) -> None:
        assert entered(self.RULE, calendar=SPORTS_DAY).state.due == datetime(2026, 10, 11, 23, tzinfo=UTC)
        assert entered(self.OFF, calendar=SPORTS_DAY).state.due == datetime(2026, 10, 12, 23, tzinfo=UTC)

    def test_any_day_when_no_weekday_is_named(self) -> None:
        assert entered({"until": {"time": "08:00"}}).state.due == datetime(2026, 10, 9, 23, tzinfo=UTC)

    def test_a_day_that_never_comes_parks_instead_of_going_on(self) -> None:
        answer = entered({"until": {"time": "08:00", "weekdays": []}})
        assert (answer.state.status, answer.state.end_reason) == ("errored", "day_never_comes")


class TestBusinessDays:
    def test_holidays_and_weekends_do_not_count(self) -> None:
        rule = {"business_days": {"count": 2, "time": "10:00"}}
        assert entered(rule, calendar=SPORTS_DAY).state.due == datetime(2026, 10, 14, 1, tzinfo=UTC)
        assert entered(rule).state.due == datetime(2026, 10, 13, 1, tzinfo=UTC)

    def test_without_a_time_the_hour_is_kept(self) -> None:
        assert entered({"business_days": {"count": 1}}).state.due == datetime(2026, 10, 12, 3, tzinfo=UTC)


class TestRelativeTo:
    RULE = {"relative_to": {"field": "attributes.renewal", "offset": "-P3D", "time": "10:00"}}  # noqa: RUF012

    @pytest.mark.parametrize("renewal", ["2026-10-20", date(2026, 10, 20), datetime(2026, 10, 20, 12, tzinfo=UTC)])
    def test_three_days_before_the_date(self, renewal: Any) -> None:
        answer = entered(self.RULE, facts={"attributes.renewal": renewal})
        assert answer.state.due == datetime(2026, 10, 17, 1, tzinfo=UTC)
        assert answer.steps[-1].detail["field"] == "attributes.renewal"

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({}, "not_set"),
            ({"attributes.renewal": None}, "not_set"),
            ({"attributes.renewal": ""}, "not_set"),
            ({"attributes.renewal": "next spring"}, "unreadable"),
            ({"attributes.renewal": 20261020}, "unreadable"),
        ],
    )
    def test_a_missing_date_is_never_no_delay(self, facts: dict[str, Any], reason: str) -> None:
        answer = entered(self.RULE, facts=facts)
        assert outcomes(answer.steps)[1:] == [("pause", "passed", "missing"), ("lost", "ended", None)]
        assert answer.steps[1].detail == {"field": "attributes.renewal", "reason": reason}

    def test_a_date_already_over_is_never_at_once(self) -> None:
        answer = entered(self.RULE, facts={"attributes.renewal": "2026-10-10"})
        assert outcomes(answer.steps)[1:] == [("pause", "passed", "past"), ("over", "ended", None)]

    def test_a_date_in_the_far_future_is_no_crash(self) -> None:
        answer = entered({"relative_to": {"field": "consent_on", "offset": "P10D"}}, facts={"consent_on": "9999-12-31"})
        assert answer.steps[1].detail == {"field": "consent_on", "reason": "unreadable"}


def test_a_plain_duration_waits_exactly_so_long() -> None:
    graph = journey(chain(pause={"type": "wait", "for": "P2DT3H"}))
    _, steps = trip(graph)
    assert [step.at for step in steps] == [START, START, START + 2 * DAY + 3 * HOUR, START + 2 * DAY + 3 * HOUR]


def test_a_wait_without_end_is_named_by_its_ports() -> None:
    graph = journey({"end": END, "a": {"type": "wait", "for": "P1D"}, "b": {"type": "wait", **TestRelativeTo.RULE}})
    assert [port.id for port in graph.nodes["a"].ports()] == ["done"]
    assert [port.id for port in graph.nodes["b"].ports()] == ["done", "missing", "past"]
