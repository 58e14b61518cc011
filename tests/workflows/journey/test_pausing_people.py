"""One person held in a journey: nothing goes on, nothing is lost, and what came meanwhile decides afterwards."""

from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, END, HOUR, START, at_node, chain, journey, mail, wait, waiting, world
from workflows.journey.commands import SendResult
from workflows.journey.events import (
    CatchUp,
    Event,
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
from workflows.journey.machine import advance
from workflows.journey.state import Advance, Listen, Sent, State
from workflows.journey.world import Engagement

BY = {"by": "山本", "reason": "asked by phone"}
GRAPH = journey(chain(first=mail(), pause=wait("P3D"), second=mail("case"), rest=wait("P2D"), third=mail("last")))
SENT = {"first": Sent("m1", START)}
LEAVING = journey(chain(first=mail(), pause=wait("P3D")), exits=[{"when": {"stage_at_least": "sql"}, "reason": "won"}])


def give(state: State, event: Event, graph: Any = GRAPH, **around: Any) -> Advance:
    return advance(graph, State.from_json(state.to_json()), event, world(**around))


def paused(state: State | None = None) -> State:
    return give(state or waiting(sends=SENT), Pause(START + DAY, BY)).state


def test_a_wait_that_ends_while_its_person_is_paused_sends_nothing_until_they_go_on() -> None:
    told = give(waiting(), Pause(START + DAY, BY))
    assert [(step.node, step.outcome, step.detail) for step in told.steps] == [("pause", "paused", BY)]
    assert give(told.state, Tick(START + 9 * DAY)) == (told.state, (), (), (), None)
    resumed = give(told.state, Resume(START + 9 * DAY, detail=BY))
    assert resumed.steps[0].outcome == "resumed"
    assert resumed.steps[0].detail == {**BY, "since": (START + DAY).isoformat()}
    assert resumed.state.due == START + 3 * DAY
    assert [one.node for one in give(resumed.state, Tick(START + 9 * DAY)).commands] == ["second"]


def test_the_rest_of_a_wait_is_kept_when_asked_and_no_moment_is_added_twice() -> None:
    back = give(paused(), Resume(START + 5 * DAY, remaining=True)).state
    assert back.due == START + 7 * DAY
    again = give(give(back, Pause(START + 5 * DAY)).state, Resume(START + 6 * DAY, remaining=True)).state
    assert again.due == START + 8 * DAY


def test_what_has_no_wait_to_keep_the_rest_of_simply_goes_on() -> None:
    ready = paused(at_node("second", due=START, seq=2))
    back = give(ready, Resume(START + 5 * DAY, remaining=True))
    assert [step.outcome for step in back.steps] == ["resumed"]
    assert give(back.state, Tick(START + 5 * DAY)).commands


def test_a_mail_on_its_way_when_its_person_is_paused_is_asked_for_by_the_same_key_afterwards() -> None:
    out = give(at_node("second", seq=3, sends=SENT), Tick(START))
    held = paused(out.state)
    late = SendResult(START + DAY, "sent", "m2")
    assert give(held, late).state == held
    back = give(held, Resume(START + 2 * DAY)).state
    asked = give(back, Tick(START + 2 * DAY))
    assert [one.key for one in asked.commands] == [one.key for one in out.commands]
    assert give(asked.state, late).state.sends["second"].message == "m2"


def test_a_person_paused_before_they_began_says_first_that_they_entered_and_begins_afterwards() -> None:
    told = give(State(node="first", due=START), Pause(START))
    assert [step.outcome for step in told.steps] == ["entered", "paused"]
    assert give(give(told.state, Resume(START)).state, Tick(START)).commands


def test_an_opening_during_the_pause_decides_when_they_go_on() -> None:
    wait_for = {"type": "wait_for", "event": "opened", "of": "first", "within": "P2D",
                "next": {"happened": "yes", "timed_out": "end"}}  # fmt: skip
    graph = journey({"first": mail(next={"sent": "look"}), "look": wait_for, "yes": mail(next={"sent": "end"}),
                     "end": END})  # fmt: skip
    listening = at_node("look", phase="waiting", due=START + 2 * DAY, since=START, seq=3, sends=SENT,
                        listen=Listen("opened", "m1"), visits={"first": 1, "look": 1})  # fmt: skip
    held = give(listening, Pause(START + HOUR), graph).state
    seen = {"engagement": {"first": Engagement(opened_at=START + DAY)}}
    assert give(held, Tick(START + DAY), graph, **seen).state == held
    back = give(held, Resume(START + 9 * DAY), graph).state
    assert [one.node for one in give(back, Tick(START + 9 * DAY), graph, **seen).commands] == ["yes"]


def test_who_met_an_exit_during_the_pause_leaves_before_anything_else_goes_to_them() -> None:
    held = paused()
    back = give(held, Resume(START + 9 * DAY), LEAVING, facts={"stage": "sql"}).state
    left = give(back, Tick(START + 9 * DAY), LEAVING, facts={"stage": "sql"})
    assert (left.state.status, left.state.end_reason, left.commands) == ("exited", "won", ())


def test_who_is_paused_can_be_stopped_and_is_not_paused_any_more() -> None:
    stopped = give(paused(), Stop(START + 2 * DAY, "stopped_by_hand")).state
    assert (stopped.status, stopped.end_reason, stopped.paused) == ("stopped", "stopped_by_hand", None)


@pytest.mark.parametrize(
    "event",
    [Move(START, "third"), Replay(START, "first"), Skip(START), Retry(START), Resend(START, "first"),
     CatchUp(START + 9 * DAY), Reconsider(START, stood=(START, START + DAY))],
)  # fmt: skip
def test_nothing_moves_who_is_paused_until_somebody_resumes_them(event: Event) -> None:
    held = paused()
    answer = give(held, event)
    assert (answer.refused, answer.state) == ("paused", held)


def test_pausing_and_resuming_twice_is_refused_by_name() -> None:
    assert give(paused(), Pause(START)).refused == "already_paused"
    assert give(waiting(), Resume(START)).refused == "not_paused"
    parked = waiting(phase="ended", status="errored", end_reason="machine_failed", due=None)
    assert give(parked, Pause(START)).refused == "parked"
    gone = waiting(phase="ended", status="completed", end_reason="done", due=None, sends=SENT)
    assert give(gone, Pause(START)).refused == "ended"
    assert give(give(gone, Resend(START, "first")).state, Pause(START)).refused == "ended"


def test_a_mail_that_is_being_sent_again_waits_with_its_person() -> None:
    held = paused(give(waiting(sends=SENT), Resend(START, "first")).state)
    assert give(held, Tick(START + DAY)).state == held
    back = give(held, Resume(START + 2 * DAY, remaining=True)).state
    assert [one.node for one in give(back, Tick(START + 2 * DAY)).commands] == ["first"]


def test_a_new_version_carries_who_is_paused_and_leaves_them_paused() -> None:
    longer = journey(chain(first=mail(), pause=wait("P6D"), second=mail("case")))
    carried = give(paused(), Migrate(START + 2 * DAY), longer).state
    assert (carried.due, carried.paused) == (START + 6 * DAY, START + DAY)
    moved = give(carried, Migrate(START + 2 * DAY, "second"), longer).state
    assert (moved.node, moved.paused) == ("second", START + DAY)
    assert give(moved, Tick(START + 2 * DAY), longer).state == moved
    out = give(at_node("second", seq=3), Tick(START))
    asked = give(paused(out.state), Migrate(START + 2 * DAY), longer)
    assert [step.outcome for step in asked.steps] == ["migrated"]
    kept = asked.state
    back = give(kept, Resume(START + 3 * DAY), longer).state
    assert [one.key for one in give(back, Tick(START + 3 * DAY), longer).commands] == [one.key for one in out.commands]


def test_who_cannot_be_carried_on_is_parked_instead_of_paused() -> None:
    broken = journey(chain(first=mail(), pause={"type": "wait", "relative_to": {
        "field": "attributes.renewal", "offset": "P0D", "time": "09:00"}, "next": {}}))  # fmt: skip
    carried = give(paused(), Migrate(START + 2 * DAY), broken).state
    assert (carried.status, carried.paused) == ("errored", None)
