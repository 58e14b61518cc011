"""Enrollments over HTTP: preview, enroll, list, one contact's story, stopping one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.enrollments import service, views
from backend.enrollments.errors import EnrollmentEnded, EnrollmentMoved, EnrollmentNotFound, JourneyNotLive
from backend.enrollments.schemas import (
    EnrollmentDetail,
    EnrollmentPreview,
    EnrollmentPreviewRequest,
    EnrollmentRow,
    EnrollmentStatus,
    EnrollRequest,
    EnrollResult,
    StopEnrollment,
)
from backend.journeys import repository as journeys
from backend.journeys.errors import JourneyNotFound
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id
from backend.kit.web import ContactWriter, DbSession, Marketer, Now, Reader, State, errors
from backend.segments.errors import ConditionRefused

router = APIRouter(tags=["enrollments"])


@router.post("/journeys/{journey_id}/enrollments/preview", responses=errors(JourneyNotFound, ConditionRefused))
async def preview_enrollment(
    journey_id: UUID, body: EnrollmentPreviewRequest, _: ContactWriter, session: DbSession
) -> EnrollmentPreview:
    """How many would enter, and who would be left out and why; nothing changes."""
    return await service.preview(session, journey_id, body.selection, body.test)


@router.post("/journeys/{journey_id}/enrollments", responses=errors(JourneyNotFound, JourneyNotLive, ConditionRefused))
async def enroll_contacts(
    journey_id: UUID, body: EnrollRequest, actor: ContactWriter, session: DbSession, state: State, now: Now
) -> EnrollResult:
    """Enroll contacts: up to 1,000 at once, more through an operation."""
    return await service.enroll(
        session,
        journey_id,
        body.selection,
        body.test,
        actor=actor,
        now=now,
        new_id=state.new_id,
        capacity=state.settings.cohort_capacity,
    )


@router.get("/journeys/{journey_id}/enrollments", responses=errors(JourneyNotFound, CursorInvalid))
async def list_enrollments(
    journey_id: UUID,
    _: Reader,
    session: DbSession,
    status: EnrollmentStatus | None = None,
    node: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[EnrollmentRow]:
    """Enrollments of a journey, newest first; of one status, standing at one step."""
    await journeys.get_journey(session, journey_id)
    return await views.page(session, journey_id, status=status, node=node, before=cursor_id(cursor), limit=limit)


@router.get("/enrollments/{enrollment_id}", responses=errors(EnrollmentNotFound))
async def get_enrollment(enrollment_id: UUID, _: Reader, session: DbSession) -> EnrollmentDetail:
    """One enrollment: where it stands, its journal, its mails, its graph."""
    return await views.detail(session, enrollment_id)


@router.post(
    "/enrollments/{enrollment_id}/stop", responses=errors(EnrollmentNotFound, EnrollmentEnded, EnrollmentMoved)
)
async def stop_enrollment(
    enrollment_id: UUID, body: StopEnrollment, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Take one contact out of the journey."""
    await service.stop(session, enrollment_id, body.reason, actor=actor, now=now)
    return await views.detail(session, enrollment_id)
