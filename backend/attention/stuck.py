"""Who is on the way longer than the journey can take, or was due and nobody came.

Overdue: due for ten minutes although the journey runs and sending is not stopped. Too long: aboard for longer than the
longest way through the version, plus a week for send windows, holidays and short pauses; a version that waits for a
date of the contact has no longest way and is left out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, TextClause, Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import JourneyVersion
from workflows.journey.errors import DefinitionError
from workflows.journey.graph import parse_graph
from workflows.journey.longest import longest

OVERDUE: Final = timedelta(minutes=10)
SLACK: Final = timedelta(days=7)
_LONGEST: dict[UUID, timedelta | None] = {}
"""By version, which never changes."""

_STUCK: Final = """
    select e.id
    from cohort c
    join journey j on j.id = c.journey_id and j.status in ('running', 'draining')
    cross join lateral (
        select id from enrollment
        where cohort_id = c.id and status = 'active' and due_at < :overdue and j.archived_at is null
          and not exists (select from organization o where o.sending_stopped_at is not null)
        union
        select e2.id from enrollment e2
        join unnest(:versions, :before) as v (id, before) on v.id = e2.version_id and e2.enrolled_at < v.before
        where e2.cohort_id = c.id and e2.status = 'active' and c.created_at < :oldest
    ) e
    where (cast(:journey as uuid) is null or c.journey_id = :journey)
"""

_COUNT: Final = _STUCK.replace("select e.id\n", "select count(*)\n", 1)


async def stuck_query(
    session: AsyncSession, journey_id: UUID | None, now: datetime, *, counted: bool = False
) -> tuple[TextClause, dict[str, Any]]:
    """A select of the ids of those who are stuck, in one journey or all, and its values."""
    limits = await _limits(session, journey_id)
    before = [now - limit - SLACK for limit in limits.values()]
    typed = text(_COUNT if counted else _STUCK).bindparams(
        bindparam("versions", type_=ARRAY(Uuid)),
        bindparam("before", type_=ARRAY(DateTime(timezone=True))),
        bindparam("journey", type_=Uuid),
    )
    values: dict[str, Any] = {
        "overdue": now - OVERDUE,
        "versions": list(limits),
        "before": before,
        "oldest": max(before, default=now - SLACK),
        "journey": journey_id,
    }
    return typed, values


async def _limits(session: AsyncSession, journey_id: UUID | None) -> dict[UUID, timedelta]:
    query = select(JourneyVersion.id)
    if journey_id is not None:
        query = query.where(JourneyVersion.journey_id == journey_id)
    ids = list(await session.scalars(query))
    await _learn(session, [one for one in ids if one not in _LONGEST])
    return {one: limit for one in ids if (limit := _LONGEST[one]) is not None}


async def _learn(session: AsyncSession, ids: Iterable[UUID]) -> None:
    unknown = list(ids)
    if not unknown:
        return
    query = select(JourneyVersion.id, JourneyVersion.graph).where(JourneyVersion.id.in_(unknown))
    for version_id, graph in await session.execute(query):
        _LONGEST[version_id] = _longest(graph)


def _longest(graph: Any) -> timedelta | None:
    try:
        found = longest(parse_graph(graph))
    except DefinitionError:
        return None
    return None if found.open_ended else found.duration
