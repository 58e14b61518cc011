"""Reading the audit log, newest first."""

from collections.abc import Sequence
from typing import Any, Final, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import AuditEntry

Columns = TypeVarTuple("Columns")

BULK: Final = ("contact.imported",)
"""Entries that come by thousands and would hide the others; the import itself has one, each contact shows its own."""


def _listed(query: Select[*Columns], object_type: str | None, object_id: str | None) -> Select[*Columns]:
    query = query.order_by(AuditEntry.id.desc())
    if object_type is not None:
        query = query.where(AuditEntry.object_type == object_type)
    else:
        query = query.where(AuditEntry.action.not_in(BULK))
    if object_id is not None:
        query = query.where(AuditEntry.object_id == object_id)
    return query


def listing(object_type: str | None, object_id: str | None) -> Select[*tuple[Any, ...]]:
    """The whole log as flat rows, newest first, details as JSON texts."""
    columns = (AuditEntry.at, AuditEntry.actor_name, AuditEntry.action, AuditEntry.object_type, AuditEntry.object_id)
    detail = cast(AuditEntry.detail, Text).label("detail")
    return _listed(select(*columns, AuditEntry.reason, detail), object_type, object_id)


async def entries(
    session: AsyncSession, *, object_type: str | None, object_id: str | None, before: UUID | None, limit: int
) -> Sequence[AuditEntry]:
    """Up to `limit` entries older than `before`; ids sort by time."""
    query = _listed(select(AuditEntry), object_type, object_id).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return (await session.scalars(query)).all()


async def newest(session: AsyncSession, object_type: str, object_id: str, action: str) -> AuditEntry | None:
    """The last time `action` was done to an object: who, when, why. None when it never was."""
    query = _listed(select(AuditEntry), object_type, object_id).where(AuditEntry.action == action).limit(1)
    return await session.scalar(query)
