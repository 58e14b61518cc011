"""Where an enrollment stands, and what the machine answers.

Everything here is data. Times are aware and UTC; ids are strings; nothing reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from workflows.journey.commands import Command
from workflows.journey.team import Result
from workflows.journey.world import EngagementKind

Phase = Literal["ready", "waiting", "acting", "ended"]
Status = Literal["active", "completed", "exited", "stopped", "errored"]

GOAL: Final = "goal"
"""End reason of whoever reached the journey's goal; the step names it by `detail.goal`, and that is a conversion."""
ENDED: Final = "ended"
"""End reason of whoever was aboard when the journey's time was over."""
CONTACT_DELETED: Final = "contact_deleted"
"""End reason of whoever was hidden or erased while aboard."""


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
