"""Actions on people on the way over HTTP: preview, many, one."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions import service
from backend.actions.errors import ActionRefused
from backend.actions.schemas import (
    ActionAsked,
    ActionPreview,
    ActionPreviewRequest,
    ActionReason,
    ActionRequest,
    ActionResult,
    GoOnRequest,
    MoveRequest,
    ReplayRequest,
)
from backend.enrollments import views
from backend.enrollments.errors import EnrollmentEnded, EnrollmentMoved, EnrollmentNotFound
from backend.enrollments.schemas import EnrollmentDetail
from backend.kit.web import DbSession, Marketer, Now, State, errors

router = APIRouter(tags=["enrollments"])
REFUSALS = errors(EnrollmentNotFound, EnrollmentEnded, EnrollmentMoved, ActionRefused)


@router.post("/enrollments/actions/preview")
async def preview_action(body: ActionPreviewRequest, _: Marketer, session: DbSession, now: Now) -> ActionPreview:
    """How many an action would concern, where they stand, who would be left alone and why; nothing changes."""
    return await service.preview(session, body, now=now)


@router.post("/enrollments/actions")
async def act_on_enrollments(
    body: ActionRequest, actor: Marketer, session: DbSession, state: State, now: Now
) -> ActionResult:
    """Skip, move, stop, retry, replay, pause or resume for many: up to 200 at once, more as an operation."""
    return await service.act(session, body, actor=actor, now=now, new_id=state.new_id)


@router.post("/enrollments/{enrollment_id}/skip", responses=REFUSALS)
async def skip_wait(
    enrollment_id: UUID, body: ActionReason, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """End the present wait now."""
    return await _one(session, enrollment_id, ActionAsked(action="skip"), body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/move", responses=REFUSALS)
async def move_enrollment(
    enrollment_id: UUID, body: MoveRequest, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Put one contact before another step."""
    return await _one(session, enrollment_id, ActionAsked(action="move", node=body.node), body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/retry", responses=REFUSALS)
async def retry_enrollment(
    enrollment_id: UUID, body: ActionReason, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Let a parked contact try again where it stands."""
    return await _one(session, enrollment_id, ActionAsked(action="retry"), body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/replay", responses=REFUSALS)
async def replay_enrollment(
    enrollment_id: UUID, body: ReplayRequest, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Go through an earlier part again; mails that went out are sent again only if asked."""
    asked = ActionAsked(action="replay", node=body.node, resend=body.resend)
    return await _one(session, enrollment_id, asked, body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/pause", responses=REFUSALS)
async def pause_enrollment(
    enrollment_id: UUID, body: ActionReason, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Hold one contact where they stand: nothing is sent, nothing goes on until somebody resumes them."""
    return await _one(session, enrollment_id, ActionAsked(action="pause"), body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/resume", responses=REFUSALS)
async def resume_enrollment(
    enrollment_id: UUID, body: GoOnRequest, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Let a paused contact go on."""
    asked = ActionAsked(action="resume", choice=body.choice)
    return await _one(session, enrollment_id, asked, body.reason, actor, now)


@router.post("/enrollments/{enrollment_id}/stop", responses=REFUSALS)
async def stop_enrollment(
    enrollment_id: UUID, body: ActionReason, actor: Marketer, session: DbSession, now: Now
) -> EnrollmentDetail:
    """Take one contact out of the journey."""
    return await _one(session, enrollment_id, ActionAsked(action="stop"), body.reason, actor, now)


async def _one(
    session: AsyncSession, enrollment_id: UUID, asked: ActionAsked, reason: str, actor: Marketer, now: Now
) -> EnrollmentDetail:
    await service.act_on_one(session, enrollment_id, asked, reason, actor=actor, now=now)
    return await views.detail(session, enrollment_id)
