"""Requests and answers about mails in doubt, one or hundreds."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.enrollments.filter import Code, NodeName, Span
from backend.enrollments.schemas import MAX_LISTED
from backend.kit.ids import IdText
from backend.kit.text import StorableText

Way = Literal["resend", "dismiss"]
Why = Annotated[StorableText, Field(min_length=1, max_length=500)]


class MessageReason(BaseModel):
    """Why; kept in the audit log."""

    model_config = ConfigDict(extra="forbid")

    reason: Why


class MessageSettled(BaseModel):
    """What was done about a mail in doubt."""

    id: IdText
    settled: Literal["resent", "dismissed"]


class MailFilter(BaseModel):
    """Mails in doubt; every given part must hold, none of them means all."""

    model_config = ConfigDict(extra="forbid")

    journey_id: UUID | None = None
    node: NodeName | None = None
    code: Code | None = None
    """Why nobody knows what became of them."""
    started_between: Span | None = None
    """When their sending began: from the first moment on, before the second; either may be left open."""


class MailGroup(BaseModel):
    """Mails of one step that are in doubt for one reason; their sending began between `first` and `last`.

    The filter `journey_id`, `node`, `code` means exactly these. `version` is the newest that any of them is of: there
    the step has its name.
    """

    journey_id: IdText
    journey: str
    version: int
    node: str
    code: str
    mails: int
    first: datetime
    last: datetime


class MailSelection(BaseModel):
    """Either these mails, or all that a filter finds."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_LISTED)] | None = None
    filter: MailFilter | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        return self


class MailsAsked(BaseModel):
    """What is to be done about which."""

    model_config = ConfigDict(extra="forbid")

    action: Way
    selection: MailSelection


class MailsSettling(MailsAsked):
    """The same in earnest; `reason` is kept in the audit log, and of what is sent again in each one's journal."""

    reason: Why


class MailPlace(BaseModel):
    """How many of them a step of a journey has sent."""

    journey_id: IdText
    journey: str
    version: int
    node: str
    mails: int


class MailsPreview(BaseModel):
    """What would happen: `mails` would be settled, by the step that sent them; others not, by reason.

    Of those sent again, `not_sent` will not go out after all, by reason, and `held` wait until their journey or the
    sending of the installation goes on.
    """

    mails: int
    places: list[MailPlace]
    refused: dict[str, int]
    not_sent: dict[str, int]
    held: int


class MailsSettled(BaseModel):
    """What happened; with `operation_id` it goes on in the background and `settled` says nothing yet."""

    settled: int
    refused: dict[str, int]
    operation_id: UUID | None


class MailsParams(MailsSettling):
    """Parameters of the operation: fixed when it was asked for. What comes into doubt after `until` is not meant."""

    by: str
    until: datetime
