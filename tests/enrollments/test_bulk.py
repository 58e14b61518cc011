"""Enrolling thousands: progress, cancelling, a crash in the middle, a journey that ends meanwhile."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, text, update

from backend.enrollments import operations
from backend.enrollments.operations import run_enroll
from backend.execution.operations import OperationDeps
from backend.kit.db import Sessions, transaction
from backend.models import Cohort, CohortWake, Enrollment, Journey, Operation
from backend.settings import Settings
from tests.fixtures.journeys import API, enroll, ok, running

pytestmark = pytest.mark.usefixtures("templates")
PEOPLE = 2_300
RIVALS = 230


class Crash(Exception):
    """The worker is killed."""


async def crowd(sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        await session.execute(
            text(
                "insert into contact (id, email, domain_class) select gen_random_uuid(), 'c' || n || '@a.example',"
                " case when n % 10 = 0 then 'competitor' else 'corporate' end from generate_series(1, :people) n"
            ),
            {"people": PEOPLE},
        )


async def started(client: httpx.AsyncClient, sessions: Sessions) -> tuple[dict[str, Any], UUID]:
    await crowd(sessions)
    journey = await running(client)
    answer = await enroll(client, journey, all=True)
    return journey, UUID(answer["operation_id"])


async def operation_of(sessions: Sessions, operation_id: UUID) -> Operation:
    async with transaction(sessions) as session:
        return await session.get_one(Operation, operation_id)


async def enrolled(sessions: Sessions) -> int:
    async with transaction(sessions) as session:
        return await session.scalar(select(func.count()).select_from(Enrollment)) or 0


async def test_thousands_enter_chunk_by_chunk_and_everybody_left_out_is_counted(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    _, operation_id = await started(admin, sessions)
    beats: list[int] = []
    tick = await run_enroll(OperationDeps(sessions, settings), operation_id, lambda: beats.append(1))
    assert tick.finished
    row = await operation_of(sessions, operation_id)
    assert (row.status, row.done, row.total) == ("done", PEOPLE, PEOPLE)
    assert row.result == {"enrolled": PEOPLE - RIVALS, "left_out": {"competitor": RIVALS}}
    assert len(beats) == PEOPLE // operations.CHUNK + 1
    async with transaction(sessions) as session:
        boarded = list(await session.scalars(select(Cohort.boarded).order_by(Cohort.id)))
        wakes = await session.scalar(select(func.count()).select_from(CohortWake))
    assert boarded == [500, 500, 500, 500, 70]
    assert wakes == len(boarded)
    shown = await ok(await admin.get(f"{API}/operations/{operation_id}"))
    assert shown["result"]["enrolled"] == PEOPLE - RIVALS


async def test_a_crash_between_chunks_loses_nobody_and_enrolls_nobody_twice(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    _, operation_id = await started(admin, sessions)
    deps = OperationDeps(sessions, settings)

    def crash() -> None:
        raise Crash

    for _ in range(3):
        with pytest.raises(Crash):
            await run_enroll(deps, operation_id, crash)
    assert 0 < await enrolled(sessions) < PEOPLE - RIVALS
    assert (await run_enroll(deps, operation_id, lambda: None)).finished
    row = await operation_of(sessions, operation_id)
    assert row.result == {"enrolled": PEOPLE - RIVALS, "left_out": {"competitor": RIVALS}}
    assert await enrolled(sessions) == PEOPLE - RIVALS


async def test_a_cancelled_enrollment_stops_before_the_next_chunk_and_keeps_what_is_done(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    _, operation_id = await started(admin, sessions)
    deps = OperationDeps(sessions, settings)

    def crash() -> None:
        raise Crash

    with pytest.raises(Crash):
        await run_enroll(deps, operation_id, crash)
    await ok(await admin.post(f"{API}/operations/{operation_id}/cancel"))
    assert (await run_enroll(deps, operation_id, lambda: None)).finished
    row = await operation_of(sessions, operation_id)
    assert (row.status, row.done) == ("cancelled", operations.CHUNK)
    assert await enrolled(sessions) == row.result["enrolled"] > 0


async def test_a_journey_that_stops_meanwhile_lets_nobody_else_in(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    _, operation_id = await started(admin, sessions)
    async with transaction(sessions) as session:
        await session.execute(update(Journey).values(status="stopped"))
    assert (await run_enroll(OperationDeps(sessions, settings), operation_id, lambda: None)).finished
    row = await operation_of(sessions, operation_id)
    assert (row.status, row.error) == ("failed", "journey_not_live")
    assert await enrolled(sessions) == 0


async def test_a_call_that_runs_out_of_time_says_that_there_is_more(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, operation_id = await started(admin, sessions)
    monkeypatch.setattr(operations, "BUDGET_S", 0.0)
    tick = await run_enroll(OperationDeps(sessions, settings), operation_id, lambda: None)
    assert not tick.finished
    assert (await operation_of(sessions, operation_id)).status == "queued"
