"""The difference of two versions."""

from typing import Any

from hypothesis import given

from tests.workflows.journey.builders import END, chain, document, journey, mail, wait
from tests.workflows.journey.strategies import THOROUGH, documents
from workflows.journey.diff import Change, diff
from workflows.journey.graph import parse_graph

BEFORE = journey(chain(mail=mail(), pause=wait("P2D")))


def test_nobody_can_tell_what_publishing_changes() -> None:
    after = journey(chain(mail=mail(), pause=wait("P5D"), two=mail("more")), name="新しい旅")
    found = diff(BEFORE, after)
    assert found.added == ("two",)
    assert found.removed == ()
    assert found.changed == {
        "pause": (Change("for", "P2D", "P5D"), Change("next.done", "end", "two")),
    }
    assert found.journey == (Change("name", "旅", "新しい旅"),)
    assert not found.empty


def test_a_removed_step_and_its_edge() -> None:
    found = diff(BEFORE, journey(chain(mail=mail())))
    assert (found.added, found.removed) == ((), ("pause",))
    assert found.changed == {"mail": (Change("next.sent", "pause", "end"),)}


def test_an_edge_that_was_opened_is_named() -> None:
    after = journey({"mail": mail(), "pause": wait("P2D", next={"done": "end"}), "end": END})
    assert diff(BEFORE, after).changed == {"mail": (Change("next.sent", "pause", None),)}


def test_the_same_journey_written_differently_has_no_difference() -> None:
    long = document(
        chain(mail=mail(), pause=wait("P2D")), settings={"timezone": "contact", "send_window": None}, exits=[]
    )
    assert diff(BEFORE, parse_graph(long)).empty


@THOROUGH
@given(documents())
def test_a_journey_does_not_differ_from_itself(data: dict[str, Any]) -> None:
    graph = parse_graph(data)
    assert diff(graph, parse_graph(data)).empty
    assert diff(graph, graph).empty
