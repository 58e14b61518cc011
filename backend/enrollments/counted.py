"""How many people stand where and are due when, from `standing` and `agenda`: exact, and a look at no enrollment."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Interval, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

_HOUR: Final = timedelta(hours=1)
_PLACES = text(
    """
    select s.version_id, v.number, nullif(s.node, '') as node, s.status, s.waits,
           :visited is null or :visited = any(s.visited) as visited, sum(s.people)::bigint as people
    from standing s join journey_version v on v.id = s.version_id
    where v.journey_id = :journey and (:node is null or s.node = :node)
      and (:status is null or s.status = :status) and (:version is null or v.number = :version)
    group by 1, 2, 3, 4, 5, 6 having sum(s.people) <> 0
    """
).bindparams(
    bindparam("journey", type_=Uuid),
    bindparam("node", type_=Text),
    bindparam("status", type_=Text),
    bindparam("version", type_=Integer),
    bindparam("visited", type_=Text),
)
_DUE_ROWS: Final = """
    select version_id, nullif(node, '') as node, waits, begun,
           floor(extract(epoch from due_by - :now) / 3600)::int as hour, min(due_by) as first, sum(people)::bigint
    from ({moments}) as moments
    group by 1, 2, 3, 4, 5
"""
_DUE = text(
    _DUE_ROWS.format(
        moments="""
        select a.version_id, a.node, a.waits, a.begun, a.due_by, sum(a.people) as people
        from agenda a join journey_version v on v.id = a.version_id
        where v.journey_id = :journey and a.due_by < :until
        group by a.version_id, a.node, a.waits, a.begun, a.due_by having sum(a.people) <> 0
        """
    )
).bindparams(
    bindparam("journey", type_=Uuid),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
)
_DUE_SHIFTED = text(
    _DUE_ROWS.format(
        moments="""
        select a.version_id, a.node, a.waits, a.begun, a.due_by + s.shift as due_by, sum(a.people) as people
        from unnest(:versions, :nodes, :shifts) as s (version_id, node, shift)
        join agenda a on a.version_id = s.version_id and a.node = s.node and a.waits
        where a.due_by + s.shift < :until
        group by a.version_id, a.node, a.waits, a.begun, a.due_by, s.shift having sum(a.people) <> 0
        """
    )
).bindparams(
    bindparam("versions", type_=ARRAY(Uuid)),
    bindparam("nodes", type_=ARRAY(Text)),
    bindparam("shifts", type_=ARRAY(Interval)),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
)
_NEXT = text(
    """
    select v.journey_id, min(first.due_by) from journey_version v cross join lateral (
        -- in the order of the index, and no further than the first moment by which somebody is left
        select due_by from agenda where version_id = v.id group by due_by having sum(people) > 0 order by due_by limit 1
    ) first
    where v.journey_id = any(:journeys) group by v.journey_id
    """
).bindparams(bindparam("journeys", type_=ARRAY(Uuid)))


class Place(NamedTuple):
    """How many stand in the same way at one step of one version; `node` is None before the first step."""

    version_id: UUID
    number: int
    node: str | None
    status: str
    waits: bool
    visited: bool
    people: int


async def places(
    session: AsyncSession,
    journey_id: UUID,
    *,
    node: str | None = None,
    status: str | None = None,
    version: int | None = None,
    visited: str | None = None,
) -> list[Place]:
    """Everybody on the way, held or parked, or those of a step, status or version number.

    `visited` of a place says whether they have been at the step `visited`, and is true when none is asked for.
    """
    asked = {"journey": journey_id, "node": node, "status": status, "version": version, "visited": visited}
    return [Place(*row) for row in await session.execute(_PLACES, asked)]


class Due(NamedTuple):
    """People of one version at one step who are due in the same hour from now on; `hour` is negative when it is over.

    `first` is by when the first of them are due.
    """

    version_id: UUID
    node: str | None
    waits: bool
    begun: bool
    hour: int
    first: datetime
    people: int

    @property
    def ahead(self) -> timedelta:
        """How long until they are due, at least."""
        return self.hour * _HOUR


async def due_before(session: AsyncSession, journey_id: UUID, until: datetime, *, now: datetime) -> list[Due]:
    """Who is due before `until`, overdue ones included."""
    found = await session.execute(_DUE, {"journey": journey_id, "until": until, "now": now})
    return [Due(*row) for row in found]


class Shift(NamedTuple):
    """By how much those who wait at a step of a version would be due later (earlier when negative)."""

    version_id: UUID
    node: str
    by: timedelta


async def due_shifted(session: AsyncSession, shifts: Sequence[Shift], until: datetime, *, now: datetime) -> list[Due]:
    """Of those who wait at these steps, who would be due before `until` if they were due so much later."""
    columns = [list(column) for column in zip(*shifts, strict=True)] or [[], [], []]
    asked = dict(zip(("versions", "nodes", "shifts"), columns, strict=True))
    found = await session.execute(_DUE_SHIFTED, {**asked, "now": now, "until": until})
    return [Due(*row) for row in found]


async def next_minutes(session: AsyncSession, journey_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """By when in each journey the first of its people are due, past or to come."""
    found = await session.execute(_NEXT, {"journeys": list(journey_ids)})
    return {journey_id: due_by for journey_id, due_by in found}


def people_in(found: Sequence[Place], *statuses: str) -> int:
    """How many of them are of these statuses."""
    return sum(place.people for place in found if place.status in statuses)
