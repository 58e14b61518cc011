"""Enrollments over HTTP: preview, enroll, list, one contact's story."""

from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.enrollments import repository, service, views
from backend.enrollments.errors import EnrollmentNotFound, JourneyNotLive
from backend.enrollments.filter import Code, EnrollmentFilter, NodeName, VersionNumber
from backend.enrollments.schemas import (
    EnrollmentDetail,
    EnrollmentPreview,
    EnrollmentPreviewRequest,
    EnrollmentRow,
    EnrollmentStatus,
    EnrollRequest,
    EnrollResult,
)
from backend.journeys import repository as journeys
from backend.journeys.errors import JourneyNotFound
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id
from backend.kit.web import ContactWriter, DbSession, Now, Reader, State, errors
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
    "失敗日時": "failed_at",
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


def _asked_for(
    journey_id: UUID,
    status: EnrollmentStatus | None = None,
    node: NodeName | None = None,
    code: Code | None = None,
    failed_from: AwareDatetime | None = None,
    failed_to: AwareDatetime | None = None,
    version: VersionNumber | None = None,
    stuck: bool = False,
    converted: bool = False,
) -> EnrollmentFilter:
    span = None if failed_from is None and failed_to is None else (failed_from, failed_to)
    return EnrollmentFilter(
        journey_id=journey_id,
        status=status,
        node=node,
        code=code,
        failed_between=span,
        version=version,
        stuck=stuck,
        converted=converted,
    )


Wanted = Annotated[EnrollmentFilter, Depends(_asked_for)]
"""The filter of list and file: `failed_from` is included, `failed_to` is not."""


@router.get("/journeys/{journey_id}/enrollments", responses=errors(JourneyNotFound, CursorInvalid))
async def list_enrollments(
    wanted: Wanted, _: Reader, session: DbSession, now: Now, cursor: Cursor = None, limit: Limit = 50
) -> Page[EnrollmentRow]:
    """Enrollments of a journey, newest first: of one status, step or version, failed then and why, stuck, converted."""
    await journeys.get_journey(session, wanted.journey_id)
    return await views.page(session, wanted, now=now, before=cursor_id(cursor), limit=limit)


@router.get(
    "/journeys/{journey_id}/enrollments/export",
    response_class=StreamingResponse,
    responses={**CSV_ANSWER, **errors(JourneyNotFound)},
)
async def export_enrollments(
    wanted: Wanted, actor: Reader, session: DbSession, state: State, now: Now, encoding: Encoding = "utf-8"
) -> StreamingResponse:
    """The same list, by the same filter, as CSV; times are the organisation's."""
    await journeys.get_journey(session, wanted.journey_id)
    told: Detail = {
        "encoding": encoding,
        "filter": wanted.model_dump(mode="json", exclude_defaults=True, exclude={"journey_id"}),
    }
    await audit(session, actor, "enrollments.exported", "journey", wanted.journey_id, told)
    zone = ZoneInfo((await organization(session)).timezone)
    query = await repository.export_query(session, wanted, now)
    return csv_response(state.sessions, query, EXPORTED, encoding=encoding, name="enrollments", zone=zone)


@router.get("/enrollments/{enrollment_id}", responses=errors(EnrollmentNotFound))
async def get_enrollment(enrollment_id: UUID, _: Reader, session: DbSession) -> EnrollmentDetail:
    """One enrollment: where it stands, its journal, its mails, its graph."""
    return await views.detail(session, enrollment_id)
