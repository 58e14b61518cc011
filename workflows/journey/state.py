"""What the machine takes and gives: the state of an enrollment, the events it hears, its steps and commands.

Everything here is data. Times are aware and UTC; ids are strings; nothing reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from workflows.journey.allocation import choose
from workflows.journey.team import (
    Assign,
    AssignResult,
    CallResult,
    CallWebhook,
    CreateTask,
    EnrollElsewhere,
    EnrollResult,
    Notify,
    NotifyResult,
    Result,
    TaskResult,
)

EngagementKind = Literal["opened", "clicked", "replied", "bounced"]
Phase = Literal["ready", "waiting", "acting", "ended"]
Status = Literal["active", "completed", "exited", "stopped", "errored"]
SendOutcome = Literal["sent", "skipped", "refused", "deferred", "unconfirmed", "held", "capped"]
TaskStatus = Literal["open", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Sent:
    """The latest mail of a send node: its ledger id and when it left."""

    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listen:
    """What a waiting enrollment listens for: an engagement kind on one message."""

    event: EngagementKind
    message: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """Where an enrollment stands, or stood when it ended, while a mail is sent again."""

    node: str
    phase: Phase
    due: datetime | None
    since: datetime | None
    listen: Listen | None
    action: int | None
    attempt: int
    patience: datetime | None = None
    status: Status = "active"
    end_reason: str | None = None

    @property
    def over(self) -> bool:
        """Whether the trip is over, or stands parked: nothing but the mail happens to it."""
        return self.phase == "ended"


@dataclass(frozen=True, slots=True)
class State:
    """Where one enrollment stands. Every field has a meaning after any crash.

    Persist it with `to_json()` and read it back with `from_json()`: plain values, defaults left out, so that a row of
    a contact that waits is some 150 bytes. It is a dataclass because the machine builds one per call in the hot loop.

    `phase`: *ready* (about to enter `node`, at `due` or now), *waiting* (inside `node`, until `due` or an event),
    *acting* (a command keyed `action` is out, its result is awaited; a Tick gives the same command again), *ended*.
    `seq` is the number of steps written so far, hence the next journal row's number.
    `action` is the ledger key of the running command: the `seq` at which this visit's command was first issued; a retry
    keeps it, so that the retried mail is the same mail.
    """

    node: str | None
    phase: Phase = "ready"
    status: Status = "active"
    seq: int = 0
    visits: Mapping[str, int] = field(default_factory=dict[str, int])
    due: datetime | None = None
    since: datetime | None = None
    """When the current phase of the current node began."""
    listen: Listen | None = None
    action: int | None = None
    attempt: int = 0
    """Number of the running attempt of the command; 1 is the first."""
    hops: int = 0
    """Nodes entered since time last passed in a wait; the guard against spinning."""
    sends: Mapping[str, Sent] = field(default_factory=dict[str, Sent])
    end_reason: str | None = None
    once: tuple[str, ...] = ()
    """Send nodes whose next mail is left out, since a replay passes them again without resending."""
    stood_until: datetime | None = None
    """Until when a pause has been added to the present hold; no moment of a pause is added twice."""
    behind: datetime | None = None
    """While overdue time is caught up without mails: the moment the enrollment has come to."""
    patience: datetime | None = None
    """When a mail that waits for its turn under a cap is given up."""
    aside: Aside | None = None
    """While a mail is sent again: where the enrollment stands meanwhile."""
    results: Mapping[str, Result] = field(default_factory=dict[str, Result])
    """What steps brought that later steps may read as `steps.<node>.<field>`; of the latest visit of each node."""
    paused: datetime | None = None
    """Since when a person holds this enrollment; until it is resumed it hears nothing but people."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; fields at their default are left out."""
        out: dict[str, Any] = {"node": self.node, "phase": self.phase, "status": self.status, "seq": self.seq}
        if self.visits:
            out["visits"] = dict(self.visits)
        if self.due is not None:
            out["due"] = self.due.isoformat()
        if self.since is not None:
            out["since"] = self.since.isoformat()
        if self.listen is not None:
            out["listen"] = [self.listen.event, self.listen.message, self.listen.link]
        if self.action is not None:
            out["action"] = self.action
        if self.attempt:
            out["attempt"] = self.attempt
        if self.hops:
            out["hops"] = self.hops
        if self.sends:
            out["sends"] = {node: [sent.message, sent.at.isoformat()] for node, sent in self.sends.items()}
        if self.end_reason is not None:
            out["end_reason"] = self.end_reason
        if self.once:
            out["once"] = list(self.once)
        if self.stood_until is not None:
            out["stood_until"] = self.stood_until.isoformat()
        if self.behind is not None:
            out["behind"] = self.behind.isoformat()
        if self.patience is not None:
            out["patience"] = self.patience.isoformat()
        if self.aside is not None:
            one = self.aside
            listen = one.listen and [one.listen.event, one.listen.message, one.listen.link]
            due, since, patience = [at and at.isoformat() for at in (one.due, one.since, one.patience)]
            out["aside"] = [one.node, one.phase, due, since, listen, one.action, one.attempt, patience]
            out["aside"] += [one.status, one.end_reason]
        if self.results:
            out["results"] = {node: dict(result) for node, result in self.results.items()}
        if self.paused is not None:
            out["paused"] = self.paused.isoformat()
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        """The inverse of `to_json`. Trusts its input: it reads only what `to_json` wrote."""
        get = data.get
        due, since, listen, behind = get("due"), get("since"), get("listen"), get("behind")
        patience = get("patience")
        return cls(
            data["node"],
            data["phase"],
            data["status"],
            data["seq"],
            get("visits", {}),
            due and datetime.fromisoformat(due),
            since and datetime.fromisoformat(since),
            listen and Listen(*listen),
            get("action"),
            get("attempt", 0),
            get("hops", 0),
            {node: Sent(message, datetime.fromisoformat(at)) for node, (message, at) in get("sends", {}).items()},
            get("end_reason"),
            tuple(get("once", ())),
            (stood := get("stood_until")) and datetime.fromisoformat(stood),
            behind and datetime.fromisoformat(behind),
            patience and datetime.fromisoformat(patience),
            (aside := get("aside")) and _aside(*aside),
            get("results", {}),
            (paused := get("paused")) and datetime.fromisoformat(paused),
        )


