"""A contact that is hidden or erased leaves every journey at once, by name: nobody stays whom nothing may reach."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.shunting import LOADER, shunt
from backend.models import ABOARD, Enrollment
from workflows.journey.events import Stop
from workflows.journey.state import CONTACT_DELETED


async def hold_trips(session: AsyncSession, contact_id: UUID) -> list[UUID]:
    """The contact's trips, locked, so that the engine's next step waits and then finds them over.

    Call it before the contact itself is locked as well: the engine writes a trip first and then what points to its
    contact, and two who lock in the same order never stand in each other's way.
    """
    query = select(Enrollment.id).where(Enrollment.contact_id == contact_id, Enrollment.status.in_(ABOARD))
    return list(await session.scalars(query.order_by(Enrollment.id).with_for_update()))


async def end_trips(session: AsyncSession, contact_id: UUID, *, now: datetime, by: str | None = None) -> int:
    """End every trip of a contact that the caller has locked; how many there were.

    Looked up again, since somebody may have entered before the contact was locked. `by` is told in the journal.
    """
    stop = Stop(now, CONTACT_DELETED, {} if by is None else {"by": by})
    ids = await hold_trips(session, contact_id)
    return len((await shunt(session, LOADER, ids, lambda _: stop, now=now)).moved)
