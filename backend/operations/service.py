"""Cancelling long work."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.kit.state import Actor
from backend.models import Operation
from backend.operations.errors import OperationFinished, OperationNotFound


async def get(session: AsyncSession, operation_id: UUID, *, lock: bool = False) -> Operation:
    """Raises OperationNotFound."""
    row = await session.get(Operation, operation_id, with_for_update=lock)
    if row is None:
        raise OperationNotFound("there is no such operation")
    return row


async def cancel(session: AsyncSession, actor: Actor, operation_id: UUID) -> Operation:
    """Ask for the end: the work stops before its next chunk; what is done stays done. Raises OperationFinished."""
    row = await get(session, operation_id, lock=True)
    if row.status not in ("queued", "running"):
        raise OperationFinished("this is over already", status=row.status)
    if not row.cancel_requested:
        row.cancel_requested = True
        await audit(session, actor, "operation.cancelled", "operation", row.id, {"kind": row.kind, "done": row.done})
    return row
