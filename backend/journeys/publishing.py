"""Publishing: a draft without errors becomes an immutable version, and the journey runs; or an old one does again."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail, Fate
from backend.execution.judging import judged_facts
from backend.execution.operations import start_operation
from backend.journeys import people, repository
from backend.journeys.carrying_outlook import carrying
from backend.journeys.documents import read_document
from backend.journeys.errors import DraftConflict, JourneyHasErrors, JourneyIsStopped, JourneyStateConflict
from backend.journeys.linting import lint_document
from backend.journeys.migration import MIGRATE, MigrateParams, concerns_anybody
from backend.journeys.schemas import Issue, LongestWay
from backend.journeys.version_schemas import (
    CarryingOutlook,
    CarryingRequest,
    PeopleChoice,
    Published,
    PublishPreview,
    PublishPreviewRequest,
    PublishRequest,
    RollbackRequest,
    diff_view,
)
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Journey, JourneyVersion
from workflows.journey.diff import diff
from workflows.journey.graph import JourneyGraph, dump_graph
from workflows.journey.longest import longest


class _Edition(NamedTuple):
    """What is to be published: the graph, the wordings it brings along, and how people call it."""

    graph: JourneyGraph
    pinned: Mapping[str, str]
    name: str
    note: str
    people: Mapping[str, PeopleChoice]
    start: bool


async def preview(session: AsyncSession, journey_id: UUID, request: PublishPreviewRequest) -> PublishPreview:
    """What publishing this would change, and whom it concerns. Raises DraftConflict, VersionNotFound."""
    journey = await repository.get_journey(session, journey_id)
    graph, pinned = await _asked(session, journey, request)
    live = None if journey.live_version_id is None else await session.get_one(JourneyVersion, journey.live_version_id)
    before = None if live is None else read_document(live.graph)
    way = longest(graph)
    waiting = await people.waiting(session, journey_id, graph)
    return PublishPreview(
        live_version=None if live is None else live.number,
        diff=None if before is None else diff_view(diff(before, graph.model_copy(update={"name": before.name}))),
        issues=await lint_document(session, graph, itself=journey_id, pinned=pinned),
        waiting=waiting,
        parked=sum(place.parked for place in waiting),
        longest=LongestWay(duration=way.duration, open_ended=way.open_ended),
        longest_before=None if before is None else longest(before).duration,
    )


async def carried(
    session: AsyncSession, journey_id: UUID, request: CarryingRequest, *, now: datetime
) -> CarryingOutlook:
    """What the choices for people on the way would bring. Raises DraftConflict, VersionNotFound, ChoicesInvalid."""
    journey = await repository.get_journey(session, journey_id)
    graph, _ = await _asked(session, journey, request)
    people.check_choices(request.people, graph)
    return CarryingOutlook(steps=await carrying(session, journey_id, graph, request.people, now=now))


async def _asked(
    session: AsyncSession, journey: Journey, request: PublishPreviewRequest
) -> tuple[JourneyGraph, Mapping[str, str]]:
    if request.version is not None:
        old = (await repository.get_version(session, journey.id, request.version)).version
        return read_document(old.graph), old.templates
    if journey.draft_revision != request.revision:
        raise await draft_conflict(session, journey)
    return read_document(journey.draft), {}


async def publish(
    session: AsyncSession, journey_id: UUID, request: PublishRequest, *, actor: Actor, now: datetime, new_id: NewId
) -> Published:
    """Publish the draft of `request.revision`. People on the way stay on their version unless chosen otherwise.

    Raises DraftConflict when the draft is another one by now, JourneyHasErrors when lint finds errors, ChoicesInvalid.
    """
    journey = await _open_journey(session, journey_id)
    if journey.draft_revision != request.revision:
        raise await draft_conflict(session, journey)
    edition = _Edition(read_document(journey.draft), {}, request.name, request.note, request.people, request.start)
    published = await _bring_out(session, journey, edition, actor=actor, now=now, new_id=new_id)
    detail = _told(published, edition)
    await audit(session, actor, "journey.published", "journey", str(journey.id), detail)
    return published


async def roll_back(
    session: AsyncSession,
    journey_id: UUID,
    number: int,
    request: RollbackRequest,
    *,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Published:
    """Publish version `number` again as a new version, with the mail texts it had. The draft is not touched.

    Raises VersionNotFound, JourneyHasErrors when it would not pass lint any more, ChoicesInvalid.
    """
    journey = await _open_journey(session, journey_id)
    old = (await repository.get_version(session, journey_id, number)).version
    graph = read_document(old.graph).model_copy(update={"name": journey.name})
    edition = _Edition(graph, old.templates, request.name or old.name, request.note, request.people, request.start)
    published = await _bring_out(session, journey, edition, actor=actor, now=now, new_id=new_id)
    detail: Detail = {**_told(published, edition), "from_version": number}
    await audit(session, actor, "journey.rolled_back", "journey", str(journey.id), detail)
    return published


def _told(published: Published, edition: _Edition) -> Detail:
    detail: Detail = {"version": published.version, "note": edition.note, "name": edition.name or ""}
    if edition.start:
        detail["started"] = True
    if edition.people:
        detail["fates"] = {node: _fate(choice) for node, choice in edition.people.items()}
    return detail


def _fate(chosen: PeopleChoice) -> Fate:
    return {"choice": chosen.choice} if chosen.to is None else {"choice": chosen.choice, "to": chosen.to}


async def _open_journey(session: AsyncSession, journey_id: UUID) -> Journey:
    journey = await repository.get_journey(session, journey_id, lock="update")
    if journey.archived_at is not None:
        raise JourneyStateConflict("an archived journey cannot be published", status="archived")
    return journey


async def _bring_out(
    session: AsyncSession, journey: Journey, edition: _Edition, *, actor: Actor, now: datetime, new_id: NewId
) -> Published:
    issues = await lint_document(session, edition.graph, itself=journey.id, pinned=edition.pinned)
    wrong = [issue for issue in issues if issue.severity == "error"]
    if wrong:
        raise JourneyHasErrors(
            "the journey has errors; correct them and publish again",
            issues=[issue.model_dump(mode="json") for issue in wrong],
        )
    people.check_choices(edition.people, edition.graph)
    if journey.status == "stopped" and not edition.start:
        raise JourneyIsStopped("this journey was stopped; publish it with start: true to let it run again")
    version = await _add_version(session, journey, edition, actor=actor, now=now, new_id=new_id)
    warnings = [issue for issue in issues if issue.severity == "warning"]
    carrying = await _carry_over(session, journey, version, edition, actor=actor, new_id=new_id)
    return Published(version=version.number, warnings=warnings, operation_id=carrying)


async def _carry_over(
    session: AsyncSession, journey: Journey, version: JourneyVersion, edition: _Edition, *, actor: Actor, new_id: NewId
) -> UUID | None:
    """Queue the operation that carries people over, when somebody is to be carried."""
    if not concerns_anybody(edition.people) or version.number == 1:
        return None
    params = MigrateParams(
        journey_id=journey.id, version_id=version.id, number=version.number, people=edition.people, by=actor.name
    )
    queued = await start_operation(session, MIGRATE, params.model_dump(mode="json"), actor.id, new_id=new_id)
    return queued.id


async def draft_conflict(session: AsyncSession, journey: Journey) -> DraftConflict:
    """The refusal that says which revision stands and who saved it."""
    return DraftConflict(
        "somebody saved this draft meanwhile; load it again before saving",
        revision=journey.draft_revision,
        saved_by=await repository.last_saved_by(session, journey.id),
    )


async def _add_version(
    session: AsyncSession, journey: Journey, edition: _Edition, *, actor: Actor, now: datetime, new_id: NewId
) -> JourneyVersion:
    newest = (
        {} if edition.pinned else {key: str(found) for key, found in (await _newest(session, edition.graph)).items()}
    )
    version = JourneyVersion(
        id=new_id(),
        journey_id=journey.id,
        number=await repository.last_number(session, journey.id) + 1,
        graph=dump_graph(edition.graph),
        templates={**newest, **edition.pinned},
        name=edition.name,
        note=edition.note,
        ends_at=edition.graph.settings.ends_at,
        judged=judged_facts(edition.graph),
        published_by=actor.id,
        published_at=now,
    )
    session.add(version)
    await session.flush()
    journey.live_version_id = version.id
    # What is paused stays paused and what drains goes on draining: a correction must not let mails out by surprise.
    if journey.status == "draft" or (edition.start and journey.status != "paused"):
        journey.status = "running"
    elif edition.start:  # paused: it opens when it is resumed
        journey.paused_from = "running"
    journey.updated_at = now
    return version


async def _newest(session: AsyncSession, graph: JourneyGraph) -> dict[str, UUID]:
    keys = sorted(used_templates(graph))
    pinned = await repository.template_versions(session, keys)
    missing = [key for key in keys if key not in pinned]
    if missing:  # archived between lint and here
        raise JourneyHasErrors("a template is no longer there", issues=[_gone(key) for key in missing])
    return pinned


def _gone(key: str) -> dict[str, object]:
    params = {"template": key}
    return Issue(code="unknown_template", severity="error", node=None, field="template", params=params).model_dump()


def used_templates(graph: JourneyGraph) -> set[str]:
    """Keys of all templates the journey may send."""
    keys: set[str] = set()
    for node in graph.nodes.values():
        if node.type == "send_email":
            keys.update(variant.template for variant in node.variants if variant.template)
            if node.template:
                keys.add(node.template)
    return keys
