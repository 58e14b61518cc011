"""The shape of a document: who leads to whom, what is reachable, which loops there are. Dangling edges are left out."""

from collections.abc import Collection, Iterable, Mapping

from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.base import BaseNode, Port
from workflows.journey.nodes.create_task import CreateTaskNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode

Edges = Mapping[str, tuple[str, ...]]


def edges_of(graph: JourneyGraph) -> Edges:
    """Successors of every node by the ports it has."""
    return {node_id: tuple(_targets(graph, node, node.ports())) for node_id, node in graph.nodes.items()}


def instant_edges(graph: JourneyGraph) -> Edges:
    """The same without the ways on which time passes for certain, as far as the config tells."""
    return {
        node_id: tuple(_targets(graph, node, (port for port in node.ports() if port.id not in _slow_ports(node))))
        for node_id, node in graph.nodes.items()
    }


def _targets(graph: JourneyGraph, node: BaseNode, ports: Iterable[Port]) -> Iterable[str]:
    return dict.fromkeys(to for port in ports if (to := node.next.get(port.id)) in graph.nodes and to is not None)


def _slow_ports(node: BaseNode) -> tuple[str, ...]:
    """`happened` may pass at once, the reaction being there already; so do the ways of a date missing or past."""
    if isinstance(node, WaitForNode):
        return () if is_zero(node.within) else ("timed_out",)
    if isinstance(node, WaitNode):
        return () if is_zero(node.for_) else ("done",)
    if isinstance(node, CreateTaskNode):
        return () if node.hold is None or is_zero(node.hold) else ("timed_out",)
    return ()


def is_zero(duration: str | None) -> bool:
    """Whether a duration is given and no time at all."""
    return duration is not None and not any(parse_duration(duration))


def reach(edges: Edges, starts: Iterable[str], without: Collection[str] = ()) -> set[str]:
    """Every node one can come to from `starts`, these included, never stepping on a node of `without`."""
    found: set[str] = set()
    rest = [node for node in starts if node not in without]
    while rest:
        node = rest.pop()
        if node not in found:
            found.add(node)
            rest += [target for target in edges[node] if target not in without]
    return found


def loops(edges: Edges) -> list[list[str]]:
    """The nodes that lie on loops, one list a tangle of loops, in the order of the document.

    Nodes without a predecessor or without a successor cannot be on a loop: peel them off until nothing changes, then
    tell the tangles apart by who reaches whom.
    """
    left = edges
    while True:
        followed = {target for targets in left.values() for target in targets}
        kept = {node for node, targets in left.items() if targets and node in followed}
        if len(kept) == len(left):
            break
        left = {node: tuple(to for to in targets if to in kept) for node, targets in left.items() if node in kept}
    tangles: list[list[str]] = []
    done: set[str] = set()
    for node in left:
        ahead = reach(left, left[node])
        if node in done or node not in ahead:
            continue
        tangles.append([other for other in left if other in ahead and node in reach(left, left[other])])
        done.update(tangles[-1])
    return tangles


def longest_run(edges: Edges) -> int:
    """Number of nodes on the longest way; the edges must have no loops."""
    lengths: dict[str, int] = {}
    stack = list(edges)
    while stack:
        node = stack[-1]
        unknown = [target for target in edges[node] if target not in lengths]
        if unknown:
            stack += unknown
        else:
            lengths[stack.pop()] = 1 + max((lengths[target] for target in edges[node]), default=0)
    return max(lengths.values(), default=0)
