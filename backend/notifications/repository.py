"""Notifications in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Contact, Journey, Notification


class ListedNotification(NamedTuple):
    """A notification with the names of what it is about."""

    notification: Notification
    journey: str | None
    contact: str | None


async def list_notifications(
    session: AsyncSession, account: UUID | None, *, unread: bool, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[ListedNotification]:
    """Of one account, newest first."""
    query = (
        select(Notification, Journey.name, func.btrim(Contact.last_name + " " + Contact.first_name))
        .outerjoin(Journey, Journey.id == Notification.journey_id)
        .outerjoin(Contact, Contact.id == Notification.contact_id)
        .where(Notification.account_id == account)
        .order_by(Notification.created_at.desc(), Notification.id.desc())
        .limit(limit)
    )
    if unread:
        query = query.where(Notification.read_at.is_(None))
    if before is not None:
        at, last = before
        query = query.where(
            (Notification.created_at < at) | ((Notification.created_at == at) & (Notification.id < last))
        )
    return [ListedNotification(*row) for row in await session.execute(query)]


async def unread(session: AsyncSession, account: UUID | None) -> int:
    """How many are unread."""
    query = select(func.count()).where(Notification.account_id == account, Notification.read_at.is_(None))
    return await session.scalar(query) or 0


async def mark_read(session: AsyncSession, account: UUID | None, ids: Sequence[UUID] | None, now: datetime) -> None:
    """Mark some, or all; those of other accounts are left alone."""
    statement = update(Notification).where(Notification.account_id == account, Notification.read_at.is_(None))
    if ids is not None:
        statement = statement.where(Notification.id.in_(ids))
    await session.execute(statement.values(read_at=now))
