"""Long work of this room as operations: enrolling many, and ending everybody of a stopped journey.

Each chunk is one transaction with its progress and its cursor, so a crash goes on where the last commit stood and
nothing is done twice.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.schemas import EnrollmentTest, LeftOutReason, Selection
from backend.enrollments.selection import chunk, reasons_against, rules_of, take_turns
from backend.execution.boarding import board
from backend.execution.operations import OperationDeps, operation
from backend.execution.shunting import LOADER, shunt
from backend.journeys import repository as journeys
from backend.kit.db import transaction
from backend.models import ABOARD, Enrollment, Operation
from workflows.contracts import OperationTick
from workflows.journey.events import Stop

ENROLL: Final = "enroll"
STOP_JOURNEY: Final = "stop_journey"
CHUNK: Final = 500
BUDGET_S: Final = 20.0
"""Seconds one call works before it says that there is more."""

Chunk = Callable[[AsyncSession, OperationDeps, Operation], Any]


class EnrollParams(BaseModel):
    """Who is to enter, fixed when the operation was asked for."""

    journey_id: UUID
    selection: Selection
    test: EnrollmentTest | None
    enrolled_by: UUID | None
    not_found: int = 0


class StopParams(BaseModel):
    """Whose enrollments end: those of the journey that had begun by `until`, so that a later publishing is safe."""

    journey_id: UUID
    until: datetime
    reason: str = "journey_stopped"


@operation(ENROLL)
async def run_enroll(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Enroll chunk by chunk, in the order of contact ids."""
    return await run_chunks(deps, operation_id, heartbeat, _enroll_chunk)


@operation(STOP_JOURNEY)
async def run_stop_journey(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """End enrollments chunk by chunk, in the order of their ids."""
    return await run_chunks(deps, operation_id, heartbeat, _stop_chunk)


async def run_chunks(
    deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None], work: Chunk
) -> OperationTick:
    until = time.monotonic() + BUDGET_S
    while time.monotonic() < until:
        async with transaction(deps.sessions) as session:
            row = await session.get_one(Operation, operation_id, with_for_update=True)
            if row.finished_at is not None:
                return OperationTick(finished=True)
            row.status = "running"
            if row.cancel_requested:
                _finish(row, "cancelled", deps.clock())
            else:
                await work(session, deps, row)
            finished = row.finished_at is not None
        heartbeat()
        if finished:
            return OperationTick(finished=True)
    return OperationTick(finished=False)


def _finish(row: Operation, status: str, at: datetime, error: str | None = None) -> None:
    row.status, row.finished_at, row.error = status, at, error


async def _enroll_chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params = EnrollParams.model_validate(row.params)
    journey = await journeys.get_journey(session, params.journey_id, lock="share")
    version_id = journey.live_version_id
    if version_id is None or journey.archived_at is not None or not journey.lets_in:
        return _finish(row, "failed", deps.clock(), "journey_not_live")
    graph = await journeys.graph_of(session, version_id)
    rules = rules_of(journey.id, graph, deps.clock(), test=params.test is not None)
    await take_turns(session, rules)
    met = await chunk(session, params.selection, rules, after=_after(row), limit=CHUNK)
    eligible = [contact for contact, reason in met if reason is None]
    enrolled = await board(
        session,
        journey,
        version_id,
        eligible,
        now=deps.clock(),
        new_id=deps.new_id,
        capacity=deps.settings.cohort_capacity,
        test_max_wait=params.test.max_wait if params.test else None,
        enrolled_by=params.enrolled_by,
    )
    raced = Counter[LeftOutReason]()
    if len(enrolled) < len(eligible):  # somebody else was faster
        raced = await reasons_against(session, eligible, rules)
        raced["already_enrolled"] -= len(enrolled)
    _note_enrolled(row, params, met, len(enrolled), +raced)
    if len(met) < CHUNK:
        row.total = row.done
        _finish(row, "done", deps.clock())
    return None


def _note_enrolled(
    row: Operation,
    params: EnrollParams,
    met: list[tuple[UUID, LeftOutReason | None]],
    enrolled: int,
    raced: Counter[LeftOutReason],
) -> None:
    known: dict[str, Any] = row.result or {"enrolled": 0, "left_out": {}}
    left_out = Counter[str](known["left_out"])
    if not row.cursor and params.not_found:
        left_out["not_found"] += params.not_found
        row.done += params.not_found
    left_out.update(reason for _, reason in met if reason is not None)
    left_out.update(raced)
    row.result = {"enrolled": known["enrolled"] + enrolled, "left_out": dict(left_out)}
    row.done += len(met)
    if row.total is not None:
        row.total = max(row.total, row.done)
    if met:
        row.cursor = {"after": str(met[-1][0])}


def _after(row: Operation) -> UUID | None:
    after = row.cursor.get("after")
    return None if after is None else UUID(after)


async def _stop_chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params = StopParams.model_validate(row.params)
    query = (
        select(Enrollment.id)
        .where(Enrollment.journey_id == params.journey_id, Enrollment.status.in_(ABOARD))
        .where(Enrollment.enrolled_at <= params.until)
        .order_by(Enrollment.id)
        .limit(CHUNK)
        .with_for_update()
    )
    after = _after(row)
    ids = (await session.scalars(query if after is None else query.where(Enrollment.id > after))).all()
    now = deps.clock()
    stop = Stop(now, params.reason)
    result = await shunt(session, LOADER, ids, lambda _: stop, now=now)
    row.done += len(ids)
    row.result = {"stopped": int(row.result.get("stopped", 0)) + len(result.moved)}
    if ids:
        row.cursor = {"after": str(ids[-1])}
    else:
        row.total = row.done
        _finish(row, "done", now)
