"""What the machine takes and gives: the state of an enrollment, the events it hears, its steps and commands.

Everything here is data. Times are aware and UTC; ids are strings; nothing reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

EngagementKind = Literal["opened", "clicked", "replied", "bounced"]
Phase = Literal["ready", "waiting", "acting", "ended"]
Status = Literal["active", "completed", "exited", "stopped", "errored"]
SendOutcome = Literal["sent", "skipped", "refused", "deferred", "unconfirmed", "held"]


class Sent(BaseModel):
    """The latest mail of a send node: its ledger id and when it left."""

    model_config = ConfigDict(frozen=True)

    message: str
    at: datetime


class Listen(BaseModel):
    """What a waiting enrollment listens for: an engagement kind on one message."""

    model_config = ConfigDict(frozen=True)

    event: EngagementKind
    message: str
    link: str | None = None


class State(BaseModel):
    """Where one enrollment stands. Persisted as JSON; every field has a meaning after any crash.

    `phase`: *ready* (about to enter `node`, at `due` or now), *waiting* (inside `node`, until `due` or an event),
    *acting* (a command keyed `action` is out, its result is awaited), *ended*.
    `seq` is the number of steps written so far, hence the next journal row's number.
    `action` is the ledger key of the running command: the `seq` at which this visit's command was first issued; a retry
    keeps it, so that the retried mail is the same mail.
    """

    model_config = ConfigDict(frozen=True)

    node: str | None
    phase: Phase = "ready"
    status: Status = "active"
    seq: int = 0
    visits: dict[str, int] = {}
    due: datetime | None = None
    since: datetime | None = None
    """When the current phase of the current node began."""
    listen: Listen | None = None
    action: int | None = None
    attempt: int = 0
    sends: dict[str, Sent] = {}
    end_reason: str | None = None


class Step(NamedTuple):
    """One journal row: what happened at a node, by which port it was left, and why (`detail`, JSON-able)."""

    seq: int
    node: str | None
    visit: int
    outcome: str
    port: str | None
    detail: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Send `template` (or the variant's) to the contact. `key` is the ledger key within the enrollment."""

    key: int
    node: str
    visit: int
    template: str
    variant: str | None
    attempt: int


@dataclass(frozen=True, slots=True)
class UpdateContact:
    """Change fields and tags of the contact. `key` is the ledger key within the enrollment."""

    key: int
    node: str
    set: Mapping[str, Any]
    add_tags: Sequence[str]
    remove_tags: Sequence[str]


Command = SendEmail | UpdateContact


@dataclass(frozen=True, slots=True)
class Tick:
    """Look again: the due time has come, or something the enrollment listens for may have happened."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a SendEmail. `held`: nothing was done (paused), ask again; `deferred`: ask again at `retry_at`."""

    at: datetime
    outcome: SendOutcome
    message: str | None = None
    reason: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """The contact was changed; `changed` names the fields that now differ."""

    at: datetime
    changed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A person or a rule ends the enrollment, whatever it is doing."""

    at: datetime
    reason: str


Event = Tick | SendResult | UpdateResult | Stop


class Click(NamedTuple):
    """One click that counts: the target as written in the mail, and when."""

    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Engagement:
    """Reactions to the latest mail of one send node; human ones only, unless named otherwise."""

    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    replied_at: datetime | None = None
    bounced_at: datetime | None = None
    machine_opened_at: datetime | None = None
    machine_clicked_at: datetime | None = None
    clicks: tuple[Click, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off as data: public holidays and the company's own closures; `open` days win over both."""

    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """What the machine may look at besides graph and state: facts about the contact, reactions, zone, calendar.

    `facts` maps the field names of `conditions.FIELDS` (and `attributes.<key>`) to plain values.
    `engagement` is keyed by send node id. `max_wait` shortens every wait, window and timeout of a test enrollment.
    """

    enrollment: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    engagement: Mapping[str, Engagement] = field(default_factory=dict)
    zone: str = "Asia/Tokyo"
    calendar: Calendar = Calendar()
    max_wait: timedelta | None = None


class Advance(NamedTuple):
    """Answer of `machine.advance`: the new state, the journal rows it earned, the commands now out (none or one)."""

    state: State
    steps: Sequence[Step]
    commands: Sequence[Command]
