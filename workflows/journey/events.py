"""What the machine hears: that it is time, what became of a command, that somebody intervenes; each with its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.journey.commands import CommandResult


@dataclass(frozen=True, slots=True)
class Tick:
    """Look again: the due time has come, or something the enrollment listens for may have happened."""

    at: datetime


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
Event = Tick | CommandResult | Stop | Intervention
