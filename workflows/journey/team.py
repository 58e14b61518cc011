"""Commands about the team and other systems, and what comes back: tasks, owners, notifications, calls, other journeys.

Data like all of `state`, of which it is a part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

CallOutcome = Literal["done", "failed", "deferred", "held"]
Channel = Literal["in_app", "mail", "webhook"]
Scalar = str | int | float | bool | None
Result = Mapping[str, Scalar]
"""A few short plain values; the nodes see to it that they are few and short."""


class Pick(NamedTuple):
    """Who is to have a contact or a task: its present owner if `keep_owner`, else the account, else one of several.

    `among` holds accounts with their weights, taken in turn. Accounts are named by id.
    """

    keep_owner: bool
    account: str | None
    among: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CreateTask:
    """Give somebody something to do about the contact. Texts may name fields as mails do."""

    key: int
    node: str
    kind: str
    subject: str
    body: str
    priority: str
    due_at: datetime | None
    pick: Pick
    holds: bool


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the contact an owner."""

    key: int
    node: str
    pick: Pick


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell people of the team, or another system, about the contact. Texts may name fields as mails do."""

    key: int
    node: str
    via: Sequence[Channel]
    owner: bool
    accounts: Sequence[str]
    roles: Sequence[str]
    subject: str
    body: str
    url: str | None
    secret: str | None


@dataclass(frozen=True, slots=True)
class CallWebhook:
    """Call another system. `take` names the result's fields and where in the JSON answer they stand.

    `key` stays the same over attempts, so that the receiver can tell a repeated call from a new one.
    """

    key: int
    node: str
    method: str
    url: str
    secret: str | None
    data: Mapping[str, str]
    take: Mapping[str, str]
    attempt: int


@dataclass(frozen=True, slots=True)
class EnrollElsewhere:
    """Let the contact enter another journey, by that journey's rules of entry."""

    key: int
    node: str
    journey: str


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The task exists; `assignee` is None when nobody could have it, `reason` says why."""

    at: datetime
    task: str
    assignee: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AssignResult:
    """Who owns the contact now, and who did before; `reason` says why nobody was chosen, or that the owner stayed."""

    at: datetime
    owner: str | None = None
    before: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NotifyResult:
    """How many were told, by channel; `reason` says why nobody was."""

    at: datetime
    told: Mapping[str, int] = field(default_factory=dict[str, int])
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of a CallWebhook. `held`: nothing was done (paused); `deferred`: call again at `retry_at`.

    `fields` are the values taken from the answer.
    """

    at: datetime
    outcome: CallOutcome
    status: int | None = None
    fields: Result = field(default_factory=dict[str, Scalar])
    reason: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnrollResult:
    """Whether the contact entered the other journey; `reason` says why not."""

    at: datetime
    enrolled: bool
    reason: str | None = None
