"""A worker is upgraded while journeys are under way: guarded changes go on, unguarded ones stop and lose nothing."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.patience import patience, until
from tests.workflows.fake_rows import FakeRows
from tests.workflows.temporal import real_time_server
from workflows.cohort import CohortClock
from workflows.contracts import ADVANCE, ADVANCE_QUEUE, POKE, AdvanceInput, Cohort, CohortTick
from workflows.nurture import Nurture

pytestmark = [pytest.mark.temporal, pytest.mark.slow]
DELAY = timedelta(seconds=2)
FAILED = "workflow_task_failed_event_attributes"


@workflow.defn(name="nurture")
class GuardedNurture(CohortClock):
    """The next build: it looks at something else first, guarded by a patch."""

    @workflow.init
    def __init__(self, cohort: Cohort) -> None:
        super().__init__(cohort)

    @workflow.run
    async def run(self, cohort: Cohort) -> str:
        if workflow.patched("look-first"):
            await self._advance()
        return await self.carry()


@workflow.defn(name="nurture")
class UnguardedNurture(CohortClock):
    """A build somebody forgot to guard."""

    @workflow.init
    def __init__(self, cohort: Cohort) -> None:
        super().__init__(cohort)

    @workflow.run
    async def run(self, cohort: Cohort) -> str:
        await workflow.sleep(1)
        return await self.carry()


async def another(server: WorkflowEnvironment) -> Client:
    """A connection like that of another process: one holds one worker a queue."""
    address = server.client.service_client.config.target_host
    return await Client.connect(address, data_converter=server.client.data_converter)


def build(server: WorkflowEnvironment, kind: Any, client: Client | None = None) -> Worker:
    """A worker of one build that keeps nothing in memory, so that every task is played from the history."""
    return Worker(
        client or server.client,
        task_queue="clocks",
        workflows=[kind],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=0,
    )


def chunks(server: WorkflowEnvironment, rows: "FakeRows | ByCohort") -> Worker:
    """Whoever carries the chunks; not what is upgraded here."""
    return Worker(server.client, task_queue=ADVANCE_QUEUE, activities=[rows.advance])


async def begin(server: WorkflowEnvironment, name: str) -> WorkflowHandle[Any, Any]:
    cohort = Cohort(cohort_id=name)
    return await server.client.start_workflow(
        "nurture", cohort, id=f"cohort:{name}", task_queue="clocks", start_signal=POKE, result_type=str
    )


async def failures(clock: WorkflowHandle[Any, Any]) -> int:
    """How often a build did not fit the history."""
    return sum([one.HasField(FAILED) async for one in clock.fetch_history_events()])


async def test_a_clock_begun_by_the_old_build_goes_on_with_the_new_one_and_new_clocks_take_the_new_way() -> None:
    rows = FakeRows(3, delay=DELAY, window=DELAY)
    async with real_time_server() as server, patience(), chunks(server, rows):
        async with build(server, Nurture):
            old = await begin(server, "old")
            await rows.called.wait()
        async with build(server, GuardedNurture):
            assert await old.result() == "completed"
            new = await begin(server, "new")
            assert await new.result() == "completed"
    assert rows.count("a") == rows.count("b") == 3, "everybody was carried once"


async def test_an_unguarded_change_stops_the_clock_and_the_right_build_goes_on_where_it_stood() -> None:
    rows = FakeRows(2, delay=DELAY, window=DELAY)
    rows.hold.clear()
    async with real_time_server() as server, patience(), chunks(server, rows):
        async with build(server, Nurture):
            clock = await begin(server, "clock")
            await rows.called.wait()
        async with build(server, UnguardedNurture):
            await clock.signal(POKE)
            rows.hold.set()
            await until(lambda: failures(clock))
            assert rows.calls == 1, "nothing is done by a build that does not fit"
            assert (await clock.describe()).status is WorkflowExecutionStatus.RUNNING
        async with build(server, Nurture):
            assert await clock.result() == "completed"
    assert rows.count("a") == rows.count("b") == 2


class ByCohort:
    """Rows of several cohorts."""

    def __init__(self, *names: str) -> None:
        self.rows = {name: FakeRows(2, delay=DELAY, window=DELAY) for name in names}

    @activity.defn(name=ADVANCE)
    async def advance(self, asked: AdvanceInput) -> CohortTick:
        """Move whoever is due of the cohort asked for."""
        return await self.rows[asked.cohort_id].advance(asked)


async def test_old_and_new_build_at_one_queue_bring_every_clock_to_its_end_and_carry_nobody_twice() -> None:
    before, during = ("before-1", "before-2"), ("during-1", "during-2", "during-3", "during-4")
    several = ByCohort(*before, *during)
    async with real_time_server() as server, patience(), chunks(server, several):
        async with build(server, Nurture):
            clocks = [await begin(server, name) for name in before]
            await asyncio.gather(*(several.rows[name].called.wait() for name in before))
            async with build(server, GuardedNurture, await another(server)):
                clocks += [await begin(server, name) for name in during]
                for _ in range(6):
                    await asyncio.gather(*(clock.signal(POKE) for clock in clocks))
                    await asyncio.sleep(0.25)
        async with build(server, GuardedNurture):  # the upgrade is over, in the middle of everybody's journey
            assert [await clock.result() for clock in clocks] == ["completed"] * 6
        failed = [await failures(clock) for clock in clocks]
    assert failed[:2] == [0, 0], "what the old build began, both can carry on"
    for rows in several.rows.values():
        assert rows.count("a") == rows.count("r") == 2, "everybody was carried once"
