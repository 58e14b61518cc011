"""Goal, end, quiet hours and cap: who leaves, when mails may go, and what is told."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.workflows.journey.builders import (
    DAY,
    HOUR,
    START,
    at_node,
    chain,
    document,
    journey,
    mail,
    outcomes,
    trip,
    wait,
    world,
)
from workflows.journey.commands import SendResult
from workflows.journey.errors import DefinitionError
from workflows.journey.events import Tick
from workflows.journey.graph import JourneyGraph, dump_graph, parse_graph
from workflows.journey.machine import advance, start
from workflows.journey.pacing import Cap, fits_at
from workflows.journey.schedule import instant
from workflows.journey.sending import may_leave
from workflows.journey.state import Advance, State

TOKYO = ZoneInfo("Asia/Tokyo")

GOAL = {"when": {"stage_at_least": "sql"}, "title": "商談になった"}
SQL = {"stage": "sql"}
QUIET = {"quiet_hours": {"from": "22:00", "to": "08:00"}}


class TestGoal:
    def test_who_reaches_the_goal_in_a_wait_of_months_is_counted_when_it_happens(self) -> None:
        graph = journey(chain(pause=wait("P90D"), one=mail()), goal=GOAL)
        state = at_node("pause", phase="waiting", since=START, due=START + 90 * DAY)
        assert advance(graph, state, Tick(START + DAY), world()).steps == ()
        after = advance(graph, state, Tick(START + DAY), world(facts=SQL))
        assert outcomes(after.steps) == [("pause", "ended", None)]
        assert after.steps[0].detail == {"reason": "goal", "goal": "商談になった"}
        assert (after.state.status, after.state.end_reason) == ("completed", "goal")

    def test_a_goal_and_an_exit_reached_at_once_are_a_conversion(self) -> None:
        exits = [{"when": {"stage_at_least": "mql"}, "reason": "qualified"}]
        state, _ = trip(journey(chain(one=mail()), goal=GOAL, exits=exits), world(facts=SQL))
        assert state.end_reason == "goal"

    def test_a_goal_reached_in_the_middle_of_a_send_waits_for_what_became_of_the_mail(self) -> None:
        graph = journey(chain(one=mail(), two=mail()), goal=GOAL)
        acting = advance(graph, start(graph, START), Tick(START), world())
        again = advance(graph, acting.state, Tick(START), world(facts=SQL))
        assert again.commands == acting.commands
        after = advance(graph, again.state, SendResult(START, "sent", "m1"), world(facts=SQL))
        assert outcomes(after.steps) == [("one", "sent", "sent"), ("two", "ended", None)]
        assert after.state.sends["one"].message == "m1"

    def test_nobody_seems_to_be_missing_where_they_left_before_a_step_began(self) -> None:
        graph = journey(chain(one=mail(), two=mail()), goal=GOAL)
        acting = advance(graph, start(graph, START), Tick(START), world())
        after = advance(graph, acting.state, SendResult(START, "sent", "m1"), world(facts=SQL))
        assert after.entered == ["two"]


class TestEnd:
    def test_nobody_stays_aboard_after_the_end_of_the_journey(self) -> None:
        graph = journey(chain(pause=wait("P90D")), settings={"ends_at": "2026-10-20T18:00:00+09:00"})
        end = datetime(2026, 10, 20, 9, tzinfo=UTC)
        state = at_node("pause", phase="waiting", since=START, due=START + 90 * DAY)
        assert advance(graph, state, Tick(end - timedelta(seconds=1)), world()).steps == ()
        after = advance(graph, state, Tick(end), world())
        assert (after.state.status, after.state.end_reason) == ("exited", "ended")
        assert after.steps[0].detail == {"reason": "ended", "ends_at": end.isoformat()}

    @pytest.mark.parametrize("when", ["2026-10-20T18:00:00", 1790000000, "1850-01-01T00:00:00Z", "soon"])
    def test_an_end_that_could_be_read_in_two_ways_is_refused(self, when: object) -> None:
        with pytest.raises(DefinitionError) as refused:
            parse_graph(document(chain(one=mail()), settings={"ends_at": when}))
        assert refused.value.problems[0].path == "settings.ends_at"


class TestQuietHours:
    def test_no_mail_leaves_in_the_contacts_night(self) -> None:
        graph = journey(chain(one=mail()), settings=QUIET)
        night = datetime(2026, 10, 6, 14, tzinfo=UTC)  # 23:00 in Tokyo, 16:00 in Berlin
        held = advance(graph, start(graph, night), Tick(night), world())
        assert held.state.due == datetime(2026, 10, 6, 23, tzinfo=UTC)
        assert held.steps[-1].detail["for"] == "quiet_hours"
        assert advance(graph, start(graph, night), Tick(night), world(zone="Europe/Berlin")).commands

    def test_window_and_quiet_hours_open_together(self) -> None:
        window = {"days": "mon-fri", "from": "07:00", "to": "23:00"}
        graph = journey(chain(one=mail()), settings={**QUIET, "send_window": window})
        friday = datetime(2026, 10, 9, 13, 30, tzinfo=UTC)  # Friday 22:30: within the window, but quiet
        held = advance(graph, start(graph, friday), Tick(friday), world())
        assert held.steps[-1].detail["for"] == "quiet_hours"
        assert held.state.due == datetime(2026, 10, 11, 23, tzinfo=UTC)  # Monday 08:00

    def test_hours_that_never_open_park_the_contact_instead_of_spinning(self) -> None:
        shut: list[dict[str, Any]] = [
            {"quiet_hours": {"from": "09:00", "to": "09:00"}},
            {"quiet_hours": {"from": "08:00", "to": "19:00"}, "send_window": _office()},
            {"send_window": {**_office(), "days": []}},
        ]
        for settings in shut:
            state, _ = trip(journey(chain(one=mail()), settings=settings))
            assert state.end_reason == "window_never_opens"

    @pytest.mark.parametrize(("day", "quiet"), [((2026, 3, 28), 8), ((2026, 10, 24), 10)])
    def test_a_night_in_which_the_clocks_change_is_quiet_to_its_end(
        self, day: tuple[int, int, int], quiet: int
    ) -> None:
        berlin, wall = ZoneInfo("Europe/Berlin"), datetime(*day)  # noqa: DTZ001 - a wall time, made an instant below
        night = instant(wall.date(), wall.time().replace(hour=23), berlin)
        assert night is not None
        held = advance(_quiet(), start(_quiet(), night), Tick(night), world(zone="Europe/Berlin"))
        assert held.state.due == night + quiet * HOUR  # at 08:00 by the new clock

    def test_quiet_hours_that_end_in_the_hour_that_is_skipped_do_not_last_a_day(self) -> None:
        graph = journey(chain(one=mail()), settings={"quiet_hours": {"from": "22:00", "to": "02:30"}})
        night = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)  # 01:45 in Berlin, a quarter of an hour before the leap
        held = advance(graph, start(graph, night), Tick(night), world(zone="Europe/Berlin"))
        assert held.state.due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def test_a_mail_that_found_no_server_in_the_evening_is_known_to_be_too_late_at_night(self) -> None:
        night = datetime(2026, 10, 6, 14, tzinfo=UTC)
        assert not may_leave(_quiet().settings, world(), night)
        assert may_leave(_quiet().settings, world(), START)
        assert may_leave(_quiet().settings, world(max_wait=HOUR), night)
        assert may_leave(journey(chain(one=mail())).settings, world(), night)


class TestCap:
    def test_a_mail_too_many_waits_until_it_fits(self) -> None:
        capped = _capped(START, START + DAY)
        assert outcomes(capped.steps) == [("one", "deferred", None)]
        assert capped.steps[0].detail["reason"] == "cap"
        assert capped.state.due == START + DAY
        again = advance(_GRAPH, capped.state, Tick(START + DAY), world())
        assert again.commands[0].key == 1  # the same mail

    def test_it_waits_a_week_at_most_however_often_it_is_told_to(self) -> None:
        state, at = _capped(START, None).state, START
        for day in (3, 6, 7):
            at = START + day * DAY
            state = advance(_GRAPH, state, Tick(at), world()).state if state.due and at >= state.due else _act(state)
            answer = advance(_GRAPH, state, SendResult(at, "capped", "m1", "cap", at + 3 * DAY), world())
            state = answer.state
        assert outcomes(answer.steps) == [("one", "not_sent", None), ("one", "ended", None)]
        assert answer.steps[0].detail == {"message": "m1", "reason": "cap", "outcome": "skipped"}
        assert at == START + 7 * DAY

    def test_waiting_for_ones_turn_is_no_failed_attempt(self) -> None:
        state, at = _capped(START, START + HOUR).state, START
        for hour in range(1, 20):
            at = START + hour * HOUR
            acting = advance(_GRAPH, state, Tick(at), world())
            assert acting.state.attempt == 1
            state = advance(_GRAPH, acting.state, SendResult(at, "capped", "m1", "cap", at + HOUR), world()).state
        assert state.phase == "waiting"
        assert State.from_json(state.to_json()) == state

    def test_the_patience_of_one_mail_is_not_the_next_ones(self) -> None:
        capped = _capped(START, START + DAY).state
        acting = advance(_GRAPH, capped, Tick(START + DAY), world()).state
        assert advance(_GRAPH, acting, SendResult(START + DAY, "sent", "m1"), world()).state.patience is None

    def test_the_next_mail_fits_when_enough_of_the_others_are_old_enough(self) -> None:
        day, week = Cap(max=1, per="P1D"), Cap(max=3, per="P7D")
        sent = [START - HOUR, START - 2 * DAY, START - 3 * DAY]
        assert fits_at(sent, [day], START, TOKYO) == START - HOUR + DAY
        assert fits_at(sent, [day, week], START, TOKYO) == START + 4 * DAY
        assert fits_at(sent, [Cap(max=4, per="P7D")], START, TOKYO) is None
        assert fits_at([START - DAY], [day], START, TOKYO) is None

    @pytest.mark.parametrize(("day", "hours"), [((2026, 3, 7), 23), ((2026, 10, 31), 25), ((2026, 6, 1), 24)])
    def test_a_mail_of_nine_in_the_morning_makes_room_at_nine_also_when_the_clocks_change(
        self, day: tuple[int, int, int], hours: int
    ) -> None:
        new_york = ZoneInfo("America/New_York")
        sent = datetime(*day, 9, tzinfo=new_york).astimezone(UTC)
        same_hour = sent + timedelta(hours=hours)
        assert same_hour.astimezone(new_york).hour == 9
        cap = Cap(max=1, per="P1D")
        assert fits_at([sent], [cap], same_hour - timedelta(minutes=1), new_york) == same_hour
        assert fits_at([sent], [cap], same_hour, new_york) is None
        assert fits_at([sent], [Cap(max=1, per="PT24H")], sent, new_york) == sent + DAY
        assert cap.period > timedelta(hours=25), "nothing that counts is left out"

    @pytest.mark.parametrize("per", ["PT0S", "P2Y", "-P1D"])
    def test_a_cap_over_no_time_is_refused(self, per: str) -> None:
        with pytest.raises(DefinitionError):
            parse_graph(document(chain(one=mail()), settings={"cap": {"max": 1, "per": per}}))


class TestEntry:
    def test_rules_of_entry_survive_being_stored(self) -> None:
        for reentry in ("never", "after_exit", "always", {"after": "P30D"}):
            graph = parse_graph({**document({}), "entry": {"node": None, "reentry": reentry, "exclusive": "育成"}})
            assert parse_graph(dump_graph(graph)) == graph
            assert dump_graph(graph)["entry"]["reentry"] == reentry

    @pytest.mark.parametrize(
        ("reentry", "path"),
        [("sometimes", "entry.reentry"), ({"after": "-P1D"}, "entry.reentry.after"), ({}, "entry.reentry.after")],
    )
    def test_an_unreadable_rule_is_named_by_its_place(self, reentry: object, path: str) -> None:
        with pytest.raises(DefinitionError) as refused:
            parse_graph({**document({}), "entry": {"node": None, "reentry": reentry}})
        assert [problem.path for problem in refused.value.problems] == [path]


_GRAPH = journey(chain(one=mail()))


def _office() -> dict[str, object]:
    return {"days": "mon-fri", "from": "09:00", "to": "18:00"}


def _quiet() -> JourneyGraph:
    return journey(chain(one=mail()), settings=QUIET)


def _capped(at: datetime, retry_at: datetime | None) -> Advance:
    acting = advance(_GRAPH, start(_GRAPH, at), Tick(at), world())
    return advance(_GRAPH, acting.state, SendResult(at, "capped", "m1", "cap", retry_at), world())


def _act(state: State) -> State:
    return advance(_GRAPH, state, Tick(state.due or START), world()).state