def _aside(
    node: str,
    phase: Phase,
    due: str | None,
    since: str | None,
    listen: Sequence[Any] | None,
    action: int | None,
    attempt: int,
    patience: str | None,
    status: Status,
    end_reason: str | None,
) -> Aside:
    heard = None if listen is None else Listen(*listen)
    until = None if due is None else datetime.fromisoformat(due)
    began = None if since is None else datetime.fromisoformat(since)
    patient = None if patience is None else datetime.fromisoformat(patience)
    return Aside(node, phase, until, began, heard, action, attempt, patient, status, end_reason)


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
    add_score: int = 0
    backward: bool = False
    """Whether the stage may go back; by itself it only goes forward."""
    add_lists: Sequence[str] = ()
    remove_lists: Sequence[str] = ()


Command = SendEmail | UpdateContact | CreateTask | Assign | Notify | CallWebhook | EnrollElsewhere


@dataclass(frozen=True, slots=True)
class Tick:
    """Look again: the due time has come, or something the enrollment listens for may have happened."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a SendEmail. `held`: nothing was done (paused, or the hour has passed), ask again.

    `deferred`: ask again at `retry_at`, eight times at most. `capped`: the contact has had its share of mails; there is
    room for this one at `retry_at`.
    """

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
    kept: Sequence[str] = ()
    """Fields left as they were, since the change would have gone backward."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A person or a rule ends the enrollment, whatever it is doing. `detail` is told in the journal besides."""

    at: datetime
    reason: str
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Move:
    """A person puts the enrollment before `node`, from wherever it stands; a command that is out is abandoned."""

    at: datetime
    node: str
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Skip:
    """A person ends the present hold now: the enrollment leaves it as it would have when its time was over."""

    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Retry:
    """A parked enrollment tries again where it stands: the same visit, and the same mail if one was under way."""

    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Replay:
    """A Move back; unless `resend`, send nodes that sent to this enrollment before pass without a mail, once each."""

    at: datetime
    node: str
    resend: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Reconsider:
    """The present hold is computed anew: the graph changed, or the clock `stood` from then to then."""

    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])
    stood: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Resend:
    """The mail of `node`, sent before and in doubt, is sent once more under a new key; then all is as it was.

    Also when the trip is over or parked, and so it stays.
    """

    at: datetime
    node: str
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What is overdue is passed over: the enrollment goes where it would be by now, without the mails on its way."""

    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Migrate:
    """From now on this graph, a newer version of the journey, counts. Give the new graph together with this event.

    The enrollment goes on at the node where it stands, a hold computed anew from its beginning; with `to` it goes on
    before that node, and mails it already has are passed by, once each.
    """

    at: datetime
    to: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Pause:
    """A person holds the enrollment where it stands: nothing is entered, sent or waited out until Resume."""

    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a held enrollment go on. `remaining`: the pause is added to the present hold, as in Reconsider."""

    at: datetime
    remaining: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


