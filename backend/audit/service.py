"""Writing the audit log: called by every service that changes something, in the transaction of the change."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.vocabulary import Action, Change, Detail, ObjectType
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.models import AuditEntry


async def audit(
    session: AsyncSession,
    actor: Actor,
    action: Action,
    object_type: ObjectType,
    object_id: object,
    detail: Detail | None = None,
    reason: str | None = None,
) -> None:
    """Record that `actor` did `action` to an object.

    `detail` holds what changed as JSON values, never secrets. Commits with the change or not at all.
    """
    entry = AuditEntry(
        id=new_id(),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        detail=dict(detail or {}),
        reason=reason,
    )
    session.add(entry)
    await session.flush()


def set_what_differs(row: object, values: Mapping[str, Any]) -> dict[str, Change]:
    """Set these fields of a row; those that changed, for `detail["changes"]`. The values are JSON already."""
    changes: dict[str, Change] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = {"from": before, "to": value}
            setattr(row, name, value)
    return changes
