"""Whom an action is for, and where they stand: from the counts of places if a filter asks for places only, else by the
filter's journey and an index.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions.schemas import EnrollmentSelection
from backend.enrollments.counted import Place, places
from backend.enrollments.filter import EnrollmentFilter, conditions
from backend.models import ABOARD, Enrollment, JourneyVersion


async def standings(
    session: AsyncSession, selection: EnrollmentSelection, node: str | None, now: datetime
) -> list[Place]:
    """Where those meant stand; `visited` says whether they have been at `node`."""
    if selection.filter is not None and (found := await _placed(session, selection.filter, node)) is not None:
        return found
    waits = Enrollment.state["phase"].astext.is_not_distinct_from("waiting")
    visited: ColumnElement[bool] = (
        literal(True) if node is None else func.coalesce(func.jsonb_exists(Enrollment.state["visits"], node), False)
    )
    key = Enrollment.version_id, JourneyVersion.number, Enrollment.node, Enrollment.status, waits, visited
    query = (
        select(*key, func.count())
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
        .where(*await _meant(session, selection, now))
        .group_by(*key)
    )
    return [Place(*row) for row in await session.execute(query)]


async def _placed(session: AsyncSession, meant: EnrollmentFilter, visited: str | None) -> list[Place] | None:
    """Where they stand by the counts of places; None: the filter asks for more than a place."""
    if meant.asks_more_than_places:
        return None
    return await places(
        session, meant.journey_id, node=meant.node, status=meant.status, version=meant.version, visited=visited
    )


async def count(session: AsyncSession, selection: EnrollmentSelection, now: datetime) -> int:
    """How many are meant."""
    return sum(place.people for place in await standings(session, selection, None, now))


async def next_ids(
    session: AsyncSession, selection: EnrollmentSelection, now: datetime, *, after: UUID | None, limit: int
) -> list[UUID]:
    """The next ids after `after`, in order. Of a selection by ids all come, also those who have ended meanwhile."""
    if selection.ids is not None:
        ids = sorted(set(selection.ids))
        return [one for one in ids if after is None or one > after][:limit]
    query = select(Enrollment.id).where(*await _meant(session, selection, now)).order_by(Enrollment.id).limit(limit)
    if after is not None:
        query = query.where(Enrollment.id > after)
    return list(await session.scalars(query))


async def _meant(session: AsyncSession, selection: EnrollmentSelection, now: datetime) -> list[ColumnElement[bool]]:
    if selection.ids is not None:
        return [Enrollment.id.in_(selection.ids), Enrollment.status.in_(ABOARD)]
    assert selection.filter is not None
    return [Enrollment.status.in_(ABOARD), *await conditions(session, selection.filter, now)]
