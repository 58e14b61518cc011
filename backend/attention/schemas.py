"""What waits for a person, as the API shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.kit.ids import IdText
from backend.kit.text import StorableText

AttentionKind = Literal["errored", "unconfirmed", "stuck"]


class AttentionCounts(BaseModel):
    """How many of each kind."""

    errored: int
    unconfirmed: int
    stuck: int


class AttentionPlace(AttentionCounts):
    """The counts of one step of a journey; `node` is null before the first. Mails in doubt count where they left."""

    journey_id: IdText
    journey: str
    node: str | None


class FailureGroup(BaseModel):
    """People parked at one step for one reason from `since` on and before `until`, one hour later, and so still.

    The filter `node`, `code`, `failed_between: [since, until]` means exactly these.
    """

    journey_id: IdText
    journey: str
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


class MessageReason(BaseModel):
    """Why; kept in the audit log."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[StorableText, Field(min_length=1, max_length=500)]


class MessageSettled(BaseModel):
    """What was done about a mail in doubt."""

    id: IdText
    settled: Literal["resent", "dismissed"]
