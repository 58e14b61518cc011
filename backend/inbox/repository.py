"""Mails of the dev inbox in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from backend.models import InboxMail


async def keep(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Stores a batch."""
    await session.execute(insert(InboxMail), rows)


async def mails(session: AsyncSession, *, to: str | None, before: UUID | None, limit: int) -> Sequence[InboxMail]:
    """Up to `limit` mails, newest first; of one address when `to` is given."""
    query = select(InboxMail).order_by(InboxMail.id.desc()).limit(limit)
    if to:
        query = query.where(InboxMail.rcpt_to == to)
    if before is not None:
        query = query.where(InboxMail.id < before)
    return (await session.scalars(query)).all()


async def mail(session: AsyncSession, mail_id: UUID) -> InboxMail | None:
    """One mail with its content."""
    return await session.scalar(select(InboxMail).where(InboxMail.id == mail_id).options(undefer(InboxMail.content)))


async def clear(session: AsyncSession) -> None:
    """Removes everything."""
    await session.execute(delete(InboxMail))


async def trim(session: AsyncSession, *, keep_newest: int, older_than: datetime) -> None:
    """Removes mails beyond the newest `keep_newest`, unless they came after `older_than`."""
    edge = select(InboxMail.id).order_by(InboxMail.id.desc()).offset(keep_newest).limit(1).scalar_subquery()
    await session.execute(delete(InboxMail).where(InboxMail.id <= edge, InboxMail.received_at < older_than))
