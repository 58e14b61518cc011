"""Mails that come back: matched to the mail they answer, kept as reactions, applied like any other."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.engagement import repository
from backend.engagement.replies import Incoming, IncomingKind, understand
from backend.engagement.repository import NewEvent
from backend.engagement.service import apply_safely
from backend.kit.clock import Clock
from backend.kit.db import Sessions, transaction
from backend.kit.ids import NewId
from backend.mail.parsing import parse_message
from backend.models import Message
from backend.models.contact import ERASED
from backend.suppression import repository as suppression

_KINDS: Final[dict[IncomingKind, str]] = {"reply": "replied", "auto_reply": "autoresponded", "bounce": "bounced"}
_MEMORY: Final = timedelta(days=90)
"""How far back a mail without references may answer one of ours."""


async def take_mail(
    sessions: Sessions, content: bytes, mail_from: str, *, now: datetime, new_id: NewId, clock: Clock
) -> tuple[UUID, IncomingKind] | None:
    """Keeps and applies an incoming mail that answers one of ours; None when it answers none.

    An automatic answer is kept on the timeline and is no reply: an out-of-office note must neither end a sequence nor
    opt anybody out. A mail taken twice is kept once.
    """
    incoming = understand(parse_message(content), mail_from)
    async with transaction(sessions) as session:
        message = await _match(session, incoming, now)
        if message is None or message.to_email.endswith(ERASED):
            return None
        await _keep(session, message, incoming, content, now, new_id)
    await apply_safely(sessions, message.id, clock)
    return message.id, incoming.kind


async def _match(session: AsyncSession, incoming: Incoming, now: datetime) -> Message | None:
    """By the Message-IDs it refers to; else the last mail that went to its sender."""
    if incoming.references:
        found = await repository.message_by_rfc_ids(session, incoming.references)
        if found is not None:
            return found
    if incoming.kind == "bounce" or not incoming.sender:
        return None
    return await repository.latest_message_to(session, incoming.sender, after=now - _MEMORY)


async def _keep(
    session: AsyncSession, message: Message, incoming: Incoming, content: bytes, now: datetime, new_id: NewId
) -> None:
    kind = _KINDS[incoming.kind]
    if incoming.kind == "bounce" and incoming.bounce == "temporary":
        kind = "delayed"
    event = NewEvent(
        id=new_id(),
        source="mail",
        dedupe_key=f"{message.id}|{incoming.rfc_message_id or sha256(content).hexdigest()}",
        kind=kind,
        at=now,
        message_id=message.id,
        contact_id=message.contact_id,
        verdict="human" if kind == "replied" else "machine",
        reasons=incoming.reasons,
        raw={"from": incoming.sender, "text": incoming.text[:500]},
    )
    new = await repository.add_event(session, event)
    if new and kind == "bounced" and incoming.bounce == "address":
        await suppression.add(session, message.to_email, "hard_bounce", now=now, message_id=message.id)
