"""Publishing: a draft without errors becomes an immutable version, and the journey runs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.journeys import repository
from backend.journeys.documents import read_document
from backend.journeys.errors import DraftConflict, JourneyHasErrors, JourneyStateConflict
from backend.journeys.linting import lint_document
from backend.journeys.schemas import Issue, Published
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Journey, JourneyVersion
from workflows.journey.graph import JourneyGraph, dump_graph


async def publish(
    session: AsyncSession, journey_id: UUID, revision: int, note: str, *, actor: Actor, now: datetime, new_id: NewId
) -> Published:
    """Publish the draft of `revision`. People on the way stay on the version they entered with.

    Raises DraftConflict when the draft is another one by now, JourneyHasErrors when lint finds errors.
    """
    journey = await repository.get_journey(session, journey_id, lock="update")
    if journey.archived_at is not None:
        raise JourneyStateConflict("an archived journey cannot be published", status="archived")
    if journey.draft_revision != revision:
        raise await draft_conflict(session, journey)
    graph = read_document(journey.draft)
    issues = await lint_document(session, graph)
    wrong = [issue for issue in issues if issue.severity == "error"]
    if wrong:
        raise JourneyHasErrors(
            "the journey has errors; correct them and publish again",
            issues=[issue.model_dump(mode="json") for issue in wrong],
        )
    version = await _add_version(session, journey, graph, note, actor=actor, now=now, new_id=new_id)
    await audit(
        session, actor, "journey.published", "journey", str(journey.id), {"version": version.number, "note": note}
    )
    return Published(version=version.number, warnings=[issue for issue in issues if issue.severity == "warning"])


async def draft_conflict(session: AsyncSession, journey: Journey) -> DraftConflict:
    """The refusal that says which revision stands and who saved it."""
    return DraftConflict(
        "somebody saved this draft meanwhile; load it again before saving",
        revision=journey.draft_revision,
        saved_by=await repository.last_saved_by(session, journey.id),
    )


async def _add_version(
    session: AsyncSession,
    journey: Journey,
    graph: JourneyGraph,
    note: str,
    *,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> JourneyVersion:
    version = JourneyVersion(
        id=new_id(),
        journey_id=journey.id,
        number=await repository.last_number(session, journey.id) + 1,
        graph=dump_graph(graph),
        templates={key: str(version) for key, version in (await _pinned(session, graph)).items()},
        note=note,
        published_by=actor.id,
        published_at=now,
    )
    session.add(version)
    await session.flush()
    journey.live_version_id = version.id
    # A paused journey stays paused: publishing a correction must not let mails out by surprise.
    if journey.status != "paused":
        journey.status = "running"
    journey.updated_at = now
    return version


async def _pinned(session: AsyncSession, graph: JourneyGraph) -> dict[str, UUID]:
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
