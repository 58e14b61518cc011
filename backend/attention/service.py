"""Lists of what waits for a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention import repository
from backend.attention.doubts import found_by
from backend.attention.mail_schemas import MailFilter
from backend.attention.repository import Listed
from backend.attention.schemas import AttentionItem, AttentionKind, AttentionMail, AttentionPlace, FailureGroup
from backend.kit.pagination import Page, cut, encode_cursor
from backend.models import Message

MAX_GROUPS: Final = 500
"""Groups of failures shown at once, the newest."""


async def page(
    session: AsyncSession,
    kind: AttentionKind,
    journey_id: UUID | None,
    *,
    before: UUID | None,
    limit: int,
    now: datetime,
) -> Page[AttentionItem]:
    """One page of a kind, newest first."""
    found = await repository.page(session, kind, journey_id, before=before, limit=limit + 1, now=now)
    return _page(found, limit)


async def mails(session: AsyncSession, wanted: MailFilter, *, before: UUID | None, limit: int) -> Page[AttentionItem]:
    """One page of the mails in doubt that a filter finds, newest first."""
    return _page(await repository.mails(session, found_by(wanted), before=before, limit=limit + 1), limit)


def _page(found: Sequence[Listed], limit: int) -> Page[AttentionItem]:
    shown, more = cut(list(found), limit)
    last = shown[-1] if shown else None
    cursor = None if last is None or not more else encode_cursor((last.message or last.enrollment).id)
    return Page(items=[_item(listed) for listed in shown], next_cursor=cursor)


async def places(session: AsyncSession, journey_id: UUID | None, *, now: datetime) -> list[AttentionPlace]:
    """What waits, by journey and step."""
    found = await repository.places(session, journey_id, now)
    return [AttentionPlace.model_validate({**one._asdict(), **one.counted._asdict()}) for one in found]


async def failures(
    session: AsyncSession, journey_id: UUID | None, first: datetime | None, until: datetime | None
) -> list[FailureGroup]:
    """Who is parked, by step, reason and hour."""
    found = await repository.failures(session, journey_id, first, until, limit=MAX_GROUPS)
    return [
        FailureGroup.model_validate({**one._asdict(), "since": one.hour, "until": one.hour + timedelta(hours=1)})
        for one in found
    ]


def _item(listed: Listed) -> AttentionItem:
    enrollment, contact, message = listed.enrollment, listed.contact, listed.message
    return AttentionItem(
        enrollment_id=str(enrollment.id),
        contact_id=str(contact.id),
        name=f"{contact.last_name} {contact.first_name}".strip(),
        email=contact.email,
        journey_id=str(listed.journey.id),
        journey=listed.journey.name,
        version=listed.version,
        status=enrollment.status,
        node=enrollment.node,
        due_at=enrollment.due_at,
        entered_at=enrollment.enrolled_at,
        error=enrollment.error,
        failed_at=enrollment.failed_at,
        message=None if message is None else _mail(message),
    )


def _mail(message: Message) -> AttentionMail:
    return AttentionMail(
        id=str(message.id),
        node=message.node,
        subject=message.subject,
        to_email=message.to_email,
        reason=message.reason,
        transmitting_at=message.transmitting_at,
    )
