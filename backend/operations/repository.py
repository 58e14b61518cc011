"""Reading operations, newest first."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.reconcile import MENDED
from backend.models import AuditEntry, Operation, Reconciliation


async def operations(
    session: AsyncSession, *, before: UUID | None, limit: int, running: bool = False, kind: str | None = None
) -> Sequence[Operation]:
    """Up to `limit` operations older than `before`; only unfinished ones when `running`, only those of a `kind`."""
    query = select(Operation).order_by(Operation.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Operation.id < before)
    if running:
        query = query.where(Operation.status.in_(("queued", "running")))
    if kind is not None:
        query = query.where(Operation.kind == kind)
    return (await session.scalars(query)).all()


async def looks(session: AsyncSession) -> Sequence[Reconciliation]:
    """The last comparison of each occasion on which workers compare by themselves, newest first."""
    return (await session.scalars(select(Reconciliation).order_by(Reconciliation.at.desc()))).all()


async def mended(session: AsyncSession, *, limit: int) -> Sequence[AuditEntry]:
    """What workers mended by themselves, newest first."""
    of_the_installation = AuditEntry.object_type == "organization", AuditEntry.object_id == "1"
    query = select(AuditEntry).where(*of_the_installation, AuditEntry.action == MENDED)
    query = query.order_by(AuditEntry.id.desc()).limit(limit)
    return (await session.scalars(query)).all()
