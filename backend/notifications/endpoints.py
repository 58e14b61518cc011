"""An account's own notifications over HTTP."""

from fastapi import APIRouter

from backend.kit.pagination import Cursor, Limit, Page, cursor_moment, cut, encode_cursor
from backend.kit.web import DbSession, Now, Reader
from backend.notifications import repository
from backend.notifications.schemas import NotificationRow, NotificationsRead, UnreadCount

router = APIRouter(tags=["notifications"])


@router.get("/notifications")
async def list_notifications(
    session: DbSession, actor: Reader, unread: bool = False, cursor: Cursor = None, limit: Limit = 50
) -> Page[NotificationRow]:
    """What this account was told, newest first."""
    before = cursor_moment(cursor)
    found = await repository.list_notifications(session, actor.id, unread=unread, before=before, limit=limit + 1)
    rows, more = cut(found, limit)
    last = rows[-1].notification if more else None
    return Page(items=[_row(row) for row in rows], next_cursor=last and encode_cursor(last.created_at, last.id))


@router.get("/notifications/unread")
async def count_unread_notifications(session: DbSession, actor: Reader) -> UnreadCount:
    """How many are unread."""
    return UnreadCount(unread=await repository.unread(session, actor.id))


@router.post("/notifications/read")
async def read_notifications(read: NotificationsRead, session: DbSession, actor: Reader, now: Now) -> UnreadCount:
    """Mark some as read, or all; how many are left."""
    await repository.mark_read(session, actor.id, read.ids, now)
    return UnreadCount(unread=await repository.unread(session, actor.id))


def _row(listed: repository.ListedNotification) -> NotificationRow:
    note = listed.notification
    return NotificationRow(
        id=note.id,
        kind=note.kind,  # pyright: ignore[reportArgumentType]
        subject=note.subject,
        body=note.body,
        journey_id=note.journey_id,
        journey=listed.journey,
        contact_id=note.contact_id,
        contact=listed.contact,
        task_id=note.task_id,
        enrollment_id=note.enrollment_id,
        created_at=note.created_at,
        read_at=note.read_at,
    )