Intervention = Move | Skip | Retry | Replay | Reconsider | Resend | CatchUp | Migrate | Pause | Resume
"""What people do to an enrollment besides stopping it; what makes no sense where it stands is refused by name."""
CommandResult = SendResult | UpdateResult | TaskResult | AssignResult | NotifyResult | CallResult | EnrollResult
Event = Tick | CommandResult | Stop | Intervention


class TaskSeen(NamedTuple):
    """How a task stands: what became of it, and when."""

    status: TaskStatus
    outcome: str | None = None
    at: datetime | None = None


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

    def at(self, kind: EngagementKind, link: str | None) -> datetime | None:
        """When the reaction came, None when it did not. With `link`, the first click on an address containing it."""
        match kind:
            case "opened":
                return self.opened_at
            case "replied":
                return self.replied_at
            case "bounced":
                return self.bounced_at
            case _:  # clicked
                if link:
                    return next((click.at for click in self.clicks if link in click.url), None)
                return self.clicked_at


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off as data: public holidays and the company's own closures; `open` days win over both."""

    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """What the machine may look at besides graph and state, as data: facts about the contact, reactions, calendar.

    It answers what `witness.Witness` may be asked.

    `facts` maps the field names of `conditions.FIELDS` (and `attributes.<key>`) to plain values.
    `engagement` is keyed by send node id and speaks of that node's latest mail (`State.sends`). `max_wait` shortens
    every wait, window and timeout of a test enrollment. `zone` is the contact's (the organisation's when the contact
    has none), `organization_zone` serves journeys that keep the organisation's time; a zone unknown to the machine
    falls back to the organisation's.
    """

    enrollment: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    engagement: Mapping[str, Engagement] = field(default_factory=dict[str, Engagement])
    zone: str = "Asia/Tokyo"
    organization_zone: str = "Asia/Tokyo"
    calendar: Calendar = Calendar()
    max_wait: timedelta | None = None
    tasks: Mapping[str, TaskSeen] = field(default_factory=dict[str, TaskSeen])
    """Tasks the enrollment waits for, by id."""

    def fact(self, name: str) -> Any:
        return self.facts.get(name)

    def reacted(self, of: str, kind: EngagementKind, link: str | None) -> bool:
        return self.reacted_at(of, kind, link) is not None

    def reacted_at(self, of: str, kind: EngagementKind, link: str | None) -> datetime | None:
        found = self.engagement.get(of)
        return None if found is None else found.at(kind, link)

    def machine_reacted_at(self, of: str, kind: EngagementKind) -> datetime | None:
        found = self.engagement.get(of)
        if found is None or kind not in ("opened", "clicked"):
            return None
        return found.machine_opened_at if kind == "opened" else found.machine_clicked_at

    def task(self, task: str) -> TaskSeen | None:
        return self.tasks.get(task)

    def choose(self, draw: str, node: str, weights: Sequence[int]) -> int:
        return choose(draw, self.enrollment, node, weights)


class Advance(NamedTuple):
    """Answer of `machine.advance`: the new state, the journal rows it earned, the commands now out (none or one).

    `entered` names the nodes entered in this call, once a visit: what the counter "entered" counts. `refused` says why
    an intervention changed nothing.
    """

    state: State
    steps: Sequence[Step]
    commands: Sequence[Command]
    entered: Sequence[str] = ()
    refused: str | None = None
