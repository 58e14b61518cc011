"""Journeys as documents: creating, renaming, archiving, saving drafts, reading."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.repository import newest
from backend.audit.service import audit, set_what_differs
from backend.audit.vocabulary import Change, Detail
from backend.journeys import repository
from backend.journeys.documents import read_document
from backend.journeys.errors import JourneyHasPeople, JourneyStateConflict, KindFixed
from backend.journeys.linting import lint_document
from backend.journeys.publishing import draft_conflict
from backend.journeys.repository import DRAFT_RESTORED, DRAFT_SAVED, ListedJourney, ListedVersion
from backend.journeys.schemas import (
    DraftRestored,
    DraftSaved,
    Held,
    JourneyDetail,
    JourneyKind,
    JourneyRow,
    VersionDetail,
    VersionRow,
)
from backend.journeys.stats import aboard_by_journey, aboard_by_version, paused_by_journey
from backend.journeys.version_schemas import VersionRename
from backend.kit.ids import NewId
from backend.kit.pagination import Page, cut, encode_cursor
from backend.kit.state import Actor
from backend.models import AuditEntry, Journey
from workflows.journey.graph import JourneyGraph, dump_graph, empty_graph

SAVING_SPELL: Final = timedelta(minutes=10)
"""Autosaves of one person within this time are one audit entry; somebody else's save always gets its own."""


async def page(session: AsyncSession, *, after: UUID | None, limit: int) -> Page[JourneyRow]:
    """Journeys, newest first, with how many are aboard."""
    found = await repository.list_journeys(session, after=after, limit=limit + 1)
    shown, more = cut(found, limit)
    ids = [listed.journey.id for listed in shown]
    aboard, paused = await aboard_by_journey(session, ids), await paused_by_journey(session, ids)
    items = [_row(listed, aboard, paused) for listed in shown]
    return Page(items=items, next_cursor=encode_cursor(shown[-1].journey.id) if more else None)


async def detail(session: AsyncSession, journey_id: UUID) -> JourneyDetail:
    """One journey with its draft."""
    listed = await repository.find_listed(session, journey_id)
    aboard, paused = await aboard_by_journey(session, [journey_id]), await paused_by_journey(session, [journey_id])
    journey = listed.journey
    return JourneyDetail(
        **_row(listed, aboard, paused).model_dump(),
        draft=read_document(journey.draft),
        draft_revision=journey.draft_revision,
        created_at=journey.created_at,
        held=await _held(session, journey),
        drains=journey.drains,
    )


async def _held(session: AsyncSession, journey: Journey) -> Held | None:
    if journey.status not in ("paused", "draining", "stopped"):
        return None
    cause = await newest(session, "journey", str(journey.id), f"journey.{journey.status}")
    return cause and Held(at=cause.at, by=cause.actor_name, reason=cause.reason or "")


def _row(listed: ListedJourney, aboard: Mapping[UUID, int], paused: Mapping[UUID, int]) -> JourneyRow:
    journey = listed.journey
    return JourneyRow.model_validate(
        {
            "id": journey.id,
            "name": journey.name,
            "kind": journey.kind,
            "status": journey.status,
            "archived": journey.archived_at is not None,
            "live_version": listed.live_number,
            "aboard": aboard.get(journey.id, 0),
            "paused": paused.get(journey.id, 0),
            "draft_dirty": listed.dirty,
            "updated_at": journey.updated_at,
        }
    )


