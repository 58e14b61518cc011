"""Lists of what waits for a person, and settling mails in doubt."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions.errors import ActionRefused
from backend.attention import repository
from backend.attention.errors import MessageNotFound, MessageNotUnconfirmed
from backend.attention.repository import Listed
from backend.attention.schemas import AttentionItem, AttentionKind, AttentionMail, AttentionPlace, FailureGroup
from backend.audit.service import audit
from backend.execution.shunting import LOADER, shunt
from backend.journeys.repository import get_journey
from backend.kit.pagination import Page, cut, encode_cursor
from backend.kit.state import Actor
from backend.models import Doubt, Message
from workflows.journey.state import Resend

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
    shown, more = cut(list(found), limit)
    last = shown[-1] if shown else None
    cursor = None if last is None or not more else encode_cursor((last.message or last.enrollment).id)
    return Page(items=[_item(listed) for listed in shown], next_cursor=cursor)


async def places(session: AsyncSession, journey_id: UUID | None, *, now: datetime) -> list[AttentionPlace]:
    """What waits, by journey and step."""
    found = await repository.places(session, journey_id, now)
    return [
        AttentionPlace(
            journey_id=str(one.journey_id),
            journey=one.journey,
            version=one.version,
            node=one.node,
            **one.counted._asdict(),
        )
        for one in found
    ]


async def failures(
    session: AsyncSession, journey_id: UUID | None, first: datetime | None, until: datetime | None
) -> list[FailureGroup]:
    """Who is parked, by step, reason and hour."""
    found = await repository.failures(session, journey_id, first, until, limit=MAX_GROUPS)
    return [
        FailureGroup(
            journey_id=str(one.journey_id),
            journey=one.journey,
            version=one.version,
            node=one.node,
            code=one.code,
            since=one.hour,
            until=one.hour + timedelta(hours=1),
            people=one.people,
        )
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


async def dismiss(session: AsyncSession, message_id: UUID, reason: str, *, actor: Actor) -> None:
    """It has been looked at; the ledger goes on saying that nobody knows.

    Raises MessageNotFound, MessageNotUnconfirmed.
    """
    message = await _take(session, message_id)
    detail = {"enrollment": str(message.enrollment_id), "node": message.node}
    await audit(session, actor, "message.dismissed", "message", message_id, detail, reason)


async def resend(session: AsyncSession, message_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """Send its step's mail again, as a new mail with a ledger row of its own; the one in doubt stays as it is.

    Where the contact stands does not change, whether still waiting, gone on, parked, or at the end. Taking the mail off
    the list and asking for the new one are committed together; from there on the ledger sees to it that it goes once.
    Raises MessageNotFound, MessageNotUnconfirmed, ActionRefused (the journey is stopped, or the contact is at work).
    """
    message = await _take(session, message_id)
    enrollment, node = message.enrollment_id, message.node
    journey = await get_journey(session, message.journey_id, lock="share")
    if journey.status == "stopped":
        raise ActionRefused("it cannot be sent again: the journey is stopped", reason="journey_stopped")
    event = Resend(now, node, {"by": actor.name, "reason": reason, "message": str(message_id)})
    result = await shunt(session, LOADER, [enrollment], lambda _: event, now=now, over=True)
    refusal = result.refusals.get(enrollment)
    if refusal is not None:
        raise ActionRefused(f"it cannot be sent again: {refusal}", reason=refusal)
    detail = {"enrollment": str(enrollment), "node": node}
    await audit(session, actor, "message.resent", "message", message_id, detail, reason)


async def _take(session: AsyncSession, message_id: UUID) -> Message:
    """The mail, no longer on the list; a second hand finds it gone."""
    message = await session.get(Message, message_id)
    if message is None:
        raise MessageNotFound("there is no such mail", id=str(message_id))
    doubt = await session.get(Doubt, message_id, with_for_update=True)
    if doubt is None or message.status != "unconfirmed":
        raise MessageNotUnconfirmed("nothing is to be settled about this mail", status=message.status)
    await session.delete(doubt)
    await session.flush()
    return message
