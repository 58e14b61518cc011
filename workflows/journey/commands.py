"""What the machine wants done outside, and what it hears of it; `team.py` has what concerns people and systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

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
    TaskResult,
)

SendOutcome = Literal["sent", "skipped", "refused", "deferred", "unconfirmed", "held", "capped"]


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


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """The contact was changed; `changed` names the fields that now differ."""

    at: datetime
    changed: Sequence[str] = ()
    kept: Sequence[str] = ()
    """Fields left as they were, since the change would have gone backward."""


Command = SendEmail | UpdateContact | CreateTask | Assign | Notify | CallWebhook | EnrollElsewhere
CommandResult = SendResult | UpdateResult | TaskResult | AssignResult | NotifyResult | CallResult | EnrollResult
