"""Requests and answers of the enrollments room."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from workflows.journey.conditions import Condition
from workflows.journey.graph import JourneyGraph

EnrollmentStatus = Literal["active", "paused", "completed", "exited", "stopped", "errored"]
LeftOutReason = Literal[
    "already_enrolled",
    "entered_before",
    "too_soon",
    "exclusive",
    "journey_ended",
    "suppressed",
    "competitor",
    "own_domain",
    "no_consent",
    "not_found",
    "deleted",
]
"""`too_soon`: one may come again, but later; `exclusive`: aboard another journey of the same group."""
MAX_LISTED = 10_000
"""Contacts a request may name one by one; more are a filter."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ByEmails(_Strict):
    """These addresses."""

    emails: list[Annotated[str, Field(min_length=1, max_length=320)]] = Field(min_length=1, max_length=MAX_LISTED)


class ByContactIds(_Strict):
    """These contacts."""

    contact_ids: list[UUID] = Field(min_length=1, max_length=MAX_LISTED)


class ContactFilter(_Strict):
    """Contacts found by a search text, a condition over their fields, or both."""

    q: str | None = Field(None, max_length=200)
    condition: Condition | None = None


class ByFilter(_Strict):
    """Everybody a filter finds."""

    filter: ContactFilter


class ByAll(_Strict):
    """Every contact."""

    all: Literal[True]


_KEYS = ("emails", "contact_ids", "filter", "all")


def _chosen(value: Any) -> str | None:
    if isinstance(value, dict):
        present = [key for key in _KEYS if key in value]  # pyright: ignore[reportUnknownVariableType]
    else:
        present = [key for key in _KEYS if hasattr(value, key)]
    return present[0] if len(present) == 1 else None


Selection = Annotated[
    Annotated[ByEmails, Tag("emails")]
    | Annotated[ByContactIds, Tag("contact_ids")]
    | Annotated[ByFilter, Tag("filter")]
    | Annotated[ByAll, Tag("all")],
    Discriminator(
        _chosen,
        custom_error_type="selection",
        custom_error_message="give exactly one of emails, contact_ids, filter, all",
    ),
]
"""Exactly one way of saying who is meant."""


class EnrollmentTest(_Strict):
    """A test enrollment: every wait, window and timeout takes at most this long."""

    max_wait: timedelta = Field(ge=timedelta(seconds=1), le=timedelta(hours=1), examples=["PT2S"])


class EnrollmentPreviewRequest(_Strict):
    """Who would enter."""

    selection: Selection
    test: EnrollmentTest | None = None


class EnrollRequest(_Strict):
    """Who enters now."""

    selection: Selection
    test: EnrollmentTest | None = None


class LeftOutSample(BaseModel):
    """Somebody who stays outside, and why."""

    email: str
    reason: LeftOutReason


class EnrollmentPreview(BaseModel):
    """How many would enter, who is left out by reason, and a few of them by name."""

    eligible: int
    left_out: dict[LeftOutReason, int]
    samples: list[LeftOutSample]


class EnrollResult(BaseModel):
    """How many entered. With an operation nobody has yet; its result will say, `left_out` is the present judgement."""

    enrolled: int
    left_out: dict[LeftOutReason, int]
    operation_id: UUID | None


class EnrolledContact(BaseModel):
    """The person on the way."""

    id: UUID
    name: str
    email: str
    company: str | None


class EnrollmentRow(BaseModel):
    """One line of the list of enrollments."""

    id: UUID
    contact: EnrolledContact
    status: EnrollmentStatus
    node: str | None
    version: int
    due_at: datetime | None
    entered_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    failed_at: datetime | None
    """When it was parked, while it is."""
    is_test: bool


class JournalEntry(BaseModel):
    """One step and why it went that way."""

    seq: int
    node: str | None
    visit: int
    outcome: str
    port: str | None
    detail: dict[str, Any]
    at: datetime


class SentMessage(BaseModel):
    """One mail of this enrollment in the send ledger, with the reactions to it."""

    id: UUID
    seq: int
    node: str
    variant: str | None
    subject: str
    to_email: str
    status: Literal["reserved", "transmitting", "sent", "refused", "deferred", "skipped", "unconfirmed"]
    reason: str | None
    attempt: int
    reserved_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    machine_opened_at: datetime | None
    clicked_at: datetime | None
    replied_at: datetime | None
    bounced_at: datetime | None
    unsubscribed_at: datetime | None


class FailedNotice(BaseModel):
    """What a notify step could not tell the team or another system; `unconfirmed`: nobody knows whether it arrived.

    `target` is the mail's address, of a call only the host. `dismissed_at`: since when somebody has it off the list.
    """

    id: UUID
    node: str
    channel: Literal["mail", "webhook"]
    status: Literal["failed", "unconfirmed"]
    code: str | None
    target: str
    attempts: int
    at: datetime
    dismissed_at: datetime | None


class EnrolledJourney(BaseModel):
    """The journey taken."""

    id: UUID
    name: str


class EnrollmentDetail(EnrollmentRow):
    """One enrollment with its whole story and the graph it follows."""

    journey: EnrolledJourney
    error: dict[str, Any] | None
    graph: JourneyGraph
    journal: list[JournalEntry]
    messages: list[SentMessage]
    notices: list[FailedNotice]
