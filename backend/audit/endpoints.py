"""GET /audit."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.audit import repository
from backend.audit.schemas import AuditItem
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.web import DbSession, Reader
from backend.models import AuditEntry

router = APIRouter(tags=["audit"])


@router.get("/audit")
async def list_audit(
    session: DbSession,
    _: Reader,
    object_type: Annotated[str | None, Query(max_length=50)] = None,
    object_id: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditItem]:
    """Who changed what, newest first; of one object when type and id are given."""
    rows = await repository.entries(
        session, object_type=object_type, object_id=object_id, before=cursor_id(cursor), limit=limit + 1
    )
    page, more = cut(rows, limit)
    return Page(items=[_item(row) for row in page], next_cursor=encode_cursor(page[-1].id) if more else None)


def _item(row: AuditEntry) -> AuditItem:
    return AuditItem(
        id=str(row.id),
        at=row.at,
        actor_id=str(row.actor_id) if row.actor_id else None,
        actor_name=row.actor_name,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        reason=row.reason,
        detail=row.detail,
    )
