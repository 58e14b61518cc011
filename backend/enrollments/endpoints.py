"""Enrollments over HTTP: preview, enroll, list, one contact's story, stopping one."""

from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from backend.audit.service import audit
from backend.enrollments import repository, service, views
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
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id
from backend.kit.text import StorableText
from backend.kit.web import ContactWriter, DbSession, Marketer, Now, Reader, State, errors
from backend.organization.repository import organization
from backend.segments.errors import ConditionRefused

router = APIRouter(tags=["enrollments"])

EXPORTED: Final = {
    "氏名": "name",
    "メールアドレス": "email",
    "会社名": "company",
    "バージョン": "version",
    "状態": "status",
    "ステップ": "node",
    "次の予定": "due_at",
    "開始日時": "enrolled_at",
    "終了日時": "ended_at",
    "終了理由": "end_reason",
}
"""Header and field of the file."""


@router.post("/journeys/{journey_id}/enrollments/preview", responses=errors(JourneyNotFound, ConditionRefused))
async def preview_enrollment(
    journey_id: UUID, body: EnrollmentPreviewRequest, _: ContactWriter, session: DbSession, now: Now
) -> EnrollmentPreview:
    """How many would enter, and who would be left out and why; nothing changes."""
    return await service.preview(session, journey_id, body.selection, body.test, now=now)


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
    node: Annotated[StorableText | None, Query(max_length=40)] = None,
    code: Annotated[StorableText | None, Query(max_length=100)] = None,
    failed_from: AwareDatetime | None = None,
    failed_to: AwareDatetime | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[EnrollmentRow]:
    """Enrollments of a journey, newest first; of one status, standing at one step, failed for a reason or at a time."""
    await journeys.get_journey(session, journey_id)
    parked = repository.Parked(code, failed_from, failed_to)
    return await views.page(
        session, journey_id, status=status, node=node, parked=parked, before=cursor_id(cursor), limit=limit
    )


@router.get(
    "/journeys/{journey_id}/enrollments/export",
    response_class=StreamingResponse,
    responses={**CSV_ANSWER, **errors(JourneyNotFound)},
)
async def export_enrollments(
    journey_id: UUID,
    actor: Reader,
    session: DbSession,
    state: State,
    status: EnrollmentStatus | None = None,
    node: Annotated[StorableText | None, Query(max_length=40)] = None,
    encoding: Encoding = "utf-8",
) -> StreamingResponse:
    """The same list as CSV; times are the organisation's."""
    await journeys.get_journey(session, journey_id)
    await audit(session, actor, "enrollments.exported", "journey", journey_id, {"encoding": encoding})
    zone = ZoneInfo((await organization(session)).timezone)
    query = repository.export_query(journey_id, status=status, node=node)
    return csv_response(state.sessions, query, EXPORTED, encoding=encoding, name="enrollments", zone=zone)


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
