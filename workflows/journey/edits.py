"""Edits: `apply` makes a new document of a document and an operation, `inverse` the operation that takes it back.

Documents are plain JSON as `graph.dump_graph` writes them. Nothing is changed in place; untouched parts are shared.
The result of an edit may be unfinished, never incomprehensible: parts that an operation brings are parsed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from workflows.journey.errors import DefinitionError, refuse
from workflows.journey.graph import MAX_NODES, Entry, Exit, Goal, JourneyName, Settings
from workflows.journey.nodes.base import NodeId, Port
from workflows.journey.nodes.registry import KINDS, Node
from workflows.journey.operations import (
    Batch,
    Connect,
    Edge,
    InsertNode,
    Operation,
    PutNode,
    Raw,
    RemoveNode,
    Rename,
    SetEntry,
    SetExits,
    SetGoal,
    SetSettings,
    UpdateNode,
)
from workflows.journey.problems import problems_of

Document = Mapping[str, Any]
_NODES: Final[TypeAdapter[dict[str, Node]]] = TypeAdapter(dict[NodeId, Node])
_PARTS: Final[dict[str, TypeAdapter[Any]]] = {
    "entry": TypeAdapter(Entry),
    "exits": TypeAdapter(list[Exit]),
    "settings": TypeAdapter(Settings),
    "goal": TypeAdapter(Goal),
    "name": TypeAdapter(JourneyName),
}


def apply(document: Document, operation: Operation) -> Document:
    """The document after the operation. Raises DefinitionError, and changes nothing, when it cannot be done."""
    match operation:
        case InsertNode():
            return _insert(document, operation)
        case RemoveNode():
            return _remove(document, operation)
        case UpdateNode():
            return _update(document, operation)
        case PutNode():
            return _put(document, operation)
        case Connect():
            return _connect(document, operation)
        case SetEntry():
            return _set(document, "entry", operation.entry)
        case SetExits():
            return _set(document, "exits", operation.exits)
        case SetSettings():
            return _set(document, "settings", operation.settings)
        case SetGoal():
            return _set_goal(document, operation.goal)
        case Rename():
            return _set(document, "name", operation.name)
        case _:  # Batch
            for one in operation.ops:
                document = apply(document, one)
            return document


def inverse(document: Document, operation: Operation) -> Operation:
    """The operation that makes `document` again out of `apply(document, operation)`."""
    changed = apply(document, operation)
    before, after = document["nodes"], changed["nodes"]
    ops: list[Operation] = [
        PutNode(op="put_node", id=node_id, node=before.get(node_id))
        for node_id in {**before, **after}
        if before.get(node_id) != after.get(node_id)
    ]
    if document["entry"] != changed["entry"]:
        ops.append(SetEntry(op="set_entry", entry=document["entry"]))
    if document["exits"] != changed["exits"]:
        ops.append(SetExits(op="set_exits", exits=document["exits"]))
    if document["settings"] != changed["settings"]:
        ops.append(SetSettings(op="set_settings", settings=document["settings"]))
    if document.get("goal") != changed.get("goal"):
        ops.append(SetGoal(op="set_goal", goal=document.get("goal")))
    if document["name"] != changed["name"]:
        ops.append(Rename(op="rename", name=document["name"]))
    return ops[0] if len(ops) == 1 else Batch(op="batch", ops=ops)


def _insert(document: Document, operation: InsertNode) -> Document:
    if operation.id in document["nodes"]:
        raise refuse(f"nodes.{operation.id}", "node_exists", f"there is already a node '{operation.id}'")
    if len(document["nodes"]) >= MAX_NODES:
        raise refuse("nodes", "too_many", f"a journey has at most {MAX_NODES} nodes")
    ports = _ports(operation.id, operation.node)
    follows = _target(document, operation.at)
    if not ports and follows is not None:
        raise refuse(f"nodes.{operation.id}", "exit_in_the_middle", "a step that ends the journey fits only at its end")
    edges = {port.id: follows for index, port in enumerate(ports) if follows and (port.required or index == 0)}
    edges |= _given(operation.node, ports)
    added = _with_node(document, operation.id, {**operation.node, "next": edges})
    return _point(added, operation.at, operation.id)


def _remove(document: Document, operation: RemoveNode) -> Document:
    removed = _node(document, operation.id)
    ports = _ports(operation.id, removed)
    follows = removed.get("next", {}).get(ports[0].id) if ports else None
    if operation.alternative is not None:
        _node(document, operation.alternative)
        follows = operation.alternative
    if follows == operation.id:
        follows = None
    pointed = document["entry"].get("node") == operation.id
    nodes: dict[str, Raw] = {}
    for node_id, node in document["nodes"].items():
        if node_id == operation.id:
            continue
        edges = node.get("next", {})
        if operation.id in edges.values():
            pointed = True
            moved = {port: follows if to == operation.id else to for port, to in edges.items()}
            node = {**node, "next": {port: to for port, to in moved.items() if to is not None}}
        nodes[node_id] = node
    if pointed and not ports and follows is None:
        raise refuse(
            f"nodes.{operation.id}", "exit_in_use", "steps lead to this end; say where they should lead instead"
        )
    entry = document["entry"]
    if entry.get("node") == operation.id:
        entry = {**entry, "node": follows}
    return {**document, "entry": entry, "nodes": nodes}


def _update(document: Document, operation: UpdateNode) -> Document:
    kept = _node(document, operation.id).get("next", {})
    ports = _ports(operation.id, operation.node)
    edges = {port.id: kept[port.id] for port in ports if port.id in kept} | _given(operation.node, ports)
    return _with_node(document, operation.id, {**operation.node, "next": edges})


def _put(document: Document, operation: PutNode) -> Document:
    if operation.node is not None:
        _ports(operation.id, operation.node)
        return _with_node(document, operation.id, operation.node)
    return {**document, "nodes": {key: node for key, node in document["nodes"].items() if key != operation.id}}


def _connect(document: Document, operation: Connect) -> Document:
    _target(document, operation)
    if operation.to is not None:
        _node(document, operation.to)
    return _point(document, operation, operation.to)


def _set(document: Document, part: str, value: Any) -> Document:
    _parsed(_PARTS[part].validate_python, value, (part,))
    return {**document, part: value}


def _set_goal(document: Document, goal: Raw | None) -> Document:
    """A journey without a goal says nothing of one."""
    if goal is not None:
        return _set(document, "goal", goal)
    return {part: value for part, value in document.items() if part != "goal"}


def _target(document: Document, edge: Edge | Connect) -> str | None:
    """Where an edge leads now. Raises DefinitionError when there is no such edge."""
    if edge.from_ is None:
        if edge.port is not None:
            raise refuse("entry", "port_unknown", "the entry has no ports")
        return document["entry"].get("node")
    node = _node(document, edge.from_)
    if edge.port not in {port.id for port in _ports(edge.from_, node)}:
        raise refuse(f"nodes.{edge.from_}.next", "port_unknown", f"'{edge.from_}' has no way out named '{edge.port}'")
    return node.get("next", {}).get(edge.port)


def _point(document: Document, edge: Edge | Connect, to: str | None) -> Document:
    """The document with an edge leading elsewhere, or nowhere."""
    if edge.from_ is None:
        return {**document, "entry": {**document["entry"], "node": to}}
    node = _node(document, edge.from_)
    edges = {**node.get("next", {}), edge.port: to}
    return _with_node(
        document, edge.from_, {**node, "next": {port: to for port, to in edges.items() if to is not None}}
    )


def _node(document: Document, node_id: str) -> Raw:
    node = document["nodes"].get(node_id)
    if node is None:
        raise refuse(f"nodes.{node_id}", "node_missing", f"there is no node '{node_id}'")
    return node


def _with_node(document: Document, node_id: str, node: Raw) -> Document:
    return {**document, "nodes": {**document["nodes"], node_id: node}}


def _given(node: Raw, ports: tuple[Port, ...]) -> dict[str, str]:
    """The edges a new config names, of the ports it has."""
    named: Mapping[str, str] = node.get("next") or {}
    return {port.id: named[port.id] for port in ports if port.id in named}


def _ports(node_id: str, node: Raw) -> tuple[Port, ...]:
    return _parsed(_NODES.validate_python, {node_id: node}, ("nodes",))[node_id].ports()


def _parsed(validate: Callable[[Any], Any], value: Any, prefix: tuple[str, ...]) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, tuple(KINDS), prefix)) from None
