"""A mail in the ledger with everything it hangs on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import (
    Cohort,
    CohortWake,
    Contact,
    EngagementEvent,
    Enrollment,
    Journey,
    JourneyVersion,
    Message,
    NodeCounter,
)


@dataclass(frozen=True)
class Sent:
    """Ids of one sent mail and its surroundings."""

    message: UUID
    rfc_id: str
    enrollment: UUID
    contact: UUID
    cohort: UUID
    version: UUID
    email: str


async def sent_mail(
    sessions: Sessions,
    at: datetime,
    *,
    email: str = "yamada@tozai.example",
    locale: str = "ja",
    status: str = "sent",
    listen: str | None = None,
) -> Sent:
    """A mail that left at a time; its enrollment listens for `listen` on it."""
    ids = [new_id() for _ in range(6)]
    journey, version, cohort, contact, enrollment, message = ids
    rfc_id = f"<{message.hex}@tabiji.example>"
    async with transaction(sessions) as session:
        session.add(Journey(id=journey, name="資料請求フォロー", kind="nurture", status="running", draft={}))
        await session.flush()
        session.add(JourneyVersion(id=version, journey_id=journey, number=1, graph={}, templates={}))
        session.add(Cohort(id=cohort, journey_id=journey, kind="nurture", boarded=1))
        session.add(Contact(id=contact, email=email, last_name="山田", locale=locale))
        await session.flush()
        session.add(
            Enrollment(
                id=enrollment,
                journey_id=journey,
                version_id=version,
                contact_id=contact,
                cohort_id=cohort,
                node="thanks",
                due_at=at + timedelta(days=1),
                listen_event=listen,
                listen_message_id=message if listen else None,
            )
        )
        await session.flush()
        session.add(
            Message(
                id=message,
                enrollment_id=enrollment,
                seq=1,
                journey_id=journey,
                version_id=version,
                node="thanks",
                contact_id=contact,
                template_version_id=new_id(),
                to_email=email,
                rfc_message_id=rfc_id,
                status=status,
                reserved_at=at,
                transmitting_at=at,
                sent_at=at if status == "sent" else None,
            )
        )
    return Sent(message, rfc_id, enrollment, contact, cohort, version, email)


async def message_of(sessions: Sessions, sent: Sent) -> Message:
    """The ledger row now."""
    async with transaction(sessions) as session:
        return await session.get_one(Message, sent.message)


async def counters(sessions: Sessions, sent: Sent) -> dict[str, int]:
    """The canvas counters of the node, zeros left out."""
    async with transaction(sessions) as session:
        rows = await session.scalars(select(NodeCounter).where(NodeCounter.version_id == sent.version))
        return {row.metric: row.count for row in rows if row.count}


async def events(sessions: Sessions, sent: Sent) -> list[EngagementEvent]:
    """The reactions, oldest first."""
    async with transaction(sessions) as session:
        query = select(EngagementEvent).where(EngagementEvent.message_id == sent.message).order_by(EngagementEvent.at)
        return list(await session.scalars(query))


async def woken(sessions: Sessions, sent: Sent) -> bool:
    """Whether the cohort was asked to look."""
    async with transaction(sessions) as session:
        return await session.get(CohortWake, sent.cohort) is not None


async def due_at(sessions: Sessions, sent: Sent) -> datetime | None:
    """When the enrollment is looked at next."""
    async with transaction(sessions) as session:
        return (await session.get_one(Enrollment, sent.enrollment)).due_at
