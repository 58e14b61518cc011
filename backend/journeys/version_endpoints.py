"""Versions over HTTP: preview, publish, name, roll back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from backend.journeys import publishing, service
from backend.journeys.errors import (
    ChoicesInvalid,
    DraftConflict,
    JourneyHasErrors,
    JourneyIsStopped,
    JourneyNotFound,
    JourneyStateConflict,
    VersionNotFound,
)
from backend.journeys.schemas import DraftRestore, DraftRestored, VersionDetail, VersionRow
from backend.journeys.version_schemas import (
    CarryingOutlook,
    CarryingRequest,
    Published,
    PublishPreview,
    PublishPreviewRequest,
    PublishRequest,
    RollbackRequest,
    VersionRename,
)
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors

router = APIRouter(tags=["journeys"])
NOT_PUBLISHED = (JourneyStateConflict, JourneyIsStopped, JourneyHasErrors, ChoicesInvalid)

VersionPath = Annotated[int, Path(ge=1, le=2_147_483_647)]


@router.post(
    "/journeys/{journey_id}/publish/preview", responses=errors(JourneyNotFound, VersionNotFound, DraftConflict)
)
async def preview_publishing(
    journey_id: UUID, body: PublishPreviewRequest, _: Marketer, session: DbSession
) -> PublishPreview:
    """What publishing (or rolling back) changes, and how many people are at each step now."""
    return await publishing.preview(session, journey_id, body)


@router.post(
    "/journeys/{journey_id}/publish/outlook",
    responses=errors(JourneyNotFound, VersionNotFound, DraftConflict, ChoicesInvalid),
)
async def outlook_of_carrying(
    journey_id: UUID, body: CarryingRequest, _: Marketer, session: DbSession, now: Now
) -> CarryingOutlook:
    """Who would go on at once by these choices for people on the way, and how many mails that makes at most."""
    return await publishing.carried(session, journey_id, body, now=now)


@router.post(
    "/journeys/{journey_id}/publish",
    responses=errors(JourneyNotFound, DraftConflict, *NOT_PUBLISHED),
)
async def publish_journey(
    journey_id: UUID, body: PublishRequest, actor: Marketer, session: DbSession, state: State, now: Now
) -> Published:
    """Publish the draft as an immutable version; a new journey runs. Who does not stay is carried over in batches."""
    return await publishing.publish(session, journey_id, body, actor=actor, now=now, new_id=state.new_id)


@router.get("/journeys/{journey_id}/versions", responses=errors(JourneyNotFound))
async def list_versions(journey_id: UUID, _: Reader, session: DbSession) -> list[VersionRow]:
    """Published versions, newest first."""
    return await service.versions(session, journey_id)


@router.get("/journeys/{journey_id}/versions/{number}", responses=errors(JourneyNotFound, VersionNotFound))
async def get_version(journey_id: UUID, number: VersionPath, _: Reader, session: DbSession) -> VersionDetail:
    """One published version with its graph."""
    return await service.version(session, journey_id, number)


@router.patch("/journeys/{journey_id}/versions/{number}", responses=errors(JourneyNotFound, VersionNotFound))
async def name_version(
    journey_id: UUID, number: VersionPath, body: VersionRename, actor: Marketer, session: DbSession
) -> VersionDetail:
    """Give a version a name or a note; its graph never changes."""
    await service.name_version(session, journey_id, number, body, actor=actor)
    return await service.version(session, journey_id, number)


@router.post(
    "/journeys/{journey_id}/versions/{number}/restore",
    responses=errors(JourneyNotFound, VersionNotFound, DraftConflict, JourneyStateConflict),
)
async def restore_version(
    journey_id: UUID, number: VersionPath, body: DraftRestore, actor: Marketer, session: DbSession, now: Now
) -> DraftRestored:
    """Take an old version as the draft; what runs stays as it is until the draft is published."""
    return await service.restore_draft(session, journey_id, number, body.revision, actor=actor, now=now)


@router.post(
    "/journeys/{journey_id}/versions/{number}/rollback",
    responses=errors(JourneyNotFound, VersionNotFound, *NOT_PUBLISHED),
)
async def roll_back_version(
    journey_id: UUID,
    number: VersionPath,
    body: RollbackRequest,
    actor: Marketer,
    session: DbSession,
    state: State,
    now: Now,
) -> Published:
    """Publish an old version again as a new one, with the mail texts it had; the draft stays as it is."""
    return await publishing.roll_back(session, journey_id, number, body, actor=actor, now=now, new_id=state.new_id)
