"""Cancelling long work: by who may begin it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.contacts.import_service import KIND as CONTACT_IMPORT
from backend.enrollments.operations import ENROLL
from backend.execution.reconcile import RECONCILE
from backend.kit.errors import Forbidden
from backend.kit.state import Actor
from backend.models import Operation
from backend.operations.errors import OperationFinished, OperationNotFound

_ALL_WRITERS: Final = ("rep", "marketer", "admin")
_MAY: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT_IMPORT: _ALL_WRITERS, ENROLL: _ALL_WRITERS, RECONCILE: ("admin",),
}  # fmt: skip
"""Who may begin work of a kind, and so call it off; everything else is what happens to journeys."""
_JOURNEYS: Final = ("marketer", "admin")


async def get(session: AsyncSession, operation_id: UUID, *, lock: bool = False) -> Operation:
    """Raises OperationNotFound."""
    row = await session.get(Operation, operation_id, with_for_update=lock)
    if row is None:
        raise OperationNotFound("there is no such operation")
    return row


async def cancel(session: AsyncSession, actor: Actor, operation_id: UUID) -> Operation:
    """Ask for the end: the work stops before its next chunk; what is done stays done.

    Raises OperationNotFound, OperationFinished, and Forbidden for who could not have begun it.
    """
    row = await get(session, operation_id, lock=True)
    allowed = _MAY.get(row.kind, _JOURNEYS)
    if actor.role not in allowed:
        raise Forbidden(f"this needs one of the roles {', '.join(allowed)}", role=actor.role, needed=list(allowed))
    if row.status not in ("queued", "running"):
        raise OperationFinished("this is over already", status=row.status)
    if not row.cancel_requested:
        row.cancel_requested = True
        await audit(session, actor, "operation.cancelled", "operation", row.id, {"kind": row.kind, "done": row.done})
    return row
