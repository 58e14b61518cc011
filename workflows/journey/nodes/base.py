"""What every node kind has: a config, its ports, and two decisions - on entering and on hearing an event.

A node *decides*, the machine *does*: nodes read a `Visit` and answer one `Decision`; they change nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from workflows.journey.commands import Command
from workflows.journey.conditions import Evidence
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event
from workflows.journey.hours import Held
from workflows.journey.state import Listen, Phase
from workflows.journey.team import Result
from workflows.journey.world_view import WorldView

NodeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
PortId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
Title = Annotated[str, StringConstraints(max_length=200)]
Weight = Annotated[int, Field(ge=0, le=1000, strict=True)]


class Port(NamedTuple):
    """A named way out. A port that is not `required` may stay open: the journey then ends there by name."""

    id: str
    required: bool = True


class Pass(NamedTuple):
    """Leave the node by a port; `outcome` names the journal row. `sent` is the mail that left, if one did; `result`
    what later steps may read as `steps.<node>.<field>`.
    """

    port: str
    detail: dict[str, Any]
    outcome: str = "passed"
    sent: str | None = None
    result: Result | None = None


class Hold(NamedTuple):
    """Wait inside the node until a time, or until something listened for happens."""

    until: datetime
    detail: dict[str, Any]
    listen: Listen | None = None
    outcome: str = "waiting"
    attempt: int | None = None
    patience: datetime | None = None
    """When to give up waiting for a turn; kept through the visit."""
    result: Result | None = None


class Act(NamedTuple):
    """Put the command out and wait for its result."""

    command: Command


class Again(NamedTuple):
    """Nothing was done (paused): enter this visit again, now, without a journal row."""


class Finish(NamedTuple):
    """The journey ends here by name."""

    reason: str


class Fail(NamedTuple):
    """The enrollment cannot go on: parked as errored, visible and retryable."""

    code: str
    detail: dict[str, Any]


class Stay(NamedTuple):
    """Nothing changes yet."""


STAY = Stay()
AGAIN = Again()
Decision = Pass | Hold | Act | Again | Finish | Fail | Stay


class Visit(Protocol):
    """What a node may look at when it decides: where the enrollment stands, the present, and the world."""

    @property
    def node(self) -> str | None: ...
    @property
    def number(self) -> int:
        """Which visit of this node it is; the first is 1."""
        ...

    @property
    def at(self) -> datetime: ...
    @property
    def phase(self) -> Phase: ...
    @property
    def due(self) -> datetime | None: ...
    @property
    def key(self) -> int:
        """Ledger key of this visit's command."""
        ...

    @property
    def attempt(self) -> int: ...
    @property
    def patience(self) -> datetime | None:
        """When this visit gives up waiting for its turn under the cap; None: it has not waited for one."""
        ...

    @property
    def result(self) -> Result:
        """What this node has brought so far."""
        ...

    @property
    def world(self) -> WorldView: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def held(self) -> Held | None:
        """Why no mail may leave now, by the journey's hours; None: it may."""
        ...

    @property
    def cut(self) -> timedelta | None:
        """Longest wait of a test enrollment; None otherwise."""
        ...


class BaseNode(BaseModel):
    """Config common to all kinds; each kind adds its `type` and its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    rejudges_exits: ClassVar[bool] = False
    """Whether the journey's exits are judged again when a hold in this node is over."""

    held_from: ClassVar[Literal["arrival", "present"] | None] = None
    """From when a hold in this node is reckoned when it is computed anew; None: by entering the same visit again."""

    title: Title | None = None
    note: Annotated[str, StringConstraints(max_length=4000)] | None = None
    next: Mapping[PortId, NodeId] = Field(default_factory=dict[str, str], max_length=60)

    @property
    def held_for_time(self) -> bool:
        """Whether a hold here grows when the clock stands: a length of time does, a date does not."""
        return self.held_from == "arrival"

    def ports(self) -> tuple[Port, ...]:
        """Ways out in their order; the first is the main line, by which neighbours re-join when the node goes."""
        raise NotImplementedError

    def enter(self, visit: Visit) -> Decision:
        """Decide on arrival, or again after `Again`."""
        raise NotImplementedError

    def resume(self, visit: Visit, event: Event) -> Decision:
        """Decide on an event while waiting or acting. Raises JourneyFault for one that cannot come here."""
        raise JourneyFault(
            f"{type(self).__name__} at '{visit.node}' cannot hear {type(event).__name__} while {visit.phase}"
        )


def iso(at: datetime) -> str:
    """A time as journal details carry it."""
    return at.isoformat()
