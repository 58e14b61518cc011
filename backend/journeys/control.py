"""Pause, drain, stop: what an admin or a marketer does with a journey that has people on the way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.enrollments.operations import STOP_JOURNEY, StopParams
from backend.execution.operations import start_operation
from backend.journeys import repository
from backend.journeys.errors import JourneyStateConflict
from backend.journeys.schemas import StatusChanged
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Journey


async def pause(session: AsyncSession, journey_id: UUID, reason: str, *, actor: Actor, now: datetime) -> StatusChanged:
    """Hold everything: one row changes, however many are aboard; every send looks at it."""
    journey = await in_status(session, journey_id, ("running", "draining"), "pause")
    journey.paused_from, journey.paused_at, journey.status = journey.status, now, "paused"
    await audit(session, actor, "journey.paused", "journey", str(journey_id), {}, reason or None)
    return StatusChanged(status="paused", operation_id=None)


async def drain(session: AsyncSession, journey_id: UUID, reason: str, *, actor: Actor) -> StatusChanged:
    """Nobody enters any more; those inside finish, of a paused journey once it is resumed.

    Publishing with `start` opens it again.
    """
    journey = await in_status(session, journey_id, ("running", "paused"), "drain")
    if journey.drains:
        raise JourneyStateConflict("this journey runs out already, once it is resumed", status="draining")
    if journey.status == "paused":
        journey.paused_from = "draining"
    else:
        journey.status = "draining"
    await audit(session, actor, "journey.draining", "journey", str(journey_id), {}, reason or None)
    return StatusChanged(status=journey.status, operation_id=None)


async def stop(
    session: AsyncSession, journey_id: UUID, reason: str, *, actor: Actor, now: datetime, new_id: NewId
) -> StatusChanged:
    """End it for everybody: nobody enters any more, and an operation ends those on the way in batches.

    Asking again is allowed: somebody may have cancelled the operation half-way.
    """
    journey = await in_status(session, journey_id, ("running", "draining", "paused", "stopped"), "stop")
    journey.status = "stopped"
    journey.paused_at = journey.paused_from = None
    params = StopParams(journey_id=journey_id, until=now).model_dump(mode="json")
    operation = await start_operation(session, STOP_JOURNEY, params, actor.id, new_id=new_id)
    await audit(
        session, actor, "journey.stopped", "journey", str(journey_id), {"operation": str(operation.id)}, reason or None
    )
    return StatusChanged(status="stopped", operation_id=operation.id)


async def in_status(session: AsyncSession, journey_id: UUID, allowed: tuple[str, ...], verb: str) -> Journey:
    """The journey, held until the transaction ends. Raises JourneyNotFound, JourneyStateConflict."""
    journey = await repository.get_journey(session, journey_id, lock="update")
    if journey.archived_at is not None or journey.status not in allowed:
        status = "archived" if journey.archived_at is not None else journey.status
        raise JourneyStateConflict(f"a journey that is {status} cannot {verb}", status=status)
    return journey
