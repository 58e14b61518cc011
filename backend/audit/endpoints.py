"""The audit log: list and export."""

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from backend.audit import repository
from backend.audit.schemas import AuditItem
from backend.audit.service import audit
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.text import StorableText
from backend.kit.web import DbSession, Reader, State
from backend.models import AuditEntry
from backend.organization.repository import organization

router = APIRouter(tags=["audit"])

EXPORTED: Final = {
    "日時": "at",
    "操作者": "actor_name",
    "操作": "action",
    "対象の種類": "object_type",
    "対象": "object_id",
    "理由": "reason",
    "内容": "detail",
}
"""Header and field of the file."""


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


@router.get("/audit/export", response_class=StreamingResponse, responses=CSV_ANSWER)
async def export_audit(
    session: DbSession,
    actor: Reader,
    state: State,
    object_type: Annotated[StorableText | None, Query(max_length=50)] = None,
    object_id: Annotated[StorableText | None, Query(max_length=200)] = None,
    encoding: Encoding = "utf-8",
) -> StreamingResponse:
    """The same list as CSV; times are the organisation's."""
    await audit(session, actor, "audit.exported", "audit", "export", {"encoding": encoding})
    zone = ZoneInfo((await organization(session)).timezone)
    query = repository.listing(object_type, object_id)
    return csv_response(state.sessions, query, EXPORTED, encoding=encoding, name="audit", zone=zone)


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
