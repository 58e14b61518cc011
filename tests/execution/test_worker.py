"""A whole worker process's work on a real Temporal server in real time: relay, clocks, chunks, operations."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from backend.execution.boarding import board
from backend.execution.operations import OPERATIONS, OperationDeps, operation, start_operation
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Operation
from backend.settings import Settings
from backend.worker import run_worker
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails
from tests.patience import PATIENCE_S, until
from tests.workflows.temporal import real_time_server
from workflows.contracts import OperationTick, cohort_workflow_id

pytestmark = [pytest.mark.temporal]


@pytest_asyncio.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A fresh server."""
    async with real_time_server() as server:
        yield server


@pytest.fixture
def worker_settings(engine_settings: Settings, temporal: WorkflowEnvironment) -> Settings:
    """Settings of a worker on the test's servers."""
    address = temporal.client.service_client.config.target_host
    return engine_settings.model_copy(update={"temporal_address": address, "environment": "production"})


@asynccontextmanager
async def working(settings: Settings) -> AsyncGenerator[asyncio.Event]:
    """A worker that runs meanwhile, and must end by itself when told to."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(settings, stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(worker, PATIENCE_S)


async def yes(db: asyncpg.Connection, question: str) -> None:
    """Until the database says yes."""
    await until(lambda: db.fetchval(question))


async def test_enrolled_contacts_travel_to_the_end_and_a_later_boarder_wakes_the_cohort_again(
    world: World, worker_settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cut = timedelta(milliseconds=300)
    async with working(worker_settings):
        cast = await world.enroll(three_mails(), 30, utc_now(), max_wait=cut)
        await yes(db, "select not exists (select from enrollment where status = 'active')")
        assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 3))
        late = await world.contacts(1, prefix="late")
        async with transaction(world.sessions) as session:
            await board(
                session, cast.journey, cast.version_id, late.values(), now=utc_now(), new_id=new_id, capacity=500,
                test_max_wait=cut,
            )  # fmt: skip
        await yes(db, "select count(*) = 31 from enrollment where status = 'completed'")
        await yes(db, "select not exists (select from cohort_wake)")
    assert await db.fetchval("select count(*) from cohort") == 1


async def test_a_temporal_that_lost_everything_is_refilled_from_the_database(
    world: World, worker_settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, temporal: WorkflowEnvironment
) -> None:
    cast = await world.enroll(three_mails(), 3, utc_now() - timedelta(minutes=10), max_wait=timedelta(milliseconds=200))
    await db.execute("delete from cohort_wake")
    async with working(worker_settings):
        await yes(db, "select count(*) = 3 from enrollment where status = 'completed'")
        handle = temporal.client.get_workflow_handle(cohort_workflow_id(str(cast.cohort)))
        assert await asyncio.wait_for(handle.result(), PATIENCE_S) == "completed"
    assert len(smtp.taken) == 9


async def test_an_operation_goes_on_from_its_cursor_until_it_says_finished(
    sessions: Sessions, worker_settings: Settings, db: asyncpg.Connection
) -> None:
    async def count_up(deps: OperationDeps, operation_id: UUID, heartbeat: object) -> OperationTick:
        async with transaction(deps.sessions) as session:
            row = await session.get_one(Operation, operation_id, with_for_update=True)
            row.done += 1
            if row.done == 2 and not row.cursor.get("fallen"):
                row.cursor = {"fallen": True}
                await session.commit()
                raise ConnectionError("the database went away after the commit")
            if row.done >= 5:
                row.status, row.finished_at = "done", deps.clock()
            return OperationTick(finished=row.done >= 5)

    operation("count-up")(count_up)
    try:
        async with working(worker_settings):
            async with transaction(sessions) as session:
                await start_operation(session, "count-up", {}, None)
                await start_operation(session, "nobody-knows", {}, None)
            await yes(db, "select count(*) = 2 from operation where finished_at is not null")
    finally:
        del OPERATIONS["count-up"]
    rows = await db.fetch("select kind, status, done, error from operation order by kind")
    assert [tuple(row) for row in rows] == [
        ("count-up", "done", 5, None),
        ("nobody-knows", "failed", 0, "unknown_kind"),
    ]
