"""The difference of two versions, as data: what an author should see before publishing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.journey.graph import JourneyGraph, dump_graph


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; None where it did not exist."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Diff:
    """Nodes that came, went or changed, and changed parts of the journey itself; names in order of the document."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]
    """Node id to its changed config and its changed edges (`next.<port>`)."""
    journey: tuple[Change, ...]
    """Changes of name, kind, entry, exits and settings, each as a whole."""

    @property
    def empty(self) -> bool:
        """Whether both versions are the same journey."""
        return not (self.added or self.removed or self.changed or self.journey)


def diff(before: JourneyGraph, after: JourneyGraph) -> Diff:
    """What becomes different when `after` replaces `before`. Nodes are the same when their ids are."""
    old, new = dump_graph(before), dump_graph(after)
    old_nodes: dict[str, Any] = old["nodes"]
    new_nodes: dict[str, Any] = new["nodes"]
    changes = {node_id: _node(old_nodes[node_id], node) for node_id, node in new_nodes.items() if node_id in old_nodes}
    return Diff(
        added=tuple(node_id for node_id in new_nodes if node_id not in old_nodes),
        removed=tuple(node_id for node_id in old_nodes if node_id not in new_nodes),
        changed={node_id: found for node_id, found in changes.items() if found},
        journey=_fields({**old, "nodes": None}, {**new, "nodes": None}),
    )


def _node(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    return _fields(_flat(before), _flat(after))


def _flat(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node with one field an edge, so that a moved edge is not a changed config."""
    edges: Mapping[str, str] = node["next"]
    return {
        **{key: value for key, value in node.items() if key != "next"},
        **{f"next.{p}": to for p, to in edges.items()},
    }


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(field, before.get(field), after.get(field))
        for field in {**before, **after}
        if before.get(field) != after.get(field)
    )
