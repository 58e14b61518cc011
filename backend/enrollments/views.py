"""Enrollments as answers of the API."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments import repository
from backend.enrollments.filter import EnrollmentFilter
from backend.enrollments.repository import ListedEnrollment, ListedMessage
from backend.enrollments.schemas import EnrollmentDetail, EnrollmentRow, JournalEntry, SentMessage
from backend.journeys.documents import read_document
from backend.kit.pagination import Page, cut, encode_cursor
from backend.models import Contact, Delivery, Journal
from backend.models.delivery import shown_target


async def page(
    session: AsyncSession, wanted: EnrollmentFilter, *, now: datetime, before: UUID | None, limit: int
) -> Page[EnrollmentRow]:
    """One page of a journey's enrollments, newest first."""
    found = await repository.list_enrollments(session, wanted, now=now, before=before, limit=limit + 1)
    shown, more = cut(found, limit)
    items = [EnrollmentRow.model_validate(_row(listed)) for listed in shown]
    return Page(items=items, next_cursor=encode_cursor(shown[-1].enrollment.id) if more else None)


async def detail(session: AsyncSession, enrollment_id: UUID) -> EnrollmentDetail:
    """One enrollment with its journal and mails."""
    whole = await repository.get_whole(session, enrollment_id)
    return EnrollmentDetail.model_validate(
        {
            **_row(whole.listed),
            "journey": {"id": whole.journey.id, "name": whole.journey.name},
            "error": whole.listed.enrollment.error,
            "graph": read_document(whole.graph.graph),
            "journal": [_entry(entry) for entry in await repository.journal_of(session, enrollment_id)],
            "messages": [_message(listed) for listed in await repository.messages_of(session, enrollment_id)],
            "notices": [_notice(one) for one in await repository.failed_notices_of(session, enrollment_id)],
        }
    )


def _row(listed: ListedEnrollment) -> dict[str, object]:
    enrollment, contact = listed.enrollment, listed.contact
    return {
        "id": enrollment.id,
        "contact": {
            "id": contact.id,
            "name": full_name(contact),
            "email": contact.email,
            "company": listed.company,
        },
        "status": enrollment.status,
        "node": enrollment.node,
        "version": listed.version,
        "due_at": enrollment.due_at,
        "entered_at": enrollment.enrolled_at,
        "ended_at": enrollment.ended_at,
        "end_reason": enrollment.end_reason,
        "failed_at": enrollment.failed_at,
        "is_test": enrollment.test_max_wait is not None,
    }


def full_name(contact: Contact) -> str:
    """Family name first, as Japanese names are written."""
    return f"{contact.last_name} {contact.first_name}".strip()


def _entry(entry: Journal) -> JournalEntry:
    return JournalEntry.model_validate(entry, from_attributes=True)


def _notice(one: Delivery) -> dict[str, object]:
    return {
        "id": one.id,
        "node": one.node,
        "channel": one.channel,
        "status": one.status,
        "code": one.reason,
        "target": shown_target(one),
        "attempts": one.attempt,
        "at": one.due_at,
        "dismissed_at": one.dismissed_at,
    }


def _message(listed: ListedMessage) -> SentMessage:
    columns = {name: getattr(listed.message, name) for name in SentMessage.model_fields if name != "subject"}
    return SentMessage(subject=listed.subject, **columns)
