"""Who is on the way longer than the journey can take, or was due and nobody came.

Overdue: due for ten minutes although the journey runs and sending is not stopped. Too long: aboard for longer than the
longest way through the version, plus a week for send windows, holidays and short pauses; a version that waits for a
date of the contact has no longest way and is left out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Subquery,
    Text,
    Uuid,
    any_,
    bindparam,
    literal,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Enrollment, JourneyVersion
from workflows.journey.errors import DefinitionError
from workflows.journey.graph import parse_graph
from workflows.journey.longest import longest

OVERDUE: Final = timedelta(minutes=10)
SLACK: Final = timedelta(days=7)
_FEW: Final = 1_000
_LONGEST: dict[UUID, timedelta | None] = {}
"""By version, which never changes."""

_STUCK: Final = """
    with known as (
        select v.id, v.journey_id, given.before from unnest(:versions, :before) as given (id, before)
        join journey_version v on v.id = given.id
    )
    select e.id, e.journey_id, e.version_id, e.node
    from cohort c
    join journey j on j.id = c.journey_id and j.status in ('running', 'draining')
    left join (select journey_id, max(before) as before from known group by journey_id) as oldest
      on oldest.journey_id = c.journey_id
    cross join lateral (
        select id, journey_id, version_id, node from enrollment
        where cohort_id = c.id and status = 'active' and due_at < :overdue and j.archived_at is null
          and not (select sending_halted())
        union
        select e2.id, e2.journey_id, e2.version_id, e2.node from enrollment e2
        join known v on v.id = e2.version_id and e2.enrolled_at < v.before
        where e2.cohort_id = c.id and e2.status = 'active' and c.created_at < oldest.before
    ) e
    where (cast(:journey as uuid) is null or c.journey_id = :journey)
"""


async def stuck(session: AsyncSession, journey_id: UUID | None, now: datetime) -> Subquery:
    """Those who are stuck, in one journey or all: their id, journey_id, version_id and node."""
    limits = await _limits(session, journey_id)
    before = [now - limit - SLACK for limit in limits.values()]
    found = text(_STUCK).bindparams(
        bindparam("versions", list(limits), ARRAY(Uuid)),
        bindparam("before", before, ARRAY(DateTime(timezone=True))),
        bindparam("journey", journey_id, Uuid),
        bindparam("overdue", now - OVERDUE),
    )
    return found.columns(id=Uuid, journey_id=Uuid, version_id=Uuid, node=Text).subquery("stuck")


async def stuck_ids(session: AsyncSession, journey_id: UUID | None, now: datetime) -> Select[UUID]:
    """The ids alone, as a query."""
    return select((await stuck(session, journey_id, now)).c.id)


async def is_stuck(session: AsyncSession, journey_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Whether an enrollment of the journey is stuck.

    The few who usually are, or nobody, are given by name: as a query they make the planner walk through everybody.
    """
    query = await stuck_ids(session, journey_id, now)
    few = list(await session.scalars(query.limit(_FEW + 1)))
    return Enrollment.id.in_(query) if len(few) > _FEW else Enrollment.id == any_(literal(few, ARRAY(Uuid)))


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
