"""wait_for."""

from datetime import datetime
from typing import Any

import pytest

from tests.workflows.journey.builders import DAY, HOUR, START, at_node, chain, journey, mail, world
from workflows.journey.events import Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.machine import advance
from workflows.journey.state import Advance, Listen, Sent, State
from workflows.journey.world import Click, Engagement

SENT = {"mail": Sent("m1", START)}


def listening(event: str = "opened", **more: Any) -> JourneyGraph:
    listen = {"type": "wait_for", "event": event, "of": "mail", "within": "P1D", **more}
    return journey(chain(mail=mail(), listen=listen))


def enter(graph: JourneyGraph, at: datetime = START, **more: Any) -> Advance:
    return advance(graph, at_node("listen", sends=SENT), Tick(at), world(**more))


def tick(graph: JourneyGraph, state: State, at: datetime, **reactions: Any) -> Advance:
    return advance(graph, state, Tick(at), world(engagement={"mail": Engagement(**reactions)}))


def test_the_not_opened_way_is_not_taken_at_once() -> None:
    answer = enter(listening())
    assert answer.state.phase == "waiting"
    assert answer.state.due == START + DAY
    assert answer.state.listen == Listen("opened", "m1", None)
    assert answer.steps[0].detail == {
        "for": "event",
        "event": "opened",
        "of": "mail",
        "until": (START + DAY).isoformat(),
    }


def test_a_reaction_that_came_before_the_wait_is_not_lost() -> None:
    answer = enter(listening(), engagement={"mail": Engagement(opened_at=START)})
    assert answer.steps[0].port == "happened"
    assert answer.steps[0].detail == {"event": "opened", "of": "mail", "at": START.isoformat()}


@pytest.mark.parametrize("event", ["opened", "clicked", "replied", "bounced"])
def test_a_reaction_wakes_and_a_wake_without_one_changes_nothing(event: str) -> None:
    graph = listening(event)
    waiting = enter(graph).state
    other = "opened_at" if event != "opened" else "clicked_at"
    assert tick(graph, waiting, START + HOUR, **{other: START}).state is waiting
    happened = tick(graph, waiting, START + HOUR, **{f"{event}_at": START + HOUR})
    assert happened.steps[0].port == "happened"
    assert happened.steps[0].at == START + HOUR


def test_only_the_link_that_was_asked_for_counts() -> None:
    graph = listening("clicked", link="/pricing")
    waiting = enter(graph).state
    assert waiting.listen == Listen("clicked", "m1", "/pricing")
    about = Click("https://www.example.com/about", START + HOUR)
    pricing = Click("https://www.example.com/pricing?x=1", START + 2 * HOUR)
    assert tick(graph, waiting, START + HOUR, clicked_at=START + HOUR, clicks=(about,)).state is waiting
    happened = tick(graph, waiting, START + 2 * HOUR, clicked_at=START + HOUR, clicks=(about, pricing))
    assert happened.steps[0].detail["at"] == (START + 2 * HOUR).isoformat()


def test_a_reaction_found_late_wins_over_the_deadline() -> None:
    graph = listening()
    waiting = enter(graph).state
    assert tick(graph, waiting, START + 3 * DAY, opened_at=START + HOUR).steps[0].port == "happened"


@pytest.mark.parametrize(
    ("event", "reactions", "machine"),
    [
        ("opened", {}, None),
        ("opened", {"machine_opened_at": START}, START.isoformat()),
        ("clicked", {"machine_opened_at": START}, None),
        ("clicked", {"machine_clicked_at": START}, START.isoformat()),
        ("replied", {"machine_opened_at": START}, None),
    ],
)
def test_a_machine_that_opens_does_not_take_the_wrong_branch(
    event: str, reactions: dict[str, Any], machine: str | None
) -> None:
    graph = listening(event)
    over = tick(graph, enter(graph).state, START + DAY, **reactions)
    assert over.steps[0].port == "timed_out"
    assert over.steps[0].detail["reason"] == "time_over"
    assert over.steps[0].detail.get("machine_at") == machine


def test_time_over_without_any_reaction() -> None:
    graph = listening()
    over = advance(graph, enter(graph).state, Tick(START + DAY), world())
    assert over.steps[0].detail == {"event": "opened", "of": "mail", "reason": "time_over"}
    assert over.state.listen is None


def test_nobody_waits_for_the_opening_of_a_mail_that_never_left() -> None:
    answer = advance(listening(), at_node("listen"), Tick(START), world())
    assert answer.steps[0].port == "timed_out"
    assert answer.steps[0].detail["reason"] == "not_sent"
