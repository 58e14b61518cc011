"""Lists and counts of what waits for a person; each by an index of its own."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention.doubts import doubtful
from backend.attention.stuck import stuck, stuck_ids
from backend.attention.undelivered import undelivered
from backend.models import Contact, Delivery, Doubt, Enrollment, Journey, JourneyVersion, Message

Kind = Literal["errored", "unconfirmed", "stuck"]
Columns = TypeVarTuple("Columns")
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Hours are whole hours of UTC."""


class Counted(NamedTuple):
    """How many of each kind."""

    errored: int
    unconfirmed: int
    stuck: int
    deliveries: int


class Listed(NamedTuple):
    """One of them: the enrollment with its people and places, and the mail if it is about one."""

    enrollment: Enrollment
    contact: Contact
    journey: Journey
    version: int
    message: Message | None


async def counts(session: AsyncSession, journey_id: UUID | None, now: datetime) -> Counted:
    """How many there are, in one journey or in all."""
    errored = _errored(select(func.count()), journey_id)
    unconfirmed = _unconfirmed(select(func.count()), journey_id)
    stuck_now = select(func.count()).select_from(await stuck(session, journey_id, now))
    told = undelivered(select(func.count()), journey_id)
    return Counted(*[await session.scalar(query) or 0 for query in (errored, unconfirmed, stuck_now, told)])


def _errored(query: Select[*Columns], journey_id: UUID | None) -> Select[*Columns]:
    query = query.select_from(Enrollment).where(Enrollment.status == "errored")
    return query if journey_id is None else query.where(Enrollment.journey_id == journey_id)


def _unconfirmed(query: Select[*Columns], journey_id: UUID | None) -> Select[*Columns]:
    query = query.select_from(Doubt).join(Message, doubtful())
    return query if journey_id is None else query.where(Message.journey_id == journey_id)


class Place(NamedTuple):
    """A step of a journey, and how many of each kind are there; what was sent is at the step that sent it.

    `version`: the newest that one of them is on; a step may be gone from those after it.
    """

    journey_id: UUID
    journey: str
    node: str | None
    version: int
    counted: Counted


async def places(session: AsyncSession, journey_id: UUID | None, now: datetime) -> list[Place]:
    """The same counts apart, by journey and step."""
    stood = await stuck(session, journey_id, now)
    keys = {
        "errored": (Enrollment.journey_id, Enrollment.node, Enrollment.version_id),
        "unconfirmed": (Message.journey_id, Message.node, Message.version_id),
        "stuck": (stood.c.journey_id, stood.c.node, stood.c.version_id),
        "deliveries": (Enrollment.journey_id, Delivery.node, Enrollment.version_id),
    }
    counted: dict[tuple[UUID, str | None], Counter[str]] = defaultdict(Counter)
    versions: dict[tuple[UUID, str | None], set[UUID]] = defaultdict(set)
    for kind, key in keys.items():
        query: Select[Any, Any, Any, int] = select(*key, func.count())
        if kind == "errored":
            query = _errored(query, journey_id)
        elif kind == "unconfirmed":
            query = _unconfirmed(query, journey_id)
        elif kind == "deliveries":
            query = undelivered(query, journey_id)
        for journey, node, version, count in await session.execute(query.group_by(*key)):
            counted[journey, node][kind] += count
            versions[journey, node].add(version)
    known = select(Journey.id, Journey.name).where(Journey.id.in_({journey for journey, _ in counted}))
    names = {one: name for one, name in await session.execute(known)}
    numbered = select(JourneyVersion.id, JourneyVersion.number).where(
        JourneyVersion.id.in_({version for found in versions.values() for version in found})
    )
    numbers = {one: number for one, number in await session.execute(numbered)}
    found = [
        Place(
            *(journey, names[journey], node, max(numbers[one] for one in versions[journey, node])),
            Counted(*[counts[kind] for kind in Counted._fields]),
        )
        for (journey, node), counts in counted.items()
    ]
    return sorted(found, key=lambda one: (one.journey, str(one.journey_id), -sum(one.counted), one.node or ""))


class Failures(NamedTuple):
    """How many were parked at a step for a reason within an hour, and are so still; the newest version of theirs."""

    journey_id: UUID
    journey: str
    version: int
    node: str | None
    code: str | None
    hour: datetime
    people: int


async def failures(
    session: AsyncSession, journey_id: UUID | None, first: datetime | None, until: datetime | None, *, limit: int
) -> Sequence[Failures]:
    """The newest hours first, the fullest step of an hour before the others."""
    hour = func.date_bin(timedelta(hours=1), Enrollment.failed_at, _EPOCH).label("hour")
    key = Enrollment.journey_id, Enrollment.node, Enrollment.end_reason, hour
    figures = func.max(JourneyVersion.number).label("version"), func.count().label("people")
    groups = _errored(select(*key, *figures), journey_id).where(Enrollment.failed_at.is_not(None))
    groups = groups.join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
    if first is not None:
        groups = groups.where(Enrollment.failed_at >= first)
    if until is not None:
        groups = groups.where(Enrollment.failed_at < until)
    found = groups.group_by(*key).subquery()
    query = (
        select(
            *(found.c.journey_id, Journey.name, found.c.version),
            *(found.c.node, found.c.end_reason, found.c.hour, found.c.people),
        )
        .join(Journey, Journey.id == found.c.journey_id)
        .order_by(found.c.hour.desc(), found.c.people.desc(), found.c.journey_id, found.c.node)
        .limit(limit)
    )
    return [Failures(*row) for row in await session.execute(query)]


async def page(
    session: AsyncSession, kind: Kind, journey_id: UUID | None, *, before: UUID | None, limit: int, now: datetime
) -> Sequence[Listed]:
    """Some of them, newest first: by the enrollment's id, mails by their own."""
    if kind == "unconfirmed":
        narrowed = [] if journey_id is None else [Message.journey_id == journey_id]
        return await mails(session, narrowed, before=before, limit=limit)
    query = _listed().outerjoin(Message, Message.id.is_(None))
    if kind == "errored":
        query = query.where(Enrollment.status == "errored")
    else:
        query = query.where(Enrollment.id.in_(await stuck_ids(session, journey_id, now)))
    if journey_id is not None:
        query = query.where(Enrollment.journey_id == journey_id)
    return await _newest(session, query, Enrollment.id, before, limit)


async def mails(
    session: AsyncSession, narrowed: Sequence[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Sequence[Listed]:
    """Some of the mails in doubt, newest first."""
    query = _listed().join(Message, Message.enrollment_id == Enrollment.id).join(Doubt, doubtful())
    return await _newest(session, query.where(*narrowed), Message.id, before, limit)


def _listed() -> Select[Any, Any, Any, Any, Any]:
    return (
        select(Enrollment, Contact, Journey, JourneyVersion.number, Message)
        .join(Contact, Contact.id == Enrollment.contact_id)
        .join(Journey, Journey.id == Enrollment.journey_id)
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
    )


async def _newest(
    session: AsyncSession, query: Select[Any, Any, Any, Any, Any], order: Any, before: UUID | None, limit: int
) -> Sequence[Listed]:
    if before is not None:
        query = query.where(order < before)
    return [Listed(*row) for row in await session.execute(query.order_by(order.desc()).limit(limit))]
