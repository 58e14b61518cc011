"""Engagement events, and what they change on messages, counters and waiting enrollments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.mail.mime import message_named
from backend.models import (
    Contact,
    EngagementEvent,
    Enrollment,
    JourneyVersion,
    Message,
    NodeCounter,
    Organization,
    TrackedLink,
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A reaction as it came in. `dedupe_key` makes a repetition the same row."""

    id: UUID
    source: str
    dedupe_key: str
    kind: str
    at: datetime
    message_id: UUID | None
    contact_id: UUID | None
    url: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    verdict: str = "unknown"
    reasons: Sequence[str] = ()
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
    received_at: datetime | None = None


async def add_event(session: AsyncSession, event: NewEvent) -> bool:
    """Stores a reaction; False when it was stored before."""
    values: dict[str, Any] = {
        "id": event.id,
        "source": event.source,
        "dedupe_key": event.dedupe_key,
        "kind": event.kind,
        "at": event.at,
        "received_at": event.received_at or event.at,
        "message_id": event.message_id,
        "contact_id": event.contact_id,
        "url": event.url,
        "ip": event.ip,
        "user_agent": event.user_agent,
        "verdict": event.verdict,
        "reasons": list(event.reasons),
        "raw": dict(event.raw),
    }
    statement = insert(EngagementEvent).values(values).on_conflict_do_nothing().returning(EngagementEvent.id)
    return (await session.scalar(statement)) is not None


async def sender_name(session: AsyncSession) -> str:
    """The organisation's name as its mails' footers give it; empty while nobody has entered one."""
    organization = await session.get(Organization, 1)
    return (organization.legal_name or organization.name) if organization else ""


async def message(session: AsyncSession, message_id: UUID, *, lock: bool = False) -> Message | None:
    """A ledger row."""
    return await session.get(Message, message_id, with_for_update=lock or None)


async def message_by_rfc_ids(session: AsyncSession, rfc_ids: Sequence[str]) -> Message | None:
    """The mail that the first of these Message-IDs names that is ours."""
    named = {row for rfc_id in rfc_ids if (row := message_named(rfc_id)) is not None}
    found = {row.rfc_message_id: row for row in await session.scalars(select(Message).where(Message.id.in_(named)))}
    return next((found[rfc_id] for rfc_id in rfc_ids if rfc_id in found), None)


async def latest_message_to(session: AsyncSession, email: str, *, after: datetime) -> Message | None:
    """The last mail that went to an address."""
    query = (
        select(Message)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Contact.email == email, Message.sent_at > after)
        .order_by(Message.sent_at.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def contact(session: AsyncSession, contact_id: UUID) -> Contact | None:
    """A contact, deleted ones too: their wish to hear no more counts as well."""
    return await session.get(Contact, contact_id)


async def events_of(session: AsyncSession, message_id: UUID) -> Sequence[EngagementEvent]:
    """The reactions to one mail, the oldest thousand."""
    query = (
        select(EngagementEvent).where(EngagementEvent.message_id == message_id).order_by(EngagementEvent.at).limit(1000)
    )
    return (await session.scalars(query)).all()


async def count(session: AsyncSession, version_id: UUID, node: str, deltas: Mapping[str, int]) -> None:
    """Changes the canvas counters of a node."""
    rows = [
        {"version_id": version_id, "node": node, "metric": metric, "count": delta}
        for metric, delta in sorted(deltas.items())
        if delta
    ]
    if rows:
        statement = insert(NodeCounter).values(rows)
        added = NodeCounter.count + statement.excluded.count
        await session.execute(
            statement.on_conflict_do_update(index_elements=["version_id", "node", "metric"], set_={"count": added})
        )


async def make_listeners_due(session: AsyncSession, message_id: UUID, kinds: Iterable[str], now: datetime) -> set[UUID]:
    """Makes the enrollments due that wait for one of these reactions to this mail; their cohorts."""
    statement = (
        update(Enrollment)
        .where(
            Enrollment.listen_message_id == message_id,
            Enrollment.listen_event.in_(list(kinds)),
            Enrollment.status == "active",
        )
        .values(due_at=func.least(func.coalesce(Enrollment.due_at, now), now))
        .returning(Enrollment.cohort_id)
    )
    return set(await session.scalars(statement))


async def make_leavers_due(session: AsyncSession, message_id: UUID, now: datetime) -> set[UUID]:
    """Makes the enrollment of this mail due when its goal or exits look at reactions; its cohort."""
    statement = (
        update(Enrollment)
        .where(
            Enrollment.id == Message.enrollment_id,
            Message.id == message_id,
            JourneyVersion.id == Enrollment.version_id,
            JourneyVersion.judged.contains(["engagement"]),
            Enrollment.status == "active",
        )
        .values(due_at=func.least(func.coalesce(Enrollment.due_at, now), now))
        .returning(Enrollment.cohort_id)
        .execution_options(synchronize_session=False)
    )
    return set(await session.scalars(statement))


async def mark_applied(session: AsyncSession, event_ids: Iterable[UUID], now: datetime) -> None:
    """These reactions have done what they do."""
    ids = list(event_ids)
    if ids:
        await session.execute(update(EngagementEvent).where(EngagementEvent.id.in_(ids)).values(applied_at=now))


async def messages_with_pending(
    session: AsyncSession, *, received_before: datetime, held_after: datetime, limit: int
) -> Sequence[UUID]:
    """Mails with reactions that have not been applied, oldest first; clicks that are still held do not count."""
    held = EngagementEvent.reasons.contains(["held"]) & (EngagementEvent.at > held_after)
    query = (
        select(EngagementEvent.message_id)
        .where(
            EngagementEvent.applied_at.is_(None),
            EngagementEvent.message_id.is_not(None),
            EngagementEvent.received_at < received_before,
            ~held,
        )
        .group_by(EngagementEvent.message_id)
        .order_by(func.min(EngagementEvent.received_at))
        .limit(limit)
    )
    return [message_id for message_id in await session.scalars(query) if message_id is not None]


async def link_url(session: AsyncSession, number: int) -> str | None:
    """The target of a tracked link."""
    return await session.scalar(select(TrackedLink.url).where(TrackedLink.id == number))
