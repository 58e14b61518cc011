"""Taking in what readers and their machines do: hits on pixels and links, and opting out."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.engagement import repository
from backend.engagement.apply import apply_message
from backend.engagement.repository import NewEvent
from backend.engagement.verdict import HitKind
from backend.kit.clock import Clock
from backend.kit.db import Sessions, transaction
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.mail.links import LinkSigner
from backend.models import Message
from backend.models.contact import ERASED
from backend.settings import Settings
from backend.suppression import repository as suppression

log = logging.getLogger(__name__)

RECIPIENT = Actor(id=None, name="recipient", role="viewer")
"""Who acts when a reader opts out."""
_REPEAT_SECONDS = 10
"""A repetition of the same hit within this many seconds is the same hit."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request says about who makes it."""

    ip: str
    agent: str
    prefetch: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """The person an opt-out link belongs to."""

    email: str
    locale: str
    stopped: bool
    sender: str
    """The organisation whose mails are stopped."""


@lru_cache(maxsize=8)
def _signer(secret: str, public_url: str) -> LinkSigner:
    return LinkSigner(secret, public_url)


def signer(settings: Settings) -> LinkSigner:
    """The signer of this installation."""
    return _signer(settings.secret_key.get_secret_value(), settings.public_url)


def is_local(ip: str, settings: Settings) -> bool:
    """Whether a hit comes from the machine itself: only the embedded stack believes that it is the reader's."""
    if settings.environment != "embedded":
        return False
    try:
        return ip_address(ip).is_loopback
    except ValueError:
        return False


async def record_hit(
    sessions: Sessions,
    message_id: UUID,
    kind: HitKind,
    visitor: Visitor,
    *,
    url: str | None,
    now: datetime,
    new_id: NewId,
) -> bool:
    """Keeps a hit on a mail of ours; False when there is no such mail or the hit was kept before."""
    bucket = int(now.timestamp()) // _REPEAT_SECONDS
    parts = f"{kind}|{message_id}|{url}|{visitor.ip}|{visitor.agent}|{bucket}"
    async with transaction(sessions) as session:
        message = await repository.message(session, message_id)
        if message is None or message.to_email.endswith(ERASED):  # of an erased person nothing new is kept
            return False
        event = NewEvent(
            id=new_id(),
            source="tracking",
            dedupe_key=sha256(parts.encode()).hexdigest(),
            kind=kind,
            at=now,
            message_id=message.id,
            contact_id=message.contact_id,
            url=url,
            ip=visitor.ip,
            user_agent=visitor.agent[:500],
            raw={name: True for name in ("prefetch", "local") if getattr(visitor, name)},
        )
        return await repository.add_event(session, event)


async def apply_safely(sessions: Sessions, message_id: UUID, clock: Clock) -> None:
    """Applies a mail's reactions now; what fails is found again by `apply_pending`."""
    try:
        await apply_message(sessions, message_id, clock)
    except Exception:
        log.warning("reactions to message %s are left for later", message_id, exc_info=True)


async def reader_of(session: AsyncSession, message_id: UUID) -> Reader | None:
    """Whom an opt-out link belongs to; None for a mail that is not (or no longer) known."""
    message = await repository.message(session, message_id)
    if message is None:
        return None
    contact = await repository.contact(session, message.contact_id)
    stopped = await suppression.suppressed(session, _addresses(message, contact.email if contact else None))
    return Reader(
        message.to_email, contact.locale if contact else "ja", bool(stopped), await repository.sender_name(session)
    )


async def unsubscribe(
    sessions: Sessions, message_id: UUID, *, now: datetime, new_id: NewId, clock: Clock
) -> Reader | None:
    """Stops the address at once and for good; the same answer however often it is asked for."""
    async with transaction(sessions) as session:
        message = await repository.message(session, message_id)
        if message is None:
            return None
        contact = await repository.contact(session, message.contact_id)
        added = [
            email
            for email in _addresses(message, contact.email if contact else None)
            if await suppression.add(session, email, "unsubscribed", now=now, message_id=message.id)
        ]
        event = NewEvent(
            id=new_id(),
            source="tracking",
            dedupe_key=f"unsubscribed|{message.id}",
            kind="unsubscribed",
            at=now,
            message_id=message.id,
            contact_id=message.contact_id,
            verdict="human",
        )
        await repository.add_event(session, event)
        if added:
            detail: Detail = {"email": added[0], "message": str(message.id)}
            await audit(session, RECIPIENT, "contact.unsubscribed", "contact", message.contact_id, detail)
        sender = await repository.sender_name(session)
        reader = Reader(message.to_email, contact.locale if contact else "ja", stopped=True, sender=sender)
    await apply_safely(sessions, message_id, clock)
    return reader


def _addresses(message: Message, current: str | None) -> list[str]:
    """The address the mail went to, and the contact's present one: a correction must not undo an opt-out."""
    return sorted({email for email in (message.to_email, current) if email and not email.endswith(ERASED)})