async def create(
    session: AsyncSession,
    name: str,
    kind: JourneyKind,
    graph: JourneyGraph | None,
    *,
    source: str,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> UUID:
    """A new draft. The document takes the journey's name and kind; without one it is entry -> exit."""
    base = empty_graph(name, kind) if graph is None else graph.model_copy(update={"name": name})
    if base.kind != kind:
        raise KindFixed(f"the document is a {base.kind} journey, not {kind}", kind=base.kind)
    journey = Journey(
        id=new_id(),
        name=name,
        kind=kind,
        status="draft",
        draft=dump_graph(base),
        draft_revision=1,
        created_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    session.add(journey)
    await session.flush()
    await audit(
        session,
        actor,
        "journey.created",
        "journey",
        str(journey.id),
        {"name": name, "kind": kind, "started_from": source},
    )
    return journey.id


async def rename(session: AsyncSession, journey_id: UUID, name: str, *, actor: Actor, now: datetime) -> None:
    """Change the name, in the draft as well, so that an exported document carries it."""
    journey = await repository.get_journey(session, journey_id, lock="update")
    before = journey.name
    journey.name = name
    journey.draft = {**journey.draft, "name": name}
    journey.updated_at = now
    changes: dict[str, Change] = {"name": {"from": before, "to": name}}
    await audit(session, actor, "journey.renamed", "journey", str(journey_id), {"changes": changes})


async def archive(session: AsyncSession, journey_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take the journey out of sight; only when nobody is on the way."""
    journey = await repository.get_journey(session, journey_id, lock="update")
    if await repository.anybody_aboard(session, journey_id):
        raise JourneyHasPeople("somebody is still on the way; stop the journey first")
    if journey.archived_at is not None:
        return
    journey.archived_at = now
    journey.updated_at = now
    if journey.status != "draft":
        journey.status = "stopped"
    await audit(session, actor, "journey.archived", "journey", str(journey_id), {"name": journey.name})


async def save_draft(
    session: AsyncSession, journey_id: UUID, revision: int, graph: JourneyGraph, *, actor: Actor, now: datetime
) -> DraftSaved:
    """Keep the document as the draft if nobody saved since `revision`; it may have lint errors.

    The journey keeps its own name (`rename`), so that a stale editor cannot undo a renaming.
    Raises DraftConflict naming the present revision and who saved it.
    """
    journey = await repository.get_journey(session, journey_id, lock="update")
    if journey.archived_at is not None:
        raise JourneyStateConflict("an archived journey cannot be edited", status="archived")
    if journey.draft_revision != revision:
        raise await draft_conflict(session, journey)
    if graph.kind != journey.kind:
        raise KindFixed("the kind of a journey cannot change; create another one", kind=journey.kind)
    journey.draft = dump_graph(graph.model_copy(update={"name": journey.name}))
    journey.draft_revision = revision + 1
    journey.updated_at = now
    await _audit_save(session, journey, actor, now)
    return DraftSaved(revision=journey.draft_revision, issues=await lint_document(session, graph, itself=journey.id))


async def restore_draft(
    session: AsyncSession, journey_id: UUID, number: int, revision: int, *, actor: Actor, now: datetime
) -> DraftRestored:
    """Make version `number` the draft again, in place of the draft of `revision`; nothing is published by it.

    Raises VersionNotFound, DraftConflict when the draft is another one by now, JourneyStateConflict when archived.
    """
    item = await repository.get_version(session, journey_id, number)
    journey = await repository.get_journey(session, journey_id, lock="update")
    if journey.archived_at is not None:
        raise JourneyStateConflict("an archived journey cannot be edited", status="archived")
    if journey.draft_revision != revision:
        raise await draft_conflict(session, journey)
    graph = read_document(item.version.graph).model_copy(update={"name": journey.name})
    journey.draft = dump_graph(graph)
    journey.draft_revision = revision + 1
    journey.updated_at = now
    detail: Detail = {"version": number, "revision": journey.draft_revision}
    await audit(session, actor, DRAFT_RESTORED, "journey", str(journey.id), detail)
    return DraftRestored(
        revision=journey.draft_revision, issues=await lint_document(session, graph, itself=journey.id), graph=graph
    )


async def _audit_save(session: AsyncSession, journey: Journey, actor: Actor, now: datetime) -> None:
    last = await session.scalar(
        select(AuditEntry)
        .where(AuditEntry.object_type == "journey", AuditEntry.object_id == str(journey.id))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    same_spell = last is not None and last.action == DRAFT_SAVED and last.actor_id == actor.id
    if last is None or not same_spell or now - last.at > SAVING_SPELL:
        detail: Detail = {"revision": journey.draft_revision}
        await audit(session, actor, DRAFT_SAVED, "journey", str(journey.id), detail)


async def versions(session: AsyncSession, journey_id: UUID) -> list[VersionRow]:
    """All versions, newest first, with how many people each still carries."""
    journey = await repository.get_journey(session, journey_id)
    listed = await repository.list_versions(session, journey_id)
    aboard = await aboard_by_version(session, [item.version.id for item in listed])
    return [_version_row(item, journey, aboard) for item in listed]


async def version(session: AsyncSession, journey_id: UUID, number: int) -> VersionDetail:
    """One version with its graph."""
    journey = await repository.get_journey(session, journey_id)
    item = await repository.get_version(session, journey_id, number)
    row = _version_row(item, journey, await aboard_by_version(session, [item.version.id]))
    return VersionDetail(**row.model_dump(), graph=read_document(item.version.graph))


def _version_row(item: ListedVersion, journey: Journey, aboard: Mapping[UUID, int]) -> VersionRow:
    return VersionRow(
        number=item.version.number,
        name=item.version.name,
        note=item.version.note,
        published_at=item.version.published_at,
        published_by=item.publisher,
        live=item.version.id == journey.live_version_id,
        aboard=aboard.get(item.version.id, 0),
    )


async def name_version(
    session: AsyncSession, journey_id: UUID, number: int, change: VersionRename, *, actor: Actor
) -> None:
    """Change what people call a version. Raises JourneyNotFound, VersionNotFound."""
    await repository.get_journey(session, journey_id, lock="update")
    version = (await repository.get_version(session, journey_id, number)).version
    changes = set_what_differs(version, change.model_dump(exclude_none=True))
    if not changes:
        return
    detail: Detail = {"version": number, "changes": changes}
    await audit(session, actor, "journey.version_named", "journey", str(journey_id), detail)
