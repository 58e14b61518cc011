"""Rows of journeys and their versions."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys.documents import read_document
from backend.journeys.errors import JourneyNotFound, VersionNotFound
from backend.models import ABOARD, Account, AuditEntry, Enrollment, Journey, JourneyVersion, Template
from workflows.journey.graph import JourneyGraph

DRAFT_SAVED = "journey.draft_saved"
DRAFT_RESTORED = "journey.draft_restored"


class ListedJourney(NamedTuple):
    """A journey with what the list shows about its live version."""

    journey: Journey
    live_number: int | None
    dirty: bool


def _listing() -> Select[Journey, int, bool]:
    # The name lives on the journey: a renaming alone is nothing to publish.
    differs = Journey.draft.op("-")("name") != JourneyVersion.graph.op("-")("name")
    dirty = func.coalesce(differs, True).label("dirty")
    return select(Journey, JourneyVersion.number, dirty).outerjoin(
        JourneyVersion, JourneyVersion.id == Journey.live_version_id
    )


async def list_journeys(session: AsyncSession, *, after: UUID | None, limit: int) -> list[ListedJourney]:
    """Journeys that are not archived, newest first."""
    query = _listing().where(Journey.archived_at.is_(None)).order_by(Journey.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Journey.id < after)
    return [ListedJourney(*row) for row in await session.execute(query)]


async def find_listed(session: AsyncSession, journey_id: UUID) -> ListedJourney:
    """One journey as the list shows it, archived ones included."""
    row = (await session.execute(_listing().where(Journey.id == journey_id))).first()
    if row is None:
        raise JourneyNotFound("there is no such journey", id=str(journey_id))
    return ListedJourney(*row)


async def get_journey(session: AsyncSession, journey_id: UUID, *, lock: str | None = None) -> Journey:
    """The journey; `lock` is "update" to change it, "share" to hold its status still."""
    query = select(Journey).where(Journey.id == journey_id)
    if lock is not None:
        query = query.with_for_update(read=lock == "share").execution_options(populate_existing=True)
    journey = await session.scalar(query)
    if journey is None:
        raise JourneyNotFound("there is no such journey", id=str(journey_id))
    return journey


class ListedVersion(NamedTuple):
    """A version with its publisher's name."""

    version: JourneyVersion
    publisher: str | None


async def list_versions(session: AsyncSession, journey_id: UUID) -> list[ListedVersion]:
    """All versions, newest first."""
    query = (
        select(JourneyVersion, Account.name)
        .outerjoin(Account, Account.id == JourneyVersion.published_by)
        .where(JourneyVersion.journey_id == journey_id)
        .order_by(JourneyVersion.number.desc())
    )
    return [ListedVersion(*row) for row in await session.execute(query)]


async def get_version(session: AsyncSession, journey_id: UUID, number: int) -> ListedVersion:
    """One version by its number."""
    query = (
        select(JourneyVersion, Account.name)
        .outerjoin(Account, Account.id == JourneyVersion.published_by)
        .where(JourneyVersion.journey_id == journey_id, JourneyVersion.number == number)
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise VersionNotFound(f"this journey has no version {number}", number=number)
    return ListedVersion(*row)


async def last_number(session: AsyncSession, journey_id: UUID) -> int:
    """Number of the newest version; 0 when never published."""
    query = select(func.max(JourneyVersion.number)).where(JourneyVersion.journey_id == journey_id)
    return await session.scalar(query) or 0


async def template_keys(session: AsyncSession) -> frozenset[str]:
    """Keys of the templates a journey may use."""
    query = select(Template.key).where(Template.archived_at.is_(None), Template.latest_version_id.is_not(None))
    return frozenset(await session.scalars(query))


async def template_versions(session: AsyncSession, keys: Sequence[str]) -> dict[str, UUID]:
    """The newest version of each template, by key."""
    query = select(Template.key, Template.latest_version_id).where(
        Template.key.in_(keys), Template.archived_at.is_(None), Template.latest_version_id.is_not(None)
    )
    return {key: version for key, version in await session.execute(query) if version is not None}


async def last_saved_by(session: AsyncSession, journey_id: UUID) -> str | None:
    """Who saved the draft last, by name."""
    query = (
        select(AuditEntry.actor_name)
        .where(AuditEntry.object_type == "journey", AuditEntry.object_id == str(journey_id))
        .where(AuditEntry.action.in_((DRAFT_SAVED, DRAFT_RESTORED)))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def anybody_aboard(session: AsyncSession, journey_id: UUID) -> bool:
    """Whether somebody is on the way or parked with an error. Exact, from the rows themselves."""
    aboard = select(Enrollment.id).where(Enrollment.journey_id == journey_id, Enrollment.status.in_(ABOARD))
    return bool(await session.scalar(select(aboard.exists())))


async def graph_of(session: AsyncSession, version_id: UUID) -> JourneyGraph:
    """The graph of a version."""
    return read_document(await session.scalar(select(JourneyVersion.graph).where(JourneyVersion.id == version_id)))
