"""Short ways to journeys, worlds and trips."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflows.journey import machine
from workflows.journey.behaviour import Behaviour, Outside
from workflows.journey.commands import Command
from workflows.journey.events import Event, Tick
from workflows.journey.graph import JourneyGraph, parse_graph
from workflows.journey.pretended import Contact
from workflows.journey.state import Advance, State, Step
from workflows.journey.world import World

START = datetime(2026, 10, 6, 1, 0, tzinfo=UTC)
"""Tuesday 6 October 2026, 10:00 in Tokyo."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
END = {"type": "exit", "reason": "completed"}


def document(nodes: Mapping[str, Any], entry: str | None = None, **parts: Any) -> dict[str, Any]:
    """A document whose entry is the first node unless named."""
    first = entry if entry is not None else next(iter(nodes), None)
    whole = {"schema": 1, "name": "旅", "kind": "nurture", "entry": {"node": first}, "nodes": {**nodes}}
    return {**whole, **parts}


def journey(nodes: Mapping[str, Any], entry: str | None = None, **parts: Any) -> JourneyGraph:
    return parse_graph(document(nodes, entry, **parts))


def chain(**nodes: Mapping[str, Any]) -> dict[str, Any]:
    """Nodes in a row, each leading to the next by its main port, then to `end`."""
    main = {"send_email": "sent", "wait_for": "happened", "goto": "exhausted", "branch": "else", "split": "a"}
    ids = [*nodes, "end"]
    linked: dict[str, Any] = {}
    for node_id, following in zip(nodes, ids[1:], strict=True):
        node = nodes[node_id]
        edges = {main.get(node["type"], "done"): following}
        if node["type"] == "wait_for":
            edges["timed_out"] = following
        linked[node_id] = {**node, "next": {**edges, **node.get("next", {})}}
    return {**linked, "end": END}


def mail(template: str = "thanks", **more: Any) -> dict[str, Any]:
    return {"type": "send_email", "template": template, **more}


def wait(duration: str = "P1D", **more: Any) -> dict[str, Any]:
    return {"type": "wait", "for": duration, **more}


def world(**more: Any) -> World:
    return World(**{"enrollment": "enrollment-1", "facts": {"stage": "lead", "score": 10, "tags": []}, **more})


def at_node(node: str, **more: Any) -> State:
    """A state ready at a node, past the entry."""
    return State(**{"node": node, "seq": 1, **more})


def waiting(node: str = "pause", **more: Any) -> State:
    """Inside a hold of three days that began at START, after a first step."""
    return at_node(
        node, **{"phase": "waiting", "due": START + 3 * DAY, "since": START, "visits": {"first": 1, node: 1}, **more}
    )


Answer = Callable[[Any, datetime], Event]


def everything_works(command: Command, at: datetime) -> Event:
    """Mails leave, contacts are changed, tasks are given to the account named, others answer."""
    return Contact(world(), Behaviour(), Outside(), (), ZoneInfo("Asia/Tokyo")).answer(command, at)


def trip(
    graph: JourneyGraph,
    around: World | None = None,
    at: datetime = START,
    answer: Answer = everything_works,
    most: int = 500,
) -> tuple[State, list[Step]]:
    """Play to the end with a worker that is never late."""
    state, steps, event = machine.start(graph, at), list[Step](), Tick(at)
    for _ in range(most):
        advance = machine.advance(graph, state, event, around or world())
        state = advance.state
        steps += advance.steps
        if state.phase == "ended":
            return state, steps
        event = follow(advance, event.at, answer, graph.settings.ends_at)
    raise AssertionError("the trip has no end")


def follow(advance: Advance, at: datetime, answer: Answer = everything_works, ends_at: datetime | None = None) -> Event:
    """The event that comes next: a command's result, the due time, or the end of the journey, when cohorts wake."""
    for command in advance.commands:
        return answer(command, at)
    assert advance.state.due is not None
    return Tick(advance.state.due if ends_at is None or ends_at <= at else min(advance.state.due, ends_at))


def outcomes(steps: Sequence[Step]) -> list[tuple[str | None, str, str | None]]:
    return [(step.node, step.outcome, step.port) for step in steps]
