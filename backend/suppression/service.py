"""Stopping and releasing addresses by hand; both are audited."""

from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.kit.state import Actor
from backend.models import Contact, Suppression
from backend.suppression import repository
from backend.suppression.errors import NotSuppressed
from backend.suppression.schemas import SuppressionReason

Entry = tuple[Suppression, Contact | None]


async def suppress(session: AsyncSession, actor: Actor, email: str, note: str, now: datetime) -> Entry:
    """Stops an address; an address stopped already stays with its first reason."""
    if await repository.add(session, email, "manual", now=now, note=note, created_by=actor.id):
        await audit(session, actor, "suppression.added", "suppression", email, {"reason": "manual"}, note or None)
    found = await repository.one(session, email)
    if found is None:
        raise NotSuppressed("This address is not on the list.")
    return found


async def release(session: AsyncSession, actor: Actor, email: str) -> None:
    """Lets mails go to an address again. Raises NotSuppressed."""
    found = await repository.one(session, email)
    if found is None or not await repository.remove(session, email):
        raise NotSuppressed("This address is not on the list.", email=email)
    why: Detail = {"reason": cast(SuppressionReason, found[0].reason)}
    await audit(session, actor, "suppression.removed", "suppression", found[0].email, why)
