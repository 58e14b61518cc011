"""What waits for a person, as the API shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.enrollments.filter import Code, NodeName
from backend.kit.ids import IdText
from backend.kit.text import StorableText

AttentionKind = Literal["errored", "unconfirmed", "stuck"]


class AttentionCounts(BaseModel):
    """How many of each kind."""

    errored: int
    unconfirmed: int
    stuck: int
    deliveries: int
    """What notify steps could not send."""


class AttentionPlace(AttentionCounts):
    """The counts of one step of a journey; `node` is null before the first. What was sent counts where it left.

    `version` is the newest that any of them is on: there the step has its name.
    """

    journey_id: IdText
    journey: str
    version: int
    node: str | None


class FailureGroup(BaseModel):
    """People parked at one step for one reason from `since` on and before `until`, one hour later, and so still.

    The filter `node`, `code`, `failed_between: [since, until]` means exactly these. `version` is the newest that any of
    them is on: there the step has its name.
    """

    journey_id: IdText
    journey: str
    version: int
    node: str | None
    code: str | None
    since: datetime
    until: datetime
    people: int


class AttentionMail(BaseModel):
    """The mail in doubt."""

    id: IdText
    node: str
    subject: str | None
    to_email: str
    reason: str | None
    transmitting_at: datetime | None


class AttentionItem(BaseModel):
    """One enrollment that needs a look; `message` for a mail in doubt. `error` says why it is parked.

    `failed_at`: since when it is.
    """

    enrollment_id: IdText
    contact_id: IdText
    name: str
    email: str
    journey_id: IdText
    journey: str
    version: int
    status: str
    node: str | None
    due_at: datetime | None
    entered_at: datetime
    error: dict[str, Any] | None
    failed_at: datetime | None
    message: AttentionMail | None


class _Undelivered(BaseModel):
    """What is told of one delivery that failed and of many alike; nobody knows whether an `unconfirmed` one arrived.

    `version` is the newest that any of them is on: there the step has its name.
    """

    journey_id: IdText
    journey: str
    version: int
    node: str
    channel: Literal["mail", "webhook"]
    status: Literal["failed", "unconfirmed"]
    code: str | None


class FailedDelivery(_Undelivered):
    """A mail to the team, or a call, of a notify step that did not arrive; `unconfirmed`: nobody knows whether it did.

    `target` is the mail's address; of a call's only the host, because its path is often a secret.
    """

    id: IdText
    enrollment_id: IdText
    contact_id: IdText
    name: str
    email: str
    target: str
    attempts: int
    at: datetime


class DeliveryGroup(_Undelivered):
    """Deliveries of one step by one channel that failed for one reason; `last` of them is the newest.

    `version` is the newest that any of them is on: there the step has its name.
    """

    count: int
    last: datetime


class DeliveryFilter(BaseModel):
    """All of a journey's, or those of a group."""

    model_config = ConfigDict(extra="forbid")

    journey_id: UUID
    node: NodeName | None = None
    channel: Literal["mail", "webhook"] | None = None
    status: Literal["failed", "unconfirmed"] | None = None
    code: Code | None = None


class DeliveriesSettling(BaseModel):
    """What to do about some, or about all that a filter finds, and why."""

    model_config = ConfigDict(extra="forbid")

    how: Literal["resend", "dismiss"]
    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] | None = None
    filter: DeliveryFilter | None = None
    reason: Annotated[StorableText, Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or a filter")
        return self


class DeliveriesSettled(BaseModel):
    """How many it was done to, and how many were left alone, by reason."""

    settled: int
    refused: dict[str, int]
