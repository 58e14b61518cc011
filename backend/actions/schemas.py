"""Requests and answers of actions on people on the way."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.enrollments.filter import EnrollmentFilter, NodeName
from backend.enrollments.schemas import MAX_LISTED
from backend.kit.text import StorableText

ActionName = Literal["skip", "move", "stop", "retry", "replay", "pause", "resume"]
GoOn = Literal["keep_date", "keep_remaining"]
"""After a pause: what is overdue goes at once, or the rest of a wait is kept."""
Why = Annotated[StorableText, Field(min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EnrollmentSelection(_Strict):
    """Either these enrollments, or all that a filter finds; whoever has ended is never meant."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_LISTED)] | None = None
    filter: EnrollmentFilter | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "EnrollmentSelection":
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        return self


class ActionAsked(_Strict):
    """What is to be done. `node` belongs to move and replay, `resend` to replay, `choice` to resume."""

    action: ActionName
    node: NodeName | None = None
    resend: bool = False
    choice: GoOn = "keep_date"

    @model_validator(mode="after")
    def _node_where_one_is_needed(self) -> "ActionAsked":
        if (self.action in ("move", "replay")) != (self.node is not None):
            raise ValueError("node is needed for move and replay, and belongs to no other action")
        return self


class ActionPreviewRequest(ActionAsked):
    """An action and whom it is for."""

    selection: EnrollmentSelection


class ActionRequest(ActionPreviewRequest):
    """The same in earnest; `reason` is kept in every journal and in the audit log."""

    reason: Why


class ActionPreview(BaseModel):
    """What would happen: `people` would be acted on, by the step where they stand; others not, by reason.

    `mails`: what they get within 24 hours at most, as in the journey's outlook.
    """

    people: int
    by_node: dict[str, int]
    refused: dict[str, int]
    mails: int


class ActionResult(BaseModel):
    """What happened; with `operation_id` it goes on in the background and `moved` says nothing yet."""

    moved: int
    refused: dict[str, int]
    operation_id: UUID | None


class ActionReason(_Strict):
    """Why."""

    reason: Why


class MoveRequest(ActionReason):
    """Where to, and why."""

    node: NodeName


class ReplayRequest(MoveRequest):
    """From where, why, and whether mails that went out before are sent again."""

    resend: bool = False


class GoOnRequest(ActionReason):
    """Why, and what becomes of the time that passed."""

    choice: GoOn = "keep_date"


class ShuntParams(ActionAsked):
    """Parameters of the operation: what, whom, who asked and why; fixed when it was asked for."""

    selection: EnrollmentSelection
    reason: str
    by: str
    asked_at: datetime
