"""Writing the audit log: called by every service that changes something, in the transaction of the change."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.models import AuditEntry


async def audit(
    session: AsyncSession,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: object,
    detail: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Record that `actor` did `action` (`contact.updated`, past tense) to an object.

    `detail` holds what changed as JSON values, never secrets. Commits with the change or not at all.
    """
    entry = AuditEntry(
        id=new_id(),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        detail=detail or {},
        reason=reason,
    )
    session.add(entry)
    await session.flush()
