"""Carrying people over to a newly published version, as the publisher chose for the step each of them is at.

Chunk by chunk, each in one transaction with its progress: cancelled between chunks, gone on with after a crash, and
nobody is carried twice, since whoever is on the target or a newer version is passed over. Who has a mail on its way is
asked again a little later.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import places
from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation
from backend.execution.passenger import Passenger
from backend.execution.shunting import LOADER, ShuntResult, shunt
from backend.journeys.version_schemas import EVERYWHERE, PeopleChoice
from backend.models import ABOARD, Enrollment, JourneyVersion, Operation
from workflows.contracts import OperationTick
from workflows.journey.events import Event, Migrate, Stop

MIGRATE: Final = "migrate"
LEFT: Final = "version_ended"
"""End reason of those for whom the publisher chose that the journey ends."""
CHUNK: Final = 200
ROUNDS: Final = 60
PAUSE_S: Final = 1.0
"""How often and after how long those are asked again whose mail was on its way: longer than a dead worker is missed."""
_LATER: Final = frozenset({"command_out", "mail_under_way", "moved_meanwhile"})
_EXIT: Final = "exit"
_STAY: Final = "stays"


class MigrateParams(BaseModel):
    """Who goes where: choices by step id (`*` for the rest), onto the version of this number."""

    journey_id: UUID
    version_id: UUID
    number: int
    people: Mapping[str, PeopleChoice]
    by: str


def concerns_anybody(people: Mapping[str, PeopleChoice]) -> bool:
    """Whether somebody is to be carried at all."""
    return any(choice.choice != "stay" for choice in people.values())


@operation(MIGRATE)
async def run_migrate(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Carry people over chunk by chunk, in the order of their enrollments' ids."""
    return await run_chunks(deps, operation_id, heartbeat, _chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params = MigrateParams.model_validate(row.params)
    if row.total is None:
        found = await places(session, params.journey_id)
        row.total = sum(place.people for place in found if place.number < params.number)
    again: list[str] = row.cursor.get("again", [])
    if "round" not in row.cursor:
        ids = await _next(session, params, row.cursor.get("after"))
        cursor = {"after": str(ids[-1])} if ids else {}
    else:
        asked: list[str] = row.cursor["asked"]
        ids, cursor = [UUID(one) for one in asked[:CHUNK]], {**row.cursor, "asked": asked[CHUNK:]}
    if not ids:
        return await _next_round(row, again, deps)
    carried = await _carry(session, deps, params, ids)
    _note(row, carried)
    row.cursor = {**cursor, "again": [*again, *map(str, carried.later)]}
    return None


async def _next_round(row: Operation, again: list[str], deps: OperationDeps) -> None:
    """Everybody was met. Once more for those whose mail was on its way, in a moment; or the end."""
    round_ = row.cursor.get("round", 0) + 1
    if again and round_ <= ROUNDS:
        await asyncio.sleep(PAUSE_S)
        row.cursor = {"round": round_, "asked": again}
        return
    if again:
        _note(row, _Carried(Counter({"mail_under_way": len(again)}), []))
    row.total = row.done
    row.status, row.finished_at = "done", deps.clock()


def _older(params: MigrateParams) -> Select[UUID]:
    """Those on the way, or parked, by an older version; who is on the target or beyond it is not pulled back."""
    return (
        select(Enrollment.id)
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
        .where(Enrollment.journey_id == params.journey_id, Enrollment.status.in_(ABOARD))
        .where(JourneyVersion.number < params.number)
    )


async def _next(session: AsyncSession, params: MigrateParams, after: str | None) -> Sequence[UUID]:
    query = _older(params).order_by(Enrollment.id).limit(CHUNK)
    if after is not None:
        query = query.where(Enrollment.id > UUID(after))
    return (await session.scalars(query)).all()


class _Carried(NamedTuple):
    """What became of some people, by word; `later` are those to be asked again."""

    counts: Counter[str]
    later: Sequence[UUID]


async def _carry(session: AsyncSession, deps: OperationDeps, params: MigrateParams, ids: Sequence[UUID]) -> _Carried:
    now = deps.clock()
    numbers = {row.id: row.number for row in await _numbers(session, params.journey_id)}

    def onto(passenger: Passenger) -> Event | str:
        number = numbers.get(passenger.version.id, 0)
        if number >= params.number:
            return _STAY
        choice = _choice(params, passenger)
        if choice.choice in ("stay", "exit"):
            return _EXIT if choice.choice == "exit" else _STAY
        detail = {"by": params.by, "from_version": number, "to_version": params.number}
        return Migrate(now, choice.to, detail)

    def out(passenger: Passenger) -> Event | str:
        if _choice(params, passenger).choice != "exit":
            return "moved_meanwhile"
        return Stop(now, LEFT, {"by": params.by, "to_version": params.number})

    moved = await shunt(session, LOADER, ids, onto, now=now, onto=params.version_id)
    leaving = [one for one, reason in moved.refusals.items() if reason == _EXIT]
    left = await shunt(session, LOADER, leaving, out, now=now) if leaving else ShuntResult()
    refusals = {**moved.refusals, **left.refusals}
    for one in left.moved:
        del refusals[one]
    later = [one for one, reason in refusals.items() if reason in _LATER]
    counts = Counter(reason for reason in refusals.values() if reason not in _LATER)
    counts.update({"migrated": len(moved.moved), "exited": len(left.moved)})
    return _Carried(counts, later)


def _choice(params: MigrateParams, passenger: Passenger) -> PeopleChoice:
    known = params.people.get(passenger.state.node or "")
    return known or params.people.get(EVERYWHERE) or PeopleChoice(choice="stay")


async def _numbers(session: AsyncSession, journey_id: UUID) -> Sequence[Row[UUID, int]]:
    query = select(JourneyVersion.id, JourneyVersion.number).where(JourneyVersion.journey_id == journey_id)
    return (await session.execute(query)).all()


def _note(row: Operation, carried: _Carried) -> None:
    known: dict[str, Any] = row.result or {"migrated": 0, "exited": 0, "stayed": 0, "refused": {}}
    counts = carried.counts
    refused = Counter[str](known["refused"])
    refused.update({reason: n for reason, n in counts.items() if reason not in ("migrated", "exited", _STAY)})
    row.result = {
        "migrated": known["migrated"] + counts["migrated"],
        "exited": known["exited"] + counts["exited"],
        "stayed": known["stayed"] + counts[_STAY],
        "refused": dict(refused),
    }
    row.done += counts.total()
    row.total = max(row.total or 0, row.done)
