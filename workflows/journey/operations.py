"""Edit operations as data: what `edits.apply` understands, and what the canvas keeps in its undo stack."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from workflows.journey.errors import DefinitionError
from workflows.journey.nodes.base import NodeId, PortId
from workflows.journey.problems import problems_of

Raw = Mapping[str, Any]
"""A part of the document as plain JSON; checked when the operation is applied."""


class _Operation(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Edge(_Operation):
    """A way out of a node; both null: the way from the entry to the first node."""

    from_: NodeId | None = Field(None, alias="from")
    port: PortId | None = None


class InsertNode(_Operation):
    """A new node on an edge. Its first port and its other required ports go where the edge went, unless `node.next`
    names them; a port that may stay open stays open. A node without ports fits only where nothing follows.
    """

    op: Literal["insert_node"]
    at: Edge
    id: NodeId
    node: Raw


class RemoveNode(_Operation):
    """A node away; every edge into it goes where its first port went, or to `alternative`."""

    op: Literal["remove_node"]
    id: NodeId
    alternative: NodeId | None = None


class UpdateNode(_Operation):
    """A whole new config; ports that survive keep their edges unless `node.next` names them."""

    op: Literal["update_node"]
    id: NodeId
    node: Raw


class PutNode(_Operation):
    """A node exactly as given, or away when null, without touching any edge. Inverses are made of it."""

    op: Literal["put_node"]
    id: NodeId
    node: Raw | None


class Connect(_Operation):
    """An edge to a node, or an open port when `to` is null. `from` null: the entry."""

    op: Literal["connect"]
    from_: NodeId | None = Field(alias="from")
    port: PortId | None
    to: NodeId | None


class SetEntry(_Operation):
    """A whole new entry."""

    op: Literal["set_entry"]
    entry: Raw


class SetExits(_Operation):
    """All exits anew."""

    op: Literal["set_exits"]
    exits: list[Raw]


class SetSettings(_Operation):
    """All settings anew."""

    op: Literal["set_settings"]
    settings: Raw


class SetGoal(_Operation):
    """A new goal, or none."""

    op: Literal["set_goal"]
    goal: Raw | None


class Rename(_Operation):
    """A new name."""

    op: Literal["rename"]
    name: str


class Batch(_Operation):
    """Several operations as one: all of them, or none."""

    op: Literal["batch"]
    ops: list["Operation"] = Field(max_length=1000)


Operation = Annotated[
    InsertNode
    | RemoveNode
    | UpdateNode
    | PutNode
    | Connect
    | SetEntry
    | SetExits
    | SetSettings
    | SetGoal
    | Rename
    | Batch,
    Field(discriminator="op"),
]
Batch.model_rebuild()
_OPERATION: Final[TypeAdapter[Operation]] = TypeAdapter(Operation)


def parse_operation(data: Any) -> Operation:
    """The operation of plain data. Raises DefinitionError for anything else."""
    try:
        return _OPERATION.validate_python(data)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, ())) from None


def dump_operation(operation: Operation) -> dict[str, Any]:
    """Plain JSON of an operation."""
    return _OPERATION.dump_python(operation, mode="json", by_alias=True)
