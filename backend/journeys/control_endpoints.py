"""Pausing, resuming, draining and stopping a journey over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from backend.journeys import control, resuming
from backend.journeys.errors import JourneyNotFound, JourneyStateConflict, ResumeUnderWay
from backend.journeys.schemas import ResumePreview, ResumeRequest, StatusChange, StatusChanged
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors

router = APIRouter(tags=["journeys"])
REFUSALS = errors(JourneyNotFound, JourneyStateConflict)


@router.post("/journeys/{journey_id}/pause", responses=REFUSALS)
async def pause_journey(
    journey_id: UUID, body: StatusChange, actor: Marketer, session: DbSession, now: Now
) -> StatusChanged:
    """Hold everybody where they are; the next send stops within a second."""
    return await control.pause(session, journey_id, body.reason, actor=actor, now=now)


@router.get("/journeys/{journey_id}/resume/preview", responses=REFUSALS)
async def preview_resume(journey_id: UUID, _: Reader, session: DbSession, now: Now) -> ResumePreview:
    """What each way of going on would mean: for how many, how many mails, and when the first."""
    return await resuming.preview(session, journey_id, now=now)


@router.post("/journeys/{journey_id}/resume", responses=errors(JourneyNotFound, JourneyStateConflict, ResumeUnderWay))
async def resume_journey(
    journey_id: UUID, body: ResumeRequest, actor: Marketer, session: DbSession, state: State, now: Now
) -> StatusChanged:
    """Let a paused journey go on: keep what remains of the waits, keep the dates, or pass over what is overdue."""
    return await resuming.resume(session, journey_id, body, actor=actor, now=now, new_id=state.new_id)


@router.post("/journeys/{journey_id}/drain", responses=REFUSALS)
async def drain_journey(journey_id: UUID, body: StatusChange, actor: Marketer, session: DbSession) -> StatusChanged:
    """Let nobody in any more; those inside finish. A paused journey stays paused, and runs out once it is resumed."""
    return await control.drain(session, journey_id, body.reason, actor=actor)


@router.post("/journeys/{journey_id}/stop", responses=REFUSALS)
async def stop_journey(
    journey_id: UUID, body: StatusChange, actor: Marketer, session: DbSession, state: State, now: Now
) -> StatusChanged:
    """End the journey for everybody, in batches through an operation."""
    return await control.stop(session, journey_id, body.reason, actor=actor, now=now, new_id=state.new_id)
