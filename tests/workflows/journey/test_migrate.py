"""Carrying an enrollment over to a newer version: nobody waits too long, nobody gets a mail twice, nobody is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, END, HOUR, START, at_node, chain, journey, mail, outcomes, wait, world
from workflows.journey.commands import SendResult
from workflows.journey.events import Event, Migrate, Retry, Stop, Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.machine import advance, start
from workflows.journey.state import Advance, Sent, State

BY = {"by": "山本", "from_version": 1, "to_version": 2}
SENT = {"first": Sent("m1", START)}


def version(duration: str = "P3D", **more: Any) -> JourneyGraph:
    return journey(chain(first=mail(), pause=wait(duration), second=mail("case"), rest=wait("P2D"), **more))


OLD = version()


def give(graph: JourneyGraph, state: State, event: Event, **around: Any) -> Advance:
    return advance(graph, state, event, world(**around))


def waiting(node: str = "pause", **more: Any) -> State:
    known = {"phase": "waiting", "due": START + 3 * DAY, "since": START, "visits": {"first": 1, node: 1}, "sends": SENT}
    return at_node(node, **{**known, **more})


def test_a_wait_that_became_shorter_is_counted_from_when_it_began() -> None:
    answer = give(version("P1D"), waiting(), Migrate(START + 2 * HOUR, detail=BY))
    assert outcomes(answer.steps) == [("pause", "migrated", None), ("pause", "waiting", None)]
    assert answer.steps[0].detail == {"from": "pause", "to": "pause", **BY, "entered": True}
    assert (answer.state.due, answer.state.since) == (START + DAY, START)


def test_a_wait_that_is_over_by_the_new_version_is_over_now() -> None:
    at = START + 2 * DAY
    answer = give(version("P1D"), waiting(), Migrate(at))
    assert answer.state.due is not None
    assert answer.state.due <= at
    assert [command.node for command in give(version("P1D"), answer.state, Tick(at)).commands] == ["second"]


def test_who_is_migrated_twice_still_waits_from_the_beginning() -> None:
    once = give(version("P5D"), waiting(), Migrate(START + HOUR)).state
    twice = give(version("P2D"), once, Migrate(START + DAY)).state
    assert (twice.since, twice.due) == (START, START + 2 * DAY)
    assert give(version("P2D"), twice, Migrate(START + DAY)).state.due == twice.due


def test_a_step_that_became_another_kind_is_done_as_what_it_is_now() -> None:
    nodes = chain(first=mail(), pause={"type": "update_contact", "add_tags": ["x"]}, second=mail("case"))
    answer = give(journey(nodes), waiting(), Migrate(START + HOUR))
    assert (answer.state.phase, answer.state.node) == ("ready", "pause")
    tagged = give(journey(nodes), answer.state, Tick(START + HOUR))
    assert type(tagged.commands[0]).__name__ == "UpdateContact"
    assert tagged.state.visits["pause"] == 1, "the visit was counted when it began"


def test_a_wait_that_became_a_mail_sends_it_once() -> None:
    graph = journey(chain(first=mail(), pause=mail("case"), end2=wait()))
    answer = give(graph, waiting(), Migrate(START + HOUR))
    assert [command.node for command in answer.commands] == ["pause"]
    assert give(graph, answer.state, Tick(START + HOUR)).commands[0].key == answer.commands[0].key


def test_a_deleted_decision_never_sends_again_what_was_sent_before_it() -> None:
    listen = {"type": "wait_for", "event": "opened", "of": "first", "within": "P3D"}
    old = journey(chain(first=mail(), listen=listen, second=mail("case")))
    state = give(old, start(old, START), Tick(START)).state
    state = give(old, state, SendResult(START, "sent", "m1")).state
    assert (state.node, state.phase) == ("listen", "waiting")
    new = journey(chain(first=mail(), second=mail("case")))
    assert give(new, state, Migrate(START + HOUR)) == Advance(state, (), (), (), "no_such_node")
    moved = give(new, state, Migrate(START + HOUR, "first", BY))
    assert moved.steps[0].detail == {"from": "listen", "to": "first", **BY, "entered": True}
    on = give(new, moved.state, Tick(START + HOUR))
    assert outcomes(on.steps) == [("first", "not_sent", "sent")]
    assert on.steps[0].detail == {"reason": "already_sent"}
    assert [command.node for command in on.commands] == ["second"]


def test_a_redirect_to_a_step_that_is_not_there_changes_nothing() -> None:
    assert give(OLD, waiting(), Migrate(START, "gone")) == Advance(waiting(), (), (), (), "no_such_node")


def test_a_mail_that_is_being_sent_is_finished_by_the_version_that_began_it() -> None:
    out = give(OLD, start(OLD, START), Tick(START)).state
    assert give(version("P1D"), out, Migrate(START)).refused == "command_out"
    sent = give(OLD, out, SendResult(START, "sent", "m1")).state
    assert give(version("P1D"), sent, Migrate(START + HOUR)).state.due == START + DAY


def test_who_has_not_begun_begins_on_the_new_version() -> None:
    new = version("P1D", extra=mail("more"))
    answer = give(new, start(OLD, START), Migrate(START, detail=BY))
    assert outcomes(answer.steps) == [(None, "entered", None), ("first", "migrated", None)]
    assert answer.steps[1].detail["entered"] is False
    assert [command.node for command in give(new, answer.state, Tick(START)).commands] == ["first"]


def test_nobody_comes_back_by_migration() -> None:
    over = give(OLD, waiting(), Stop(START, "asked")).state
    assert give(OLD, over, Migrate(START)).refused == "ended"


def test_who_is_parked_is_carried_over_and_stays_parked_until_somebody_retries() -> None:
    graph = journey({"first": mail(None), "end": END})  # type: ignore[arg-type]
    parked = give(graph, start(graph, START), Tick(START)).state
    carried = give(OLD, parked, Migrate(START + HOUR)).state
    assert carried == replace(parked, seq=parked.seq + 1)
    retried = give(OLD, carried, Retry(START + DAY)).state
    assert [command.node for command in give(OLD, retried, Tick(START + DAY)).commands] == ["first"]


def test_who_is_parked_is_redirected_and_stands_parked_there() -> None:
    parked = at_node("pause", phase="ended", status="errored", end_reason="spinning", visits={"first": 1, "pause": 1},
                     sends=SENT, seq=5, action=3)  # fmt: skip
    answer = give(OLD, parked, Migrate(START + HOUR, "second", BY))
    assert (answer.state.node, answer.state.phase, answer.state.end_reason) == ("second", "ended", "spinning")
    assert (list(answer.entered), answer.state.visits["second"], answer.state.action) == (["second"], 1, None)
    retried = give(OLD, answer.state, Retry(START + DAY)).state
    out = give(OLD, retried, Tick(START + DAY))
    assert ([command.node for command in out.commands], list(out.entered)) == (["second"], [])


def test_a_refused_mail_keeps_its_retry_through_a_migration() -> None:
    state = waiting("second", action=4, attempt=2, due=START + HOUR)
    answer = give(version("P1D"), state, Migrate(START))
    assert outcomes(answer.steps) == [("second", "migrated", None)]
    assert (answer.state.due, answer.state.attempt, answer.state.action) == (START + HOUR, 2, 4)


@pytest.mark.parametrize(
    ("zone", "began", "old", "new", "due"),
    [
        # the clock goes forward on 29 March 2026 in Berlin: three days later it is the same hour on the wall
        ("Europe/Berlin", "2026-03-27T09:00Z", "P10D", "P3D", "2026-03-30T08:00Z"),
        # and back on 25 October
        ("Europe/Berlin", "2026-10-23T08:00Z", "P10D", "P3D", "2026-10-26T09:00Z"),
        # over the year's end, and over 29 February
        ("Asia/Tokyo", "2026-12-30T01:00Z", "P30D", "P3D", "2027-01-02T01:00Z"),
        ("Asia/Tokyo", "2028-02-28T01:00Z", "P30D", "P2D", "2028-03-01T01:00Z"),
    ],
)
def test_a_migrated_wait_leaps_over_changes_of_the_clock_and_the_year(
    zone: str, began: str, old: str, new: str, due: str
) -> None:
    start_at, wanted = (datetime.fromisoformat(text).astimezone(UTC) for text in (began, due))
    state = waiting(since=start_at, due=start_at + timedelta(days=30))
    longer = give(version(old), state, Migrate(start_at + HOUR), zone=zone).state
    assert give(version(new), longer, Migrate(start_at + DAY), zone=zone).state.due == wanted
