"""No sequence of events loses an enrollment, runs a step twice, or spins without a wait."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.workflows.journey.builders import DAY, START, everything_works, follow
from tests.workflows.journey.strategies import IDS, THOROUGH, documents
from workflows.journey.commands import SendEmail, SendResult, UpdateContact, UpdateResult
from workflows.journey.errors import JourneyFault
from workflows.journey.events import (
    CatchUp,
    Event,
    Intervention,
    Migrate,
    Move,
    Pause,
    Reconsider,
    Replay,
    Resend,
    Resume,
    Retry,
    Skip,
    Stop,
    Tick,
)
from workflows.journey.graph import JourneyGraph, parse_graph
from workflows.journey.machine import advance, start
from workflows.journey.run import MAX_HOPS
from workflows.journey.state import Advance, State
from workflows.journey.team import CallResult, CallWebhook
from workflows.journey.world import Click, Engagement, TaskSeen, World

ZONES = ["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Nowhere/Land"]
FACTS: dict[str, Any] = {"score": 10, "stage": "lead", "tags": [], "attributes.renewal": "2026-12-01"}
CUTS = [None, timedelta(seconds=2), timedelta(0)]


class Enrollment(RuleBasedStateMachine):
    """One enrollment under a careless runtime: it wakes early, late and twice, crashes, reloads, answers anything."""

    graph: JourneyGraph
    state: State

    @initialize(document=documents(), zone=st.sampled_from(ZONES), cut=st.sampled_from(CUTS))
    def enroll(self, document: dict[str, Any], zone: str, cut: timedelta | None) -> None:
        self.graph = parse_graph(document)
        self.now = START
        self.world = World("e1", FACTS, zone=zone, max_wait=cut)
        self.state = start(self.graph, START)
        self.saved = self.state
        self.commands: tuple[Any, ...] = ()
        self.rows: dict[int, Any] = {}
        self.keys: dict[int, tuple[str, int]] = {}

    def give(self, event: Event) -> None:
        """Hand over one event, twice: the answer must be the same."""
        answer = advance(self.graph, self.state, event, self.world)
        self.asked = event
        again = advance(self.graph, State.from_json(self.state.to_json()), event, self.world)
        assert again == answer
        self.check(answer)
        self.state, self.commands = answer.state, tuple(answer.commands)

    def check(self, answer: Advance) -> None:
        before, after = self.state, answer.state
        assert [step.seq for step in answer.steps] == list(range(before.seq, after.seq))
        for step in answer.steps:
            assert step.seq not in self.rows
            self.rows[step.seq] = step
        for command in answer.commands:
            occurrence = (command.node, -command.key if after.aside else after.visits[command.node])
            assert self.keys.setdefault(command.key, occurrence) == occurrence
            assert list(self.keys.values()).count(occurrence) == 1
        if before.paused is not None and not isinstance(self.asked, Stop | Resume | Migrate):
            assert answer.state is before, "who is paused hears nothing but people"
        if isinstance(self.asked, Intervention):
            assert (answer.refused is None) == bool(answer.steps)
            assert not answer.entered or isinstance(self.asked, Migrate), "an intervention never walks on"
        elif before.phase == "waiting" and before.due is not None and self.now < before.due and answer.steps:
            left = ("goal", "exit", "ended")
            task = self.world.tasks.get(str(answer.steps[0].detail.get("task")))
            closed = task is not None and task.status != "open"
            happened = answer.steps[0].port == "happened" or closed
            assert happened or isinstance(self.asked, Stop) or after.end_reason in left
        if isinstance(self.asked, Resend) or (before.aside is not None and before.aside.over):
            stood, stands = before.aside or before, after.aside or after
            assert (stands.node, stands.phase, stands.status) == (stood.node, stood.phase, stood.status)
            assert stands.end_reason == stood.end_reason, "a mail sent again moves nobody"
        assert len(answer.commands) <= 1
        assert not answer.commands or after.phase == "acting"
        assert all(after.visits[node] >= count for node, count in before.visits.items())
        assert sum(after.visits.values()) - sum(before.visits.values()) == len(answer.entered)

    @precondition(lambda self: self.state.phase != "ended")
    @rule()
    def wake_when_due(self) -> None:
        assert self.state.due is not None
        self.now = max(self.now, self.state.due)
        self.give(Tick(self.now))

    @rule(late=st.sampled_from([timedelta(0), timedelta(seconds=7), timedelta(hours=5), 9 * DAY]))
    def wake_at_any_time(self, late: timedelta) -> None:
        self.now += late
        self.give(Tick(self.now))

    @precondition(lambda self: self.commands)
    @rule(outcome=st.sampled_from(["sent", "sent", "unconfirmed", "skipped", "refused", "deferred", "held", "capped"]))
    def answer_the_command(self, outcome: Any) -> None:
        if isinstance(self.commands[0], SendEmail):
            self.give(SendResult(self.now, outcome, message=f"m{self.commands[0].key}"))
        elif isinstance(self.commands[0], CallWebhook):
            answers: dict[str, Any] = {"sent": "done", "deferred": "deferred", "held": "held"}
            self.give(CallResult(self.now, answers.get(outcome, "failed"), 200))
        else:
            self.give(everything_works(self.commands[0], self.now))

    @precondition(lambda self: self.state.results)
    @rule(status=st.sampled_from(["open", "done", "cancelled"]))
    def close_a_task(self, status: Any) -> None:
        made = [str(result["task"]) for result in self.state.results.values() if "task" in result]
        seen = dict.fromkeys(made, TaskSeen(status, "reached", self.now))
        self.world = replace(self.world, tasks={**self.world.tasks, **seen})
        self.give(Tick(self.now))

    @rule(node=st.sampled_from(IDS), machine=st.booleans())
    def react(self, node: str, machine: bool) -> None:
        clicks = (Click("https://www.example.com/", self.now),)
        human = Engagement(self.now, self.now, clicks=clicks)
        seen = Engagement(machine_opened_at=self.now) if machine else human
        self.world = replace(self.world, engagement={**self.world.engagement, node: seen})
        self.give(Tick(self.now))

    @rule(score=st.integers(0, 100), stage=st.sampled_from(["lead", "sql", "internal"]))
    def change_the_contact(self, score: int, stage: str) -> None:
        self.world = replace(self.world, facts={**FACTS, "score": score, "stage": stage})

    @rule()
    def crash_and_reload(self) -> None:
        self.state = State.from_json(self.state.to_json())
        self.commands = ()

    @precondition(lambda self: self.state.seq > 8)
    @rule()
    def stop(self) -> None:
        self.give(Stop(self.now, "asked"))
        assert self.state.phase == "ended"

    @precondition(lambda self: self.state.seq > 3)
    @rule(node=st.sampled_from([*IDS, "gone"]), kind=st.sampled_from(["move", "again", "resend"]))
    def put_somewhere_else(self, node: str, kind: str) -> None:
        self.give(Move(self.now, node) if kind == "move" else Replay(self.now, node, kind == "resend"))

    @rule()
    def end_the_hold(self) -> None:
        self.give(Skip(self.now))

    @rule(node=st.sampled_from(IDS))
    def send_again(self, node: str) -> None:
        self.give(Resend(self.now, node))

    @rule()
    def try_again(self) -> None:
        self.give(Retry(self.now))
        assert self.state.status != "errored"

    @rule()
    def hold_the_person(self) -> None:
        self.give(Pause(self.now))
        assert (self.state.paused is None) == (self.state.phase == "ended" or self.over)

    @rule(late=st.sampled_from([timedelta(0), timedelta(hours=5), 9 * DAY]), remaining=st.booleans())
    def let_the_person_go_on(self, late: timedelta, remaining: bool) -> None:
        self.now += late
        self.give(Resume(self.now, remaining))
        assert self.state.paused is None

    @property
    def over(self) -> bool:
        return self.state.aside is not None and self.state.aside.over

    @rule(shift=st.sampled_from([timedelta(0), timedelta(hours=3), 40 * DAY]))
    def reckon_the_hold_anew(self, shift: timedelta) -> None:
        self.give(Reconsider(self.now, stood=(self.now - shift, self.now) if shift else None))

    @rule(late=st.sampled_from([timedelta(0), timedelta(hours=5), 90 * DAY]))
    def resume_without_what_is_overdue(self, late: timedelta) -> None:
        self.now += late
        self.give(CatchUp(self.now))

    @rule(document=documents(), to=st.sampled_from([None, None, *IDS]))
    def go_on_by_another_version(self, document: dict[str, Any], to: str | None) -> None:
        before, state, self.graph = self.graph, self.state, parse_graph(document)
        self.give(Migrate(self.now, to))
        if self.state is state:  # refused: nothing has changed, and the old graph counts on
            self.graph = before

    @invariant()
    def time_caught_up_with_is_past(self) -> None:
        assert self.state.behind is None or self.state.behind <= self.now

    @rule()
    def a_result_out_of_place_is_refused_or_ignored(self) -> None:
        out = self.commands and not isinstance(self.commands[0], UpdateContact)
        wrong = UpdateResult(self.now) if out else None
        wrong = wrong or (None if self.state.phase == "acting" else SendResult(self.now, "sent", "m"))
        if wrong is None:
            return
        if (
            self.state.phase == "ended"
            or self.state.paused
            or (self.state.phase != "ready" and self.state.node not in self.graph.nodes)
        ):
            self.give(wrong)
        else:
            with pytest.raises(JourneyFault):
                advance(self.graph, self.state, wrong, self.world)

    @invariant()
    def nobody_is_lost(self) -> None:
        if self.state.phase == "ended":
            assert self.state.status != "active"
            assert self.state.paused is None
            assert self.state.end_reason
            assert any(row.outcome in ("ended", "errored") for row in self.rows.values())
        else:
            assert self.state.status == "active"
            assert self.state.due is not None

    @invariant()
    def the_journal_has_no_holes(self) -> None:
        assert list(self.rows) == list(range(self.state.seq))


TestEnrollment = Enrollment.TestCase
TestEnrollment.settings = THOROUGH


@THOROUGH
@given(documents(), st.sampled_from(ZONES))
def test_a_runtime_that_answers_at_once_never_spins(document: dict[str, Any], zone: str) -> None:
    """However the graph loops: after so many calls at one moment, time must pass or the journey has ended."""
    graph, around = parse_graph(document), World("e1", FACTS, zone=zone)
    state, event, calls, now = start(graph, START), Tick(START), 0, START
    for _ in range(400):
        answer = advance(graph, state, event, around)
        state = answer.state
        if state.phase == "ended":
            return
        event = follow(answer, event.at)
        calls = calls + 1 if event.at == now else 0
        now = event.at
        assert calls <= 2 * MAX_HOPS


@THOROUGH
@given(documents(whole=True), st.integers(0, 3))
def test_every_way_through_a_whole_journey_ends_or_still_waits(document: dict[str, Any], habit: int) -> None:
    """No contact is parked in a graph whose ports all lead somewhere, except for what lint refuses by other codes."""
    graph, around = parse_graph(document), World(f"e{habit}", FACTS)
    state, event = start(graph, START), Tick(START)

    def answer_by_habit(command: Any, at: datetime) -> Event:
        if isinstance(command, SendEmail):
            outcomes: list[Any] = ["sent", "refused", "deferred", "unconfirmed"]
            return SendResult(at, outcomes[(habit + command.attempt) % 4], message="m")
        if isinstance(command, CallWebhook):
            calls: list[Any] = ["done", "failed", "deferred", "deferred"]
            return CallResult(at, calls[(habit + command.attempt) % 4])
        return everything_works(command, at)

    for _ in range(300):
        answer = advance(graph, state, event, around)
        state = answer.state
        if state.phase == "ended":
            refused = ("spinning", "template_missing", "day_never_comes", "window_never_opens")
            assert state.status != "errored" or state.end_reason in refused
            return
        event = follow(answer, event.at, answer_by_habit)
