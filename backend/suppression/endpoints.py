"""The suppression list over HTTP."""

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from backend.audit.service import audit
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, Limit, Page, cursor_time, cut, decode_cursor, encode_cursor
from backend.kit.text import StorableText
from backend.kit.web import Admin, DbSession, Marketer, Now, Reader, State, errors
from backend.organization.repository import organization
from backend.suppression import repository, service
from backend.suppression.errors import NotSuppressed
from backend.suppression.schemas import SuppressionNew, SuppressionRow

router = APIRouter(tags=["suppression"])

EXPORTED: Final = {
    "メールアドレス": "email",
    "氏名": "contact_name",
    "理由": "reason",
    "メモ": "note",
    "停止日時": "created_at",
}
"""Header and field of the file."""


@router.get("/suppression")
async def list_suppression(
    session: DbSession,
    _: Reader,
    q: Annotated[StorableText, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SuppressionRow]:
    """Addresses nothing is sent to, newest first."""
    before = None
    if cursor is not None:
        at, email = decode_cursor(cursor, 2)
        before = (cursor_time(at), str(email))
    rows, more = cut(await repository.entries(session, search=q, before=before, limit=limit + 1), limit)
    following = encode_cursor(rows[-1][0].created_at, rows[-1][0].email) if more else None
    return Page(items=[_row(entry) for entry in rows], next_cursor=following)


@router.get("/suppression/export", response_class=StreamingResponse, responses=CSV_ANSWER)
async def export_suppression(
    session: DbSession,
    actor: Reader,
    state: State,
    q: Annotated[StorableText, Query(max_length=200)] = "",
    encoding: Encoding = "utf-8",
) -> StreamingResponse:
    """The same list as CSV; times are the organisation's."""
    await audit(session, actor, "suppression.exported", "suppression", "export", {"encoding": encoding})
    zone = ZoneInfo((await organization(session)).timezone)
    query = repository.listing(q)
    return csv_response(state.sessions, query, EXPORTED, encoding=encoding, name="suppression", zone=zone)


@router.post("/suppression", status_code=201, responses=errors(NotSuppressed))
async def add_suppression(new: SuppressionNew, session: DbSession, actor: Marketer, now: Now) -> SuppressionRow:
    """Stop sending to an address; it acts on the next mail."""
    return _row(await service.suppress(session, actor, new.email, new.note, now))


@router.delete("/suppression/{email}", status_code=204, responses=errors(NotSuppressed))
async def remove_suppression(email: str, session: DbSession, actor: Admin) -> None:
    """Let mails go to an address again; for admins, and audited."""
    await service.release(session, actor, email)


def _row(entry: service.Entry) -> SuppressionRow:
    row, contact = entry
    return SuppressionRow(
        email=row.email,
        reason=row.reason,  # pyright: ignore[reportArgumentType]
        note=row.note,
        created_at=row.created_at,
        contact_id=str(contact.id) if contact else None,
        contact_name=f"{contact.last_name} {contact.first_name}".strip() if contact else "",
    )
