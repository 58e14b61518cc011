"""The journey document: entry, exits, settings and nodes. `parse_graph` is the only way in.

A draft may be unfinished (no entry node, open ports): that is lint's matter. What cannot be understood - unknown kinds
and fields, wrong types, too much of anything - is refused here, by path.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from workflows.journey.conditions import MAX_DEPTH, Condition, depth
from workflows.journey.errors import DefinitionError
from workflows.journey.limits import check_size
from workflows.journey.migrations import SCHEMA, migrate
from workflows.journey.nodes.base import NodeId, Visit
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.registry import KINDS, Node
from workflows.journey.nodes.wait import TimeText, Weekdays
from workflows.journey.problems import problems_of
from workflows.journey.schedule import days_of, is_closed, next_open, time_of

MAX_NODES: Final = 500
Reason = Annotated[str, StringConstraints(min_length=1, max_length=100)]
JourneyName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
JourneyKind = Literal["nurture", "reengagement", "sequence"]
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Trigger(BaseModel):
    """What enrolls contacts. Only `manual` exists now: by a person or through the API."""

    model_config = _CONFIG

    type: Literal["manual"]


class Entry(BaseModel):
    """Where contacts begin, what brings them in, and whether one may come again."""

    model_config = _CONFIG

    node: NodeId | None = None
    triggers: list[Trigger] = Field(default_factory=lambda: [Trigger(type="manual")], max_length=10)
    reentry: Literal["never", "after_exit", "always"] = "never"


class Exit(BaseModel):
    """Checked before every step: when it holds, the journey ends with this reason."""

    model_config = _CONFIG

    when: Condition
    reason: Reason


class SendWindow(BaseModel):
    """When mails may leave. `to` not after `from` goes over midnight and belongs to the day on which it opens."""

    model_config = _CONFIG

    days: Weekdays
    from_: TimeText = Field(alias="from")
    to: TimeText
    holidays: Literal["jp"] | None = None

    def opens_at(self, visit: Visit) -> datetime | None:
        """The visit's present when mails may leave now, else the next time they may; None: never."""
        days, calendar = days_of(tuple(self.days)), visit.world.calendar

        def allowed(day: date) -> bool:
            return day.weekday() in days and not (self.holidays and is_closed(day, calendar))

        return next_open(visit.at, time_of(self.from_), time_of(self.to), visit.zone, allowed)


class Settings(BaseModel):
    """Whose time the journey keeps, and when it may send."""

    model_config = _CONFIG

    timezone: Annotated[str, StringConstraints(min_length=1, max_length=60)] = "contact"
    """`contact`, `organization`, or an IANA name."""
    send_window: SendWindow | None = None


class JourneyGraph(BaseModel):
    """One journey document. Immutable; share it freely between threads and calls."""

    model_config = _CONFIG

    schema_: Literal[1] = Field(alias="schema")
    name: JourneyName
    kind: JourneyKind
    entry: Entry = Entry()
    exits: list[Exit] = Field(default_factory=list[Exit], max_length=20)
    settings: Settings = Settings()
    nodes: Mapping[NodeId, Node] = Field(default_factory=dict[str, Any], max_length=MAX_NODES)

    @model_validator(mode="after")
    def _shallow(self) -> "JourneyGraph":
        for where, condition in conditions_of(self):
            if depth(condition) > MAX_DEPTH:
                raise ValueError(f"{where}: conditions may be nested at most {MAX_DEPTH} deep")
        return self


def conditions_of(graph: JourneyGraph) -> list[tuple[str, Condition]]:
    """Every condition of the document with its path."""
    found = [(f"exits.{index}.when", exit_.when) for index, exit_ in enumerate(graph.exits)]
    for node_id, node in graph.nodes.items():
        if isinstance(node, BranchNode):
            found += [(f"nodes.{node_id}.cases.{index}.when", case.when) for index, case in enumerate(node.cases)]
    return found


def parse_graph(data: Any) -> JourneyGraph:
    """The document of plain data (from JSON or YAML), brought up to the present schema first.

    Raises DefinitionError with a path, a code and what to do for everything that is wrong.
    """
    check_size(data)
    document = migrate(cast(Mapping[str, Any], data))
    try:
        return JourneyGraph.model_validate(document)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, tuple(KINDS))) from None


def dump_graph(graph: JourneyGraph) -> dict[str, Any]:
    """Plain JSON values of a document, every field written out; `parse_graph` reads it back."""
    return graph.model_dump(mode="json", by_alias=True)


def empty_graph(name: str, kind: JourneyKind, reason: str = "completed") -> JourneyGraph:
    """The smallest journey: its entry is an exit."""
    nodes = {"end": {"type": "exit", "reason": reason}}
    return parse_graph({"schema": SCHEMA, "name": name, "kind": kind, "entry": {"node": "end"}, "nodes": nodes})


def json_schema() -> dict[str, Any]:
    """JSON schema of the document, for the UI and for editors of YAML."""
    return JourneyGraph.model_json_schema(by_alias=True)
