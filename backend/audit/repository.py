"""Reading the audit log, newest first."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import AuditEntry

BULK: Final = ("contact.imported",)
"""Entries that come by thousands and would hide the others; the import itself has one, each contact shows its own."""


async def entries(
    session: AsyncSession, *, object_type: str | None, object_id: str | None, before: UUID | None, limit: int
) -> Sequence[AuditEntry]:
    """Up to `limit` entries older than `before`; ids sort by time."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if object_type is not None:
        query = query.where(AuditEntry.object_type == object_type)
    else:
        query = query.where(AuditEntry.action.not_in(BULK))
    if object_id is not None:
        query = query.where(AuditEntry.object_id == object_id)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return (await session.scalars(query)).all()
