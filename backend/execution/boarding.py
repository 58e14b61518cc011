"""Enrolling: contacts get an enrollment row and a seat in a cohort, and the cohort a request to look.

Everything happens in the caller's transaction; nothing is started here, so a crash leaves all or nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.wakes import wake
from backend.kit.ids import NewId
from backend.models import Journey

_UUIDS = ARRAY(PgUUID(as_uuid=True))
_STATEMENT_ROWS = 5_000

_OPEN_COHORT = text(
    """
    select id, boarded from cohort
    where journey_id = :journey and not closed and boarded < :capacity
    order by id limit 1 for update skip locked
    """
)
_NEW_COHORTS = text(
    "insert into cohort (id, journey_id, kind) select id, :journey, :kind from unnest(:ids) as id"
).bindparams(bindparam("ids", type_=_UUIDS))

_ENROLL = text(
    """
    insert into enrollment (id, journey_id, version_id, contact_id, cohort_id, node, due_at, test_max_wait,
                            enrolled_by, enrolled_at, exclusive_key)
    select given.id, v.journey_id, v.id, given.contact_id, given.cohort_id, v.graph -> 'entry' ->> 'node',
           :now, :test_max_wait, :enrolled_by, :now,
           case when cast(:test_max_wait as double precision) is null then v.graph -> 'entry' ->> 'exclusive' end
    from unnest(:ids, :contacts, :cohorts) as given (id, contact_id, cohort_id)
    join journey_version v on v.id = :version
    order by given.contact_id
    on conflict do nothing
    returning id, cohort_id
    """
).bindparams(
    bindparam("ids", type_=_UUIDS),
    bindparam("contacts", type_=_UUIDS),
    bindparam("cohorts", type_=_UUIDS),
    bindparam("version", type_=PgUUID(as_uuid=True)),
    bindparam("enrolled_by", type_=PgUUID(as_uuid=True)),
)
_BOARDED = text(
    """
    update cohort c set boarded = c.boarded + given.seats, closed = c.boarded + given.seats >= :capacity
    from unnest(:ids, cast(:seats as int[])) as given (id, seats) where c.id = given.id
    """
).bindparams(bindparam("ids", type_=_UUIDS))

_COUNT = text(
    """
    insert into node_counter (version_id, node, metric, count) values (:version, '', 'boarded', :boarded)
    on conflict (version_id, node, metric) do update set count = node_counter.count + excluded.count
    """
).bindparams(bindparam("version", type_=PgUUID(as_uuid=True)))


async def board(
    session: AsyncSession,
    journey: Journey,
    version_id: UUID,
    contact_ids: Iterable[UUID],
    *,
    now: datetime,
    new_id: NewId,
    capacity: int,
    test_max_wait: timedelta | None = None,
    enrolled_by: UUID | None = None,
) -> list[UUID]:
    """Enroll the contacts in this version and wake their cohorts. Returns the ids of the new enrollments.

    A contact that is aboard the journey already (active or errored), or another one of the same exclusive key, is
    passed over, also when both enroll it at this moment; every other rule about who may enter is the caller's. Cohorts
    are filled to `capacity` before new ones are opened. The version's counter `boarded` (of no node) grows by as many:
    less who ended or failed, it says who is aboard without a look at enrollments.
    """
    contacts = sorted(set(contact_ids))  # one order everywhere, so that two enrolling requests never deadlock
    enrolled: list[UUID] = []
    for start in range(0, len(contacts), _STATEMENT_ROWS):
        enrolled += await _board_some(
            session,
            journey,
            contacts[start : start + _STATEMENT_ROWS],
            new_id=new_id,
            capacity=capacity,
            values={
                "now": now,
                "version": version_id,
                "test_max_wait": None if test_max_wait is None else test_max_wait.total_seconds(),
                "enrolled_by": enrolled_by,
            },
        )
    if enrolled:  # last, since everybody who boards this version waits for this row
        await session.execute(_COUNT, {"version": version_id, "boarded": len(enrolled)})
    return enrolled


async def _board_some(
    session: AsyncSession,
    journey: Journey,
    contacts: list[UUID],
    *,
    new_id: NewId,
    capacity: int,
    values: dict[str, object],
) -> list[UUID]:
    cohorts = await _seats(session, journey, len(contacts), new_id=new_id, capacity=capacity)
    rows = await session.execute(
        _ENROLL, {**values, "ids": [new_id() for _ in contacts], "contacts": contacts, "cohorts": cohorts}
    )
    enrolled: list[UUID] = []
    seats: dict[UUID, int] = {}
    for enrollment_id, cohort_id in rows:
        enrolled.append(enrollment_id)
        seats[cohort_id] = seats.get(cohort_id, 0) + 1
    if seats:
        await session.execute(_BOARDED, {"ids": list(seats), "seats": list(seats.values()), "capacity": capacity})
        await wake(session, seats)
    return enrolled


async def _seats(session: AsyncSession, journey: Journey, wanted: int, *, new_id: NewId, capacity: int) -> list[UUID]:
    """A cohort for each of `wanted` contacts: what is left of the open one, then new ones."""
    seats: list[UUID] = []
    found = (await session.execute(_OPEN_COHORT, {"journey": journey.id, "capacity": capacity})).first()
    if found is not None:
        seats += [found.id] * min(wanted, capacity - found.boarded)
    fresh = list(_fresh(wanted - len(seats), capacity, new_id))
    if fresh:
        await session.execute(
            _NEW_COHORTS, {"ids": [cohort for cohort, _ in fresh], "journey": journey.id, "kind": journey.kind}
        )
    for cohort, count in fresh:
        seats += [cohort] * count
    return seats


def _fresh(wanted: int, capacity: int, new_id: NewId) -> Iterator[tuple[UUID, int]]:
    while wanted > 0:
        yield new_id(), min(wanted, capacity)
        wanted -= capacity
