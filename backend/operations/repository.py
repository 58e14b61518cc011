"""Reading operations, newest first."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Operation


async def operations(
    session: AsyncSession, *, before: UUID | None, limit: int, running: bool = False
) -> Sequence[Operation]:
    """Up to `limit` operations older than `before`; only unfinished ones when `running`."""
    query = select(Operation).order_by(Operation.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Operation.id < before)
    if running:
        query = query.where(Operation.status.in_(("queued", "running")))
    return (await session.scalars(query)).all()
