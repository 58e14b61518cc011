"""Whom an action is for, and where they stand; every query is served by an index and by the filter's journey."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions.schemas import EnrollmentSelection
from backend.enrollments.filter import conditions
from backend.models import ABOARD, Enrollment


class Standing(NamedTuple):
    """How many stand in the same way at one step of one version."""

    version_id: UUID
    node: str | None
    status: str
    phase: str
    visited: bool
    people: int


async def standings(
    session: AsyncSession, selection: EnrollmentSelection, node: str | None, now: datetime
) -> list[Standing]:
    """Where those meant stand; `visited` says whether they have been at `node`."""
    phase = func.coalesce(Enrollment.state["phase"].astext, "ready")
    visited: ColumnElement[bool] = (
        literal(True) if node is None else func.coalesce(func.jsonb_exists(Enrollment.state["visits"], node), False)
    )
    query = (
        select(Enrollment.version_id, Enrollment.node, Enrollment.status, phase, visited, func.count())
        .where(*await _meant(session, selection, now))
        .group_by(Enrollment.version_id, Enrollment.node, Enrollment.status, phase, visited)
    )
    return [Standing(*row) for row in await session.execute(query)]


async def count(session: AsyncSession, selection: EnrollmentSelection, now: datetime) -> int:
    """How many are meant."""
    query = select(func.count()).select_from(Enrollment).where(*await _meant(session, selection, now))
    return await session.scalar(query) or 0


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
