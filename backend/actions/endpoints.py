"""Actions on people on the way over HTTP: preview, many, one."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

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


def _acting(enrollment_id: UUID, actor: Marketer, session: DbSession, now: Now) -> "Act":
    async def act(asked: ActionAsked, body: ActionReason) -> EnrollmentDetail:
        await service.act_on_one(session, enrollment_id, asked, body.reason, actor=actor, now=now)
        return await views.detail(session, enrollment_id)

    return act


Act = Callable[[ActionAsked, ActionReason], Awaitable[EnrollmentDetail]]
"""Does something to one contact, for the person who asks; answers what has become of it."""
OnOne = Annotated[Act, Depends(_acting)]


@router.post("/enrollments/{enrollment_id}/skip", responses=REFUSALS)
async def skip_wait(body: ActionReason, act: OnOne) -> EnrollmentDetail:
    """End the present wait now."""
    return await act(ActionAsked(action="skip"), body)


@router.post("/enrollments/{enrollment_id}/move", responses=REFUSALS)
async def move_enrollment(body: MoveRequest, act: OnOne) -> EnrollmentDetail:
    """Put one contact before another step."""
    return await act(ActionAsked(action="move", node=body.node), body)


@router.post("/enrollments/{enrollment_id}/retry", responses=REFUSALS)
async def retry_enrollment(body: ActionReason, act: OnOne) -> EnrollmentDetail:
    """Let a parked contact try again where it stands."""
    return await act(ActionAsked(action="retry"), body)


@router.post("/enrollments/{enrollment_id}/replay", responses=REFUSALS)
async def replay_enrollment(body: ReplayRequest, act: OnOne) -> EnrollmentDetail:
    """Go through an earlier part again; mails that went out are sent again only if asked."""
    return await act(ActionAsked(action="replay", node=body.node, resend=body.resend), body)


@router.post("/enrollments/{enrollment_id}/pause", responses=REFUSALS)
async def pause_enrollment(body: ActionReason, act: OnOne) -> EnrollmentDetail:
    """Hold one contact where they stand: nothing is sent, nothing goes on until somebody resumes them."""
    return await act(ActionAsked(action="pause"), body)


@router.post("/enrollments/{enrollment_id}/resume", responses=REFUSALS)
async def resume_enrollment(body: GoOnRequest, act: OnOne) -> EnrollmentDetail:
    """Let a paused contact go on."""
    return await act(ActionAsked(action="resume", choice=body.choice), body)


@router.post("/enrollments/{enrollment_id}/stop", responses=REFUSALS)
async def stop_enrollment(body: ActionReason, act: OnOne) -> EnrollmentDetail:
    """Take one contact out of the journey."""
    return await act(ActionAsked(action="stop"), body)
