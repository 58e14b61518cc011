"""How long a journey can take at most: the longest way through it, loops taken as often as they may be."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, NamedTuple

from workflows.journey import flow
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.create_task import CreateTaskNode
from workflows.journey.nodes.goto import GotoNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode

_WEEK: Final = timedelta(days=7)


class Longest(NamedTuple):
    """An upper bound of the waits on the longest way. Send windows and holidays come on top.

    `open_ended`: a step waits for a date of the contact, or a loop has no bound, so that there is no such number.
    """

    duration: timedelta
    open_ended: bool


def longest(graph: JourneyGraph) -> Longest:
    """The longest way from the entry. Total: a document that lint refuses gets an answer too.

    A trip is a row of forward ways, each begun by the entry or by a jump back, and all but the last ended by a jump.
    """
    first = graph.entry.node
    if first is None or first not in graph.nodes:
        return Longest(timedelta(), False)
    edges = flow.edges_of(graph)
    reached = flow.reach(edges, [first])
    forward = {key: _forward(graph, edges, key) for key in graph.nodes if key in reached}
    if flow.loops(forward):
        return Longest(timedelta(), True)
    gotos = {key: node for key in reached if isinstance(node := graph.nodes[key], GotoNode)}
    to_end = _longest_ways(graph, forward, reached)
    to_jump = _longest_ways(graph, forward, gotos)
    jumps = [(node.max_visits, to) for node in gotos.values() if (to := node.next.get("again", "")) in forward]
    total = to_end[first]
    if jumps:
        last = max(to_end[to] - to_jump[to] for _, to in jumps)
        total = max(total, to_jump[first] + sum((visits * to_jump[to] for visits, to in jumps), last))
    return Longest(total, any(_is_dated(graph.nodes[key]) for key in reached))


def _forward(graph: JourneyGraph, edges: flow.Edges, node_id: str) -> tuple[str, ...]:
    """Successors without the way back of a goto."""
    node = graph.nodes[node_id]
    if isinstance(node, GotoNode):
        return tuple(to for to in edges[node_id] if to == node.next.get("exhausted"))
    return edges[node_id]


def _longest_ways(graph: JourneyGraph, forward: flow.Edges, ends: Collection[str]) -> dict[str, timedelta]:
    """For every node the longest way from it to any node of `ends`, both included; nothing where there is none."""
    lengths: dict[str, timedelta | None] = {}
    stack = list(forward)
    while stack:
        node = stack[-1]
        unknown = [to for to in forward[node] if to not in lengths]
        if unknown:
            stack += unknown
            continue
        ahead = [found for to in forward[node] if (found := lengths[to]) is not None]
        most = max(ahead, default=timedelta() if node in ends else None)
        lengths[stack.pop()] = None if most is None else most + _length(graph.nodes[node])
    return {node: length or timedelta() for node, length in lengths.items()}


def _is_dated(node: BaseNode) -> bool:
    return isinstance(node, WaitNode) and node.relative_to is not None


def _length(node: BaseNode) -> timedelta:
    """The longest a node holds anybody, holidays apart."""
    if isinstance(node, WaitForNode):
        return parse_duration(node.within).approximate
    if isinstance(node, CreateTaskNode):
        return parse_duration(node.hold or "PT0S").approximate
    if not isinstance(node, WaitNode):
        return timedelta()
    if node.until is not None:
        return timedelta(days=1) if node.until.weekdays is None else _WEEK
    if node.business_days is not None:
        return (node.business_days.count // 5 + 1) * _WEEK
    return parse_duration(node.for_ or "PT0S").approximate
