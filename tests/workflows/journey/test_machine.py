"""The machine: one case a rule."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.workflows.journey.builders import (
    DAY,
    END,
    HOUR,
    START,
    at_node,
    chain,
    everything_works,
    journey,
    mail,
    outcomes,
    trip,
    wait,
    world,
)
from workflows.journey.commands import SendEmail, SendResult, UpdateContact, UpdateResult
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event, Stop, Tick
from workflows.journey.machine import advance, start
from workflows.journey.run import MAX_HOPS
from workflows.journey.state import Advance, State, Step
from workflows.journey.world import Engagement

QUALIFIED = [{"when": {"stage_at_least": "sql"}, "reason": "qualified"}]
SQL = {"stage": "sql", "score": 80, "tags": []}


class TestEntry:
    def test_entering_is_the_first_row_of_the_journal(self) -> None:
        state, steps = trip(journey({"end": END}))
        assert steps[0] == Step(0, None, 0, "entered", None, {"node": "end"}, START)
        assert outcomes(steps[1:]) == [("end", "ended", None)]
        assert (state.status, state.end_reason) == ("completed", "completed")

    def test_nobody_enters_before_the_time(self) -> None:
        graph = journey({"end": END})
        early = start(graph, START + DAY)
        assert advance(graph, early, Tick(START), world()).state is early
        assert State(node="end").due is None
        assert advance(graph, State(node="end"), Tick(START), world()).state.phase == "ended"

    def test_a_journey_without_an_entry_is_parked_and_said_so(self) -> None:
        state, steps = trip(journey({}))
        assert (state.status, state.end_reason) == ("errored", "entry_missing")
        assert steps[-1].outcome == "errored"

    def test_a_node_that_a_later_version_removed_parks_who_stood_there(self) -> None:
        graph = journey({"end": END})
        for state in (at_node("gone"), at_node("gone", phase="waiting", due=START), at_node("gone", phase="acting")):
            after = advance(graph, state, Tick(START), world()).state
            assert (after.status, after.end_reason, after.node) == ("errored", "node_missing", "gone")


class TestSteps:
    def test_every_step_has_the_next_number_and_its_own_visit(self) -> None:
        again = {"type": "goto", "max_visits": 2, "next": {"again": "mail", "exhausted": "end"}}
        graph = journey(
            {"mail": mail(next={"sent": "pause"}), "pause": wait(next={"done": "back"}), "back": again, "end": END}
        )
        state, steps = trip(graph)
        assert [step.seq for step in steps] == list(range(len(steps)))
        assert state.seq == len(steps)
        assert [step.visit for step in steps if step.node == "mail"] == [1, 2, 3]
        assert [step.port for step in steps if step.node == "back"] == ["again", "again", "exhausted"]
        assert state.visits == {"mail": 3, "pause": 3, "back": 3, "end": 1}

    def test_entered_names_each_visit_once(self) -> None:
        graph = journey(chain(mail=mail(), pause=wait()))
        first = advance(graph, start(graph, START), Tick(START), world())
        assert list(first.entered) == ["mail"]
        repeated = advance(graph, first.state, Tick(START), world())
        assert list(repeated.entered) == []
        sent = advance(graph, first.state, SendResult(START, "sent", "m1"), world())
        assert list(sent.entered) == ["pause"]

    def test_waits_of_an_hour_or_more_end_on_a_whole_minute(self) -> None:
        graph = journey(chain(pause=wait("PT1H")))
        at = START + timedelta(seconds=5)
        assert advance(graph, start(graph, at), Tick(at), world()).state.due == START + HOUR + timedelta(minutes=1)
        graph = journey(chain(pause=wait("PT59M")))
        assert advance(graph, start(graph, at), Tick(at), world()).state.due == at + timedelta(minutes=59)

    def test_a_late_worker_is_seen_in_the_journal(self) -> None:
        graph = journey(chain(pause=wait("PT2H")))
        waiting = advance(graph, start(graph, START), Tick(START), world()).state
        late = advance(graph, waiting, Tick(START + 5 * HOUR), world())
        assert late.steps[0].at == START + 5 * HOUR
        assert late.steps[0].detail == {"due": (START + 2 * HOUR).isoformat()}


class TestExits:
    def test_a_qualified_contact_gets_no_further_mail(self) -> None:
        graph = journey(chain(one=mail(), pause=wait(), two=mail()), exits=QUALIFIED)
        state = at_node("pause", phase="waiting", since=START, due=START + DAY)
        after = advance(graph, state, Tick(START + DAY), world(facts=SQL))
        assert outcomes(after.steps) == [("pause", "ended", None)]
        assert (after.state.status, after.state.end_reason) == ("exited", "qualified")
        assert after.steps[-1].detail == {"reason": "qualified", "exit": 0}
        assert after.commands == ()

    def test_who_is_already_qualified_enters_and_leaves_at_once(self) -> None:
        _, steps = trip(journey(chain(one=mail()), exits=QUALIFIED), world(facts=SQL))
        assert outcomes(steps) == [(None, "entered", None), ("one", "ended", None)]

    def test_exits_are_judged_again_when_the_window_opens(self) -> None:
        window = {"send_window": {"days": "mon-fri", "from": "09:00", "to": "18:00"}}
        graph = journey(chain(one=mail()), exits=QUALIFIED, settings=window)
        night = START + 10 * HOUR
        held = advance(graph, start(graph, night), Tick(night), world()).state
        assert held.due is not None
        after = advance(graph, held, Tick(held.due), world(facts=SQL))
        assert after.commands == ()
        assert after.state.end_reason == "qualified"

    def test_exits_are_judged_again_before_a_deferred_mail_is_tried_again(self) -> None:
        graph = journey(chain(one=mail()), exits=QUALIFIED)
        out = advance(graph, start(graph, START), Tick(START), world()).state
        deferred = advance(graph, out, SendResult(START, "deferred", retry_at=START + HOUR), world()).state
        after = advance(graph, deferred, Tick(START + HOUR), world(facts=SQL))
        assert after.state.end_reason == "qualified"

    def test_a_contact_who_does_not_qualify_goes_on(self) -> None:
        state, _ = trip(journey(chain(one=mail()), exits=QUALIFIED))
        assert state.end_reason == "completed"


class TestCommands:
    def test_a_crash_between_command_and_result_gives_the_same_command_again(self) -> None:
        graph = journey(chain(mail=mail(), tag={"type": "update_contact", "add_tags": ["x"]}))
        first = advance(graph, start(graph, START), Tick(START), world())
        reloaded = State.from_json(first.state.to_json())
        again = advance(graph, reloaded, Tick(START + HOUR), world())
        assert again.commands == first.commands == (SendEmail(1, "mail", 1, "thanks", None, 1),)
        assert again.steps == []
        updating = advance(graph, again.state, SendResult(START + HOUR, "sent", "m1"), world())
        assert updating.commands == (UpdateContact(2, "tag", {}, ["x"], []),)
        assert advance(graph, updating.state, Tick(START + 2 * HOUR), world()).commands == updating.commands

    @pytest.mark.parametrize(
        ("state", "event"),
        [
            (at_node("mail"), SendResult(START, "sent", "m")),
            (at_node("mail"), UpdateResult(START)),
            (at_node("pause", phase="waiting", due=START), SendResult(START, "sent", "m")),
            (at_node("listen", phase="waiting", due=START), UpdateResult(START)),
            (at_node("mail", phase="acting", action=1), UpdateResult(START)),
            (at_node("mail", phase="waiting", due=START), UpdateResult(START)),
            (at_node("tag", phase="acting", action=1), SendResult(START, "sent", "m")),
            (at_node("tag", phase="waiting", due=START), Tick(START)),
            (at_node("mail", phase="acting", action=1), SendResult(START, "sent")),
            (at_node("mail", phase="acting", action=1), SendResult(START, "unconfirmed")),
            (at_node("end", phase="waiting", due=START), Tick(START)),
        ],
    )
    def test_a_result_nobody_waits_for_is_a_fault_and_no_step(self, state: State, event: Event) -> None:
        listen = {"type": "wait_for", "event": "opened", "of": "mail", "within": "P1D"}
        graph = journey(chain(mail=mail(), pause=wait(), listen=listen, tag={"type": "update_contact"}))
        with pytest.raises(JourneyFault):
            advance(graph, state, event, world())

    def test_a_late_result_of_a_stopped_enrollment_changes_nothing(self) -> None:
        graph = journey(chain(mail=mail()))
        out = advance(graph, start(graph, START), Tick(START), world()).state
        stopped = advance(graph, out, Stop(START, "asked by phone"), world())
        assert outcomes(stopped.steps) == [("mail", "ended", None)]
        assert (stopped.state.status, stopped.state.end_reason) == ("stopped", "asked by phone")
        for event in (SendResult(START, "sent", "m"), Tick(START), UpdateResult(START), Stop(START, "again")):
            assert advance(graph, stopped.state, event, world()) == Advance(stopped.state, (), ())

    @pytest.mark.parametrize("phase", ["ready", "waiting", "acting"])
    def test_one_person_can_be_stopped_whatever_they_do(self, phase: Any) -> None:
        graph = journey(chain(mail=mail()))
        state = at_node("mail", phase=phase, due=START + DAY)
        assert advance(graph, state, Stop(START, "x"), world()).state.status == "stopped"


class TestPorts:
    def test_an_open_required_port_parks_instead_of_losing(self) -> None:
        graph = journey({"pause": wait()})
        state, steps = trip(graph)
        assert (state.status, state.end_reason) == ("errored", "port_unconnected")
        assert steps[-1].detail == {"code": "port_unconnected", "port": "done"}
        assert outcomes(steps)[-2:] == [("pause", "passed", None), ("pause", "errored", None)]

    def test_an_edge_to_nowhere_parks_instead_of_losing(self) -> None:
        state, _ = trip(journey({"pause": wait(next={"done": "gone"})}))
        assert (state.status, state.end_reason, state.node) == ("errored", "node_missing", "gone")


class TestSpinning:
    def test_a_loop_without_a_wait_stops_within_one_call(self) -> None:
        branch = {"type": "branch", "cases": [{"id": "a", "when": {"tag": "x"}}], "next": {"a": "b", "else": "b"}}
        graph = journey({"b": branch})
        answer = advance(graph, start(graph, START), Tick(START), world())
        assert answer.state.end_reason == "spinning"
        assert len(answer.entered) == MAX_HOPS + 1

    def test_a_loop_of_mails_without_a_wait_does_not_mail_for_ever(self) -> None:
        graph = journey({"mail": mail(next={"sent": "mail"})})
        state, steps = trip(graph)
        assert state.end_reason == "spinning"
        assert sum(step.outcome == "sent" for step in steps) == MAX_HOPS

    def test_a_loop_of_waits_of_no_time_stops(self) -> None:
        state, _ = trip(journey({"zero": wait("PT0S", next={"done": "zero"})}))
        assert state.end_reason == "spinning"

    def test_a_loop_with_a_wait_goes_on_for_as_long_as_it_may(self) -> None:
        back = {"type": "goto", "max_visits": 100, "next": {"again": "pause", "exhausted": "end"}}
        state, _ = trip(journey({"pause": wait(next={"done": "back"}), "back": back, "end": END}), most=500)
        assert state.end_reason == "completed"
        assert state.visits["pause"] == 101


class TestTestEnrollments:
    CUT = timedelta(seconds=2)

    def test_every_wait_window_timeout_and_retry_is_cut(self) -> None:
        listen = {"type": "wait_for", "event": "opened", "of": "one", "within": "P7D"}
        until = {"type": "wait", "until": {"time": "09:00", "weekdays": ["sun"]}}
        days = {"type": "wait", "business_days": {"count": 10}}
        dated = {
            "type": "wait",
            "relative_to": {"field": "attributes.renewal"},
            "next": {"missing": "end", "past": "end"},
        }
        window = {"send_window": {"days": "mon", "from": "09:00", "to": "09:01"}}
        graph = journey(chain(one=mail(), a=wait("P14D"), b=listen, c=until, d=days, e=dated), settings=window)
        facts = {"stage": "lead", "attributes.renewal": "2027-01-01"}
        tries = iter(["deferred", "deferred", "sent"])

        def defers(command: Any, at: datetime) -> Event:
            outcome: Any = next(tries)
            return SendResult(at, outcome, "m1", retry_at=at + 6 * HOUR)

        state, steps = trip(graph, world(max_wait=self.CUT, facts=facts), answer=defers)
        assert state.end_reason == "completed"
        waits = [step for step in steps if step.outcome in ("waiting", "deferred")]
        assert len(waits) == 8
        assert all(step.detail["cut"] for step in waits), "nobody takes a test's waits for real ones"
        assert steps[-1].at - START == 8 * self.CUT

    def test_a_wait_that_is_short_anyway_does_not_claim_to_be_cut(self) -> None:
        graph = journey(chain(a=wait("PT2S")))
        for most in (self.CUT, timedelta(seconds=3), None):
            answer = advance(graph, start(graph, START), Tick(START), world(max_wait=most))
            assert "cut" not in answer.steps[-1].detail


class TestZones:
    WINDOW: dict[str, Any] = {"days": "mon-fri", "from": "09:00", "to": "18:00"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("timezone", "hour"),
        [("contact", 13), ("organization", 0), ("Europe/Berlin", 7), ("Mars/Olympus", 0)],
    )
    def test_the_journey_keeps_the_time_it_says(self, timezone: str, hour: int) -> None:
        graph = journey(chain(one=mail()), settings={"timezone": timezone, "send_window": self.WINDOW})
        night = datetime(2026, 10, 6, 22, 30, tzinfo=UTC)
        held = advance(graph, start(graph, night), Tick(night), world(zone="America/New_York"))
        assert held.state.due == datetime(2026, 10, 7, hour, tzinfo=UTC)

    @pytest.mark.parametrize(("zone", "organization", "hour"), [("Nowhere", "Asia/Tokyo", 0), ("?", "??", 9)])
    def test_a_contact_with_a_broken_zone_gets_the_organisations(self, zone: str, organization: str, hour: int) -> None:
        graph = journey(chain(one=mail()), settings={"send_window": self.WINDOW})
        night = datetime(2026, 10, 6, 22, 30, tzinfo=UTC)
        around = world(zone=zone, organization_zone=organization)
        assert advance(graph, start(graph, night), Tick(night), around).state.due == datetime(
            2026, 10, 7, hour, tzinfo=UTC
        )


def test_a_short_retry_loop_of_ticks_writes_nothing() -> None:
    graph = journey(chain(pause=wait()))
    waiting = advance(graph, start(graph, START), Tick(START), world()).state
    for minutes in range(60):
        assert advance(graph, waiting, Tick(START + timedelta(minutes=minutes)), world()).state is waiting


def test_state_survives_the_database_in_every_phase() -> None:
    listen = {"type": "wait_for", "event": "clicked", "of": "mail", "link": "/a", "within": "P1D"}
    graph = journey(chain(mail=mail(), pause=wait(), listen=listen, tag={"type": "update_contact"}))
    state, event = start(graph, START), Tick(START)
    seen: set[str] = set()
    while True:
        answer = advance(graph, state, event, world(engagement={"mail": Engagement(opened_at=START)}))
        state = answer.state
        seen.add(state.phase)
        assert State.from_json(state.to_json()) == state
        if state.phase == "ended":
            break
        event = everything_works(answer.commands[0], event.at) if answer.commands else Tick(state.due or START)
    deferred = at_node("mail", phase="ready", attempt=3, action=1, hops=4)
    assert State.from_json(deferred.to_json()) == deferred
    assert seen == {"waiting", "acting", "ended"}
    assert len(str(at_node("pause", phase="waiting", due=START, since=START).to_json())) < 200
