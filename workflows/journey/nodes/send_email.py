"""send_email: one mail from a template, or from the variant drawn for this contact.

Outside the journey's hours it waits until they begin; a temporary refusal, and a contact that has had its share of
mails for now, are durable waits here.
"""

from datetime import timedelta
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from workflows.journey.commands import SendEmail, SendResult
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import (
    AGAIN,
    STAY,
    Act,
    BaseNode,
    Decision,
    Fail,
    Hold,
    Pass,
    Port,
    PortId,
    Visit,
    Weight,
)
from workflows.journey.pacing import PATIENCE

TemplateKey = Annotated[str, StringConstraints(min_length=1, max_length=100)]
MAX_ATTEMPTS: Final = 8
RETRY_AFTER: Final = timedelta(minutes=15)
"""When a deferral names no time."""
_PORTS: Final = (Port("sent"), Port("failed", required=False))


class Variant(BaseModel):
    """One version of the mail in an A/B test."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: PortId
    template: TemplateKey | None = None
    weight: Weight = 1


class SendEmailNode(BaseNode):
    """Send a mail; leaves by `sent`, or by `failed` when it will not be sent (open: the journey ends, saying why)."""

    rejudges_exits: ClassVar[bool] = True
    held_from: ClassVar[Literal["arrival", "present"] | None] = "present"

    type: Literal["send_email"]
    template: TemplateKey | None = None
    variants: list[Variant] = Field(default_factory=list[Variant], max_length=20)
    sender: Annotated[str, StringConstraints(max_length=100)] | None = None
    reply: bool = False
    """Answer the contact's earlier mails of this journey, as `Re: <subject of the first>`. (In sequences every later
    mail is threaded; this makes it look like an answer too.)"""

    @model_validator(mode="after")
    def _distinct(self) -> "SendEmailNode":
        if len({variant.id for variant in self.variants}) < len(self.variants):
            raise ValueError("variant ids must differ")
        return self

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        held = visit.held
        if held is None:
            return self._act(visit)
        if held.until is None:
            return Fail("window_never_opens", {})
        return Hold(held.until, {"for": held.by})

    def resume(self, visit: Visit, event: Event) -> Decision:
        if isinstance(event, SendResult) and visit.phase == "acting":
            return self._result(visit, event)
        if not isinstance(event, Tick):
            return super().resume(visit, event)
        if visit.phase == "acting":
            return self._act(visit)
        if visit.due is not None and visit.at < visit.due:
            return STAY
        # A test enrollment's cut hold is over although the window is still shut; any other looks again, since a late
        # worker may wake it after the window has closed.
        return self._act(visit) if visit.cut is not None else self.enter(visit)

    def _act(self, visit: Visit) -> Decision:
        variant, template = None, self.template
        if self.variants:
            weights = [one.weight for one in self.variants]
            drawn = self.variants[visit.world.choose("variant", visit.node or "", weights)]
            variant, template = drawn.id, drawn.template
        if template is None:
            return Fail("template_missing", {"variant": variant})
        return Act(SendEmail(visit.key, visit.node or "", visit.number, template, variant, visit.attempt or 1))

    def _result(self, visit: Visit, result: SendResult) -> Decision:
        detail = {} if result.message is None else {"message": result.message}
        match result.outcome:
            case "held":
                return AGAIN
            case "sent" | "unconfirmed":
                if result.message is None:
                    raise JourneyFault(f"a {result.outcome} mail of '{visit.node}' came without its ledger id")
                more = {"unconfirmed": True} if result.outcome == "unconfirmed" else {}
                return Pass("sent", detail | more, "sent", result.message)
            case "capped" if visit.patience is None or result.at < visit.patience:
                patience = visit.patience or result.at + PATIENCE
                turn = min(result.retry_at or patience, patience)
                return Hold(turn, detail | {"reason": "cap"}, None, "deferred", None, patience)
            case "capped":
                return Pass("failed", detail | {"reason": "cap", "outcome": "skipped"}, "not_sent")
            case "deferred" if visit.attempt < MAX_ATTEMPTS:
                retry_at = result.retry_at or result.at + RETRY_AFTER
                why = {"reason": result.reason or "deferred", "attempt": visit.attempt}
                return Hold(retry_at, detail | why, None, "deferred", visit.attempt + 1)
            case _:
                why = {"reason": result.reason or result.outcome, "outcome": result.outcome}
                return Pass("failed", detail | why, "not_sent")
