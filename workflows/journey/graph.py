"""The journey document: entry, exits, settings and nodes. `parse_graph` is the only way in.

A draft may be unfinished (no entry node, open ports): that is lint's matter. What cannot be understood - unknown kinds
and fields, wrong types, too much of anything - is refused here, by path.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from workflows.journey.conditions import MAX_DEPTH, Condition, EngagementTest, depth, leaves
from workflows.journey.errors import DefinitionError
from workflows.journey.limits import check_size
from workflows.journey.migrations import SCHEMA, migrate
from workflows.journey.nodes.base import NodeId
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.registry import KINDS, Node
from workflows.journey.nodes.wait import DurationText
from workflows.journey.pacing import Cap
from workflows.journey.problems import problems_of
from workflows.journey.sending import Moment, QuietHours, SendWindow
from workflows.journey.world import EngagementKind

MAX_NODES: Final = 500
Reason = Annotated[str, StringConstraints(min_length=1, max_length=100)]
JourneyName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ExclusiveKey = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
JourneyKind = Literal["nurture", "reengagement", "sequence"]
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Trigger(BaseModel):
    """What enrolls contacts. Only `manual` exists now: by a person or through the API."""

    model_config = _CONFIG

    type: Literal["manual"]


class Again(BaseModel):
    """One may come again this long after having left."""

    model_config = _CONFIG

    after: DurationText


def _rule(value: Any) -> str:
    return "after" if isinstance(value, (Mapping, Again)) else "rule"


Reentry = Annotated[
    Annotated[Literal["never", "after_exit", "always"], Tag("rule")] | Annotated[Again, Tag("after")],
    Discriminator(_rule),
]


class Entry(BaseModel):
    """Where contacts begin, what brings them in, whether one may come again, and beside which journeys."""

    model_config = _CONFIG

    node: NodeId | None = None
    triggers: list[Trigger] = Field(default_factory=lambda: [Trigger(type="manual")], max_length=10)
    reentry: Reentry = "never"
    exclusive: ExclusiveKey | None = None
    """Among journeys with the same key a contact is aboard one at a time; who came first stays."""


class Exit(BaseModel):
    """Checked before every step: when it holds, the journey ends with this reason."""

    model_config = _CONFIG

    when: Condition
    reason: Reason


class Goal(BaseModel):
    """What the journey is for. Checked where exits are, before them: who reaches it has converted, and is done."""

    model_config = _CONFIG

    when: Condition
    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Settings(BaseModel):
    """Whose time the journey keeps, when and how often it may send, and when it is over."""

    model_config = _CONFIG

    timezone: Annotated[str, StringConstraints(min_length=1, max_length=60)] = "contact"
    """`contact`, `organization`, or an IANA name."""
    send_window: SendWindow | None = None
    quiet_hours: QuietHours | None = None
    cap: Cap | None = None
    """Mails of all journeys to one contact; over it a mail of this journey waits."""
    ends_at: Moment | None = None
    """From then on nobody enters, and those aboard leave with the reason `ended`."""


class JourneyGraph(BaseModel):
    """One journey document. Immutable; share it freely between threads and calls."""

    model_config = _CONFIG

    schema_: Literal[1] = Field(alias="schema")
    name: JourneyName
    kind: JourneyKind
    entry: Entry = Entry()
    exits: list[Exit] = Field(default_factory=list[Exit], max_length=20)
    goal: Goal | None = None
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
    found = leaving_conditions(graph)
    for node_id, node in graph.nodes.items():
        if isinstance(node, BranchNode):
            found += [(f"nodes.{node_id}.cases.{index}.when", case.when) for index, case in enumerate(node.cases)]
    return found


def leaving_conditions(graph: JourneyGraph) -> list[tuple[str, Condition]]:
    """Goal and exits with their paths: what is judged before every step, and again when facts change."""
    goal = [] if graph.goal is None else [("goal.when", graph.goal.when)]
    return goal + [(f"exits.{index}.when", exit_.when) for index, exit_ in enumerate(graph.exits)]


def judged_reactions(graph: JourneyGraph) -> frozenset[tuple[str, EngagementKind]]:
    """The reactions that goal and exits look at, by the node of the mail."""
    tests = (test for _, when in leaving_conditions(graph) for test in leaves(when))
    return frozenset(
        (test.of, test.engagement) for test in tests if isinstance(test, EngagementTest) and test.engagement != "sent"
    )


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
    """Plain JSON values of a document, every field written out but a goal that is not there; `parse_graph` reads it."""
    document = graph.model_dump(mode="json", by_alias=True)
    if graph.goal is None:
        del document["goal"]
    return document


def empty_graph(name: str, kind: JourneyKind, reason: str = "completed") -> JourneyGraph:
    """The smallest journey: its entry is an exit."""
    nodes = {"end": {"type": "exit", "reason": reason}}
    return parse_graph({"schema": SCHEMA, "name": name, "kind": kind, "entry": {"node": "end"}, "nodes": nodes})


def json_schema() -> dict[str, Any]:
    """JSON schema of the document, for the UI and for editors of YAML."""
    return JourneyGraph.model_json_schema(by_alias=True)
