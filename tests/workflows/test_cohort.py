"""The clock of a cohort on a real Temporal server."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from tests.workflows.fake_rows import FakeRows
from tests.workflows.temporal import real_time_server, skipping_server
from workflows.contracts import ADVANCE_QUEUE, POKE, STOP, Cohort
from workflows.nurture import Nurture
from workflows.reengagement import Reengagement
from workflows.sequence import Sequence

pytestmark = [pytest.mark.temporal, pytest.mark.asyncio(loop_scope="module")]
DAY = timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """One server with virtual time for the module."""
    async with skipping_server() as environment:
        yield environment


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def real() -> AsyncIterator[WorkflowEnvironment]:
    """One server in real time for the module."""
    async with real_time_server() as environment:
        yield environment


@asynccontextmanager
async def serving(environment: WorkflowEnvironment, rows: FakeRows) -> AsyncGenerator[None]:
    """Workers for clocks and chunks."""
    clocks = Worker(environment.client, task_queue="clocks", workflows=[Nurture, Reengagement, Sequence])
    async with clocks, Worker(environment.client, task_queue=ADVANCE_QUEUE, activities=[rows.advance]):
        yield


async def start(environment: WorkflowEnvironment, kind: type = Nurture, **more: int) -> WorkflowHandle:
    """A clock for a new cohort."""
    cohort = Cohort(cohort_id=uuid.uuid4().hex, **more)
    return await environment.client.start_workflow(
        kind.run,
        cohort,
        id=f"cohort:{cohort.cohort_id}",
        task_queue="clocks",  # type: ignore[attr-defined]
    )


async def poke(environment: WorkflowEnvironment, handle: WorkflowHandle, cohort: Cohort) -> None:
    """As the relay does it. While a run is being replaced the server may call it over; then it is done again."""
    while True:
        try:
            await environment.client.start_workflow(
                Nurture.run,
                cohort,
                id=handle.id,
                task_queue="clocks",
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=POKE,
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(0.05)
        else:
            return


@pytest.mark.parametrize("kind", [Nurture, Reengagement, Sequence])
async def test_five_hundred_go_through_37_days_in_one_wake_a_step(skipping: WorkflowEnvironment, kind: type) -> None:
    rows = FakeRows(500)
    async with serving(skipping, rows):
        handle = await start(skipping, kind)
        assert await handle.result() == "completed"
    assert (rows.count("a"), rows.count("b"), rows.count("r")) == (500, 500, 500)
    assert (rows.done[0, "r"] - rows.done[0, "a"]).days == 37
    assert rows.calls == 3
    await Replayer(workflows=[kind], data_converter=pydantic_data_converter).replay_workflow(
        await handle.fetch_history()
    )


async def test_a_poke_inside_the_window_is_heard_before_the_time_is_over(skipping: WorkflowEnvironment) -> None:
    rows = FakeRows(50)
    async with serving(skipping, rows):
        with skipping.with_time_skipping_disabled():
            handle = await start(skipping)
        await skipping.fast_forward(handle, 33 * DAY + timedelta(minutes=1))
        rows.opened |= set(range(10))
        await handle.signal(POKE)
        await skipping.fast_forward(handle, 8 * DAY)
        assert await handle.result() == "completed"
    assert (rows.count("c"), rows.count("r")) == (10, 40)
    assert (rows.done[0, "c"] - rows.done[0, "a"]).days == 33


async def test_a_paused_cohort_sleeps_without_a_timer_until_it_is_poked(skipping: WorkflowEnvironment) -> None:
    rows = FakeRows(5)
    rows.paused = True
    async with serving(skipping, rows):
        with skipping.with_time_skipping_disabled():
            handle = await start(skipping)
            await rows.called.wait()
            await asyncio.sleep(0.3)
        assert rows.calls == 1
        rows.paused = False
        await handle.signal(POKE)
        await skipping.fast_forward(handle, 40 * DAY)
        assert await handle.result() == "completed"
    assert rows.count("r") == 5


async def test_a_poke_while_the_last_one_leaves_brings_the_boarder_along(real: WorkflowEnvironment) -> None:
    rows = FakeRows(0)
    rows.hold.clear()
    async with serving(real, rows):
        handle = await start(real)
        await rows.called.wait()
        # The answer "nobody aboard" is under way; now somebody boards.
        rows.members[7] = ("a", None)
        rows.delay = rows.window = timedelta(milliseconds=100)
        await handle.signal(POKE)
        rows.hold.set()
        assert await handle.result() == "completed"
    assert rows.count("r") == 1


async def test_a_stop_ends_the_clock_and_leaves_the_rows(real: WorkflowEnvironment) -> None:
    rows = FakeRows(3)
    async with serving(real, rows):
        handle = await start(real)
        await rows.called.wait()
        await handle.signal(STOP, "moved")
        assert await handle.result() == "moved"
    assert len(rows.members) == 3


async def test_pokes_during_continue_as_new_lose_and_repeat_nothing(real: WorkflowEnvironment) -> None:
    rows = FakeRows(40, delay=timedelta(milliseconds=400), window=timedelta(minutes=2))
    async with serving(real, rows):
        handle = await start(real, roll_after=25)
        newest = real.client.get_workflow_handle(handle.id)
        cohort = Cohort(cohort_id=handle.id.removeprefix("cohort:"), roll_after=25)
        for member in range(40):
            rows.opened.add(member)
            await poke(real, handle, cohort)
            await asyncio.sleep(0.04)
        assert await handle.result() == "completed"
        assert (await newest.describe()).run_id != handle.first_execution_run_id, "it did not continue as new"
    assert rows.count("c") == 40, "a poke was lost: somebody waited for the timeout"
