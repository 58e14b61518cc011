"""The longest way through a journey."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.journey.builders import DAY, END, START, chain, journey, mail, wait, world
from tests.workflows.journey.strategies import THOROUGH, documents
from workflows.journey.behaviour import Behaviour
from workflows.journey.graph import parse_graph
from workflows.journey.lint import lint
from workflows.journey.longest import Longest, longest
from workflows.journey.simulate import film

BACK = {"type": "goto", "max_visits": 3, "next": {"again": "mail"}}
LISTEN = {"type": "wait_for", "event": "opened", "of": "mail", "within": "P3D"}


def days(nodes: dict[str, Any], **parts: Any) -> float:
    found = longest(journey(nodes, **parts))
    assert not found.open_ended
    return found.duration / DAY


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (wait("P2D"), 2),
        (wait("P1M"), 31),
        ({"type": "wait", "until": {"time": "09:00"}}, 1),
        ({"type": "wait", "until": {"time": "09:00", "weekdays": ["mon"]}}, 7),
        ({"type": "wait", "business_days": {"count": 3}}, 7),
        ({"type": "wait", "business_days": {"count": 10}}, 21),
        (LISTEN, 3),
        ({"type": "create_task", "subject": "x", "hold": "P5D", "next": {"timed_out": "end"}}, 5),
        ({"type": "create_task", "subject": "x"}, 0),
        ({"type": "update_contact", "add_tags": ["x"]}, 0),
    ],
)
def test_the_length_of_a_step_is_not_underestimated(config: Any, expected: int) -> None:
    assert days(chain(mail=mail(), n=config)) == expected


def test_the_longer_of_two_ways_counts() -> None:
    fork = {"type": "split", "arms": [{"id": "a"}, {"id": "b"}], "next": {"a": "short", "b": "long"}}
    nodes = {"fork": fork, "short": wait("P1D", next={"done": "end"}), "long": wait("P9D", next={"done": "end"})}
    assert days({**nodes, "end": END}) == 9


def test_loops_are_taken_as_often_as_they_may() -> None:
    assert days(chain(mail=mail(), pause=wait("P2D"), back=BACK, last=wait("P1D"))) == 4 * 2 + 1


def test_a_loop_back_to_a_way_of_its_own() -> None:
    back = {"type": "goto", "max_visits": 2, "next": {"again": "aside", "exhausted": "end"}}
    nodes = {
        "pause": wait("P1D", next={"done": "back"}),
        "back": back,
        "aside": wait("P5D", next={"done": "end"}),
        "end": END,
    }
    assert days(nodes) == 6


def test_a_date_of_the_contact_has_no_longest() -> None:
    dated = {"type": "wait", "relative_to": {"field": "consent_on"}, "next": {"missing": "end", "past": "end"}}
    assert longest(journey(chain(date=dated, pause=wait("P2D")))) == Longest(2 * DAY, True)


def test_a_loop_nobody_bounds_has_no_longest() -> None:
    assert longest(journey({"pause": wait(next={"done": "pause"})})) == Longest(timedelta(), True)


@pytest.mark.parametrize("entry", [None, "gone"])
def test_an_unfinished_draft_takes_no_time(entry: str | None) -> None:
    graph = journey({"end": END}, entry) if entry else journey({})
    assert longest(graph) == Longest(timedelta(), False)


@THOROUGH
@given(documents(whole=True))
def test_no_contact_travels_longer_than_the_longest_way(data: dict[str, Any]) -> None:
    graph = parse_graph({**data, "settings": {}})
    bound = longest(graph)
    if bound.open_ended or any(issue.code == "loop_without_wait" for issue in lint(graph)):
        return
    played = film(graph, world(), Behaviour(), START)
    rounding = timedelta(minutes=1) * len(played.steps)
    assert played.finished
    assert played.steps[-1].at - START <= bound.duration + rounding


def test_the_order_in_which_nodes_are_written_does_not_matter() -> None:
    nodes = chain(mail=mail(), pause=wait("P2D"), last=wait("P1D"))
    assert days(dict(reversed(nodes.items())), entry="mail") == 3
