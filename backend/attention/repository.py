"""Lists and counts of what waits for a person; each by an index of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention.stuck import stuck_query
from backend.models import Contact, Doubt, Enrollment, Journey, JourneyVersion, Message

Kind = Literal["errored", "unconfirmed", "stuck"]


class Counted(NamedTuple):
    """How many of each kind."""

    errored: int
    unconfirmed: int
    stuck: int


class Listed(NamedTuple):
    """One of them: the enrollment with its people and places, and the mail if it is about one."""

    enrollment: Enrollment
    contact: Contact
    journey: Journey
    version: int
    message: Message | None


async def counts(session: AsyncSession, journey_id: UUID | None, now: datetime) -> Counted:
    """How many there are, in one journey or in all."""
    errored = select(func.count()).select_from(Enrollment).where(Enrollment.status == "errored")
    unconfirmed = select(func.count()).select_from(Doubt).join(Message, _doubtful())
    if journey_id is not None:
        errored = errored.where(Enrollment.journey_id == journey_id)
        unconfirmed = unconfirmed.where(Message.journey_id == journey_id)
    query, values = await stuck_query(session, journey_id, now, counted=True)
    stuck = await session.scalar(query, values)
    return Counted(await session.scalar(errored) or 0, await session.scalar(unconfirmed) or 0, stuck or 0)


async def page(
    session: AsyncSession, kind: Kind, journey_id: UUID | None, *, before: UUID | None, limit: int, now: datetime
) -> Sequence[Listed]:
    """Some of them, newest first: by the enrollment's id, mails by their own."""
    query: Select[Any, Any, Any, Any, Any] = (
        select(Enrollment, Contact, Journey, JourneyVersion.number, Message)
        .join(Contact, Contact.id == Enrollment.contact_id)
        .join(Journey, Journey.id == Enrollment.journey_id)
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
    )
    if kind == "unconfirmed":
        query = query.join(Message, Message.enrollment_id == Enrollment.id).join(Doubt, _doubtful())
        order = Message.id
    else:
        query = query.outerjoin(Message, Message.id.is_(None))
        order = Enrollment.id
    if kind == "errored":
        query = query.where(Enrollment.status == "errored")
    elif kind == "stuck":
        found, values = await stuck_query(session, journey_id, now)
        ids: Any = await session.scalars(found, values)
        query = query.where(Enrollment.id.in_(list(ids)))
    if journey_id is not None:
        query = query.where(Enrollment.journey_id == journey_id)
    if before is not None:
        query = query.where(order < before)
    return [Listed(*row) for row in await session.execute(query.order_by(order.desc()).limit(limit))]


def _doubtful() -> Any:
    return and_(Message.id == Doubt.message_id, Message.status == "unconfirmed")
