"""Refusals: when the server that takes our mail says no, the mail has bounced; a dead address is never tried again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.engagement import repository
from backend.engagement.repository import NewEvent
from backend.kit.ids import NewId
from backend.mail.outcomes import SendOutcome
from backend.models import Message
from backend.suppression import repository as suppression


async def note_refusal(
    session: AsyncSession, message: Message, outcome: SendOutcome, now: datetime, new_id: NewId
) -> bool:
    """Keeps a refusal as a bounce, in the transaction that marks the ledger row refused; whether the address is dead.

    Nobody can be listening yet: the send has not been left. So the event is applied here and now.
    """
    raw: dict[str, Any] = {
        "code": outcome.code,
        "reply": outcome.reply,
        "class": outcome.bounce,
        "phase": outcome.phase,
    }
    event = NewEvent(
        id=new_id(),
        source="smtp",
        dedupe_key=f"refused|{message.id}|{message.attempt}",
        kind="bounced",
        at=now,
        message_id=message.id,
        contact_id=message.contact_id,
        verdict="machine",
        reasons=[outcome.bounce or "other"],
        raw=raw,
    )
    if await repository.add_event(session, event):
        if message.bounced_at is None:
            message.bounced_at = now
            await repository.count(session, message.version_id, message.node, {"bounced": 1})
        await repository.mark_applied(session, [event.id], now)
    if outcome.hard:
        await suppress_dead_address(session, message.to_email, message.id, now)
    return outcome.hard


async def suppress_dead_address(session: AsyncSession, email: str, message_id: UUID, now: datetime) -> bool:
    """Stops an address whose server says that nobody is there."""
    return await suppression.add(session, email, "hard_bounce", now=now, message_id=message_id)
