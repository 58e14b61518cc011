"""Journeys over HTTP: gallery, drafts, pause and resume, counts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.journeys import outlook, service, stats
from backend.journeys.errors import (
    DraftConflict,
    GalleryItemNotFound,
    GraphInvalid,
    JourneyHasPeople,
    JourneyNotFound,
    JourneyStateConflict,
    KindFixed,
    UnknownNodeKind,
    VersionNotFound,
)
from backend.journeys.gallery import gallery_item, load_gallery
from backend.journeys.linting import lint_document
from backend.journeys.schemas import (
    DraftSave,
    DraftSaved,
    GalleryItem,
    Issues,
    JourneyCreate,
    JourneyDetail,
    JourneyOutlook,
    JourneyRename,
    JourneyRow,
    JourneyStats,
    LintRequest,
)
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors

router = APIRouter(tags=["journeys"])

VersionNumber = Annotated[int, Query(ge=1, le=2_147_483_647)]


@router.get("/gallery")
async def list_gallery(_: Reader, state: State) -> list[GalleryItem]:
    """Ready-made journeys to start from."""
    return list(load_gallery(state.settings.templates_dir))


@router.get("/journeys", responses=errors(CursorInvalid))
async def list_journeys(_: Reader, session: DbSession, cursor: Cursor = None, limit: Limit = 50) -> Page[JourneyRow]:
    """Journeys, newest first; archived ones are left out."""
    return await service.page(session, after=cursor_id(cursor), limit=limit)


@router.post(
    "/journeys", status_code=201, responses=errors(GalleryItemNotFound, GraphInvalid, UnknownNodeKind, KindFixed)
)
async def create_journey(
    body: JourneyCreate, actor: Marketer, session: DbSession, state: State, now: Now
) -> JourneyDetail:
    """Create a draft: from the gallery, from a document, or empty."""
    graph, source = body.graph, "empty" if body.graph is None else "document"
    if body.gallery_key is not None:
        graph, source = gallery_item(state.settings.templates_dir, body.gallery_key).graph, body.gallery_key
    journey_id = await service.create(
        session, body.name, body.kind, graph, source=source, actor=actor, now=now, new_id=state.new_id
    )
    return await service.detail(session, journey_id)


@router.get("/journeys/{journey_id}", responses=errors(JourneyNotFound))
async def get_journey(journey_id: UUID, _: Reader, session: DbSession) -> JourneyDetail:
    """One journey with its draft."""
    return await service.detail(session, journey_id)


@router.patch("/journeys/{journey_id}", responses=errors(JourneyNotFound))
async def rename_journey(
    journey_id: UUID, body: JourneyRename, actor: Marketer, session: DbSession, now: Now
) -> JourneyDetail:
    """Rename a journey."""
    await service.rename(session, journey_id, body.name, actor=actor, now=now)
    return await service.detail(session, journey_id)


@router.delete("/journeys/{journey_id}", status_code=204, responses=errors(JourneyNotFound, JourneyHasPeople))
async def archive_journey(journey_id: UUID, actor: Marketer, session: DbSession, now: Now) -> None:
    """Archive a journey that carries nobody."""
    await service.archive(session, journey_id, actor=actor, now=now)


@router.put(
    "/journeys/{journey_id}/draft",
    responses=errors(JourneyNotFound, DraftConflict, JourneyStateConflict, KindFixed, GraphInvalid, UnknownNodeKind),
)
async def save_draft(journey_id: UUID, body: DraftSave, actor: Marketer, session: DbSession, now: Now) -> DraftSaved:
    """Save the draft; 409 `draft_conflict` when somebody saved since the revision it was based on."""
    return await service.save_draft(session, journey_id, body.revision, body.graph, actor=actor, now=now)


@router.post("/journeys/{journey_id}/lint", responses=errors(JourneyNotFound, GraphInvalid, UnknownNodeKind))
async def lint_journey(journey_id: UUID, body: LintRequest, _: Reader, session: DbSession) -> Issues:
    """Look for mistakes in a document, or in the saved draft."""
    graph = body.graph if body.graph is not None else (await service.detail(session, journey_id)).draft
    return Issues(issues=await lint_document(session, graph, itself=journey_id))


@router.get("/journeys/{journey_id}/stats", responses=errors(JourneyNotFound, VersionNotFound))
async def get_journey_stats(
    journey_id: UUID, _: Reader, session: DbSession, version: VersionNumber | None = None
) -> JourneyStats:
    """Counts per step for the canvas: over all versions, or of one."""
    return await stats.journey_stats(session, journey_id, number=version)


@router.get("/journeys/{journey_id}/outlook", responses=errors(JourneyNotFound))
async def get_journey_outlook(journey_id: UUID, _: Reader, session: DbSession, now: Now) -> JourneyOutlook:
    """What the next 24 hours bring if nothing is done: to be read before pausing, resuming or stopping."""
    return await outlook.outlook(session, journey_id, now=now)
