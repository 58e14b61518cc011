"""Records one history of each shape from a real server: `python -m tests.histories.record NAME` writes NAME-*.json.

NAME is the release; with the histories it notes which workflow code they were made by (`code.json`). Histories of
releases that somebody may run are never recorded anew: choose a new name.
"""

import asyncio
import re
import socket
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.histories.code import note
from tests.workflows.fake_rows import FakeRows
from tests.workflows.temporal import real_time_server
from workflows.contracts import (
    ADVANCE_QUEUE,
    OPERATION_QUEUE,
    POKE,
    RUN_OPERATION,
    STOP,
    Cohort,
    OperationInput,
    OperationTick,
)
from workflows.nurture import Nurture
from workflows.operation import OperationWorkflow
from workflows.reengagement import Reengagement
from workflows.sequence import Sequence

HERE = Path(__file__).parent
TENTH = timedelta(milliseconds=300)


async def begin(server: WorkflowEnvironment, kind: Any, **more: int) -> WorkflowHandle[Any, Any]:
    """A clock of this kind, begun as the relay does it."""
    cohort = Cohort(cohort_id=uuid.uuid4().hex, **more)
    return await server.client.start_workflow(
        kind.run, cohort, id=f"cohort:{cohort.cohort_id}", task_queue="clocks", start_signal=POKE
    )


async def main(release: str) -> None:
    """Play every shape once and keep what happened."""
    async with real_time_server() as server:
        for kind in (Nurture, Reengagement, Sequence):
            name = kind.__name__.lower()
            await keep(f"{release}-{name}-to-the-end", await to_the_end(server, kind))
        await keep(f"{release}-poked-and-stopped", await poked_and_stopped(server))
        first, last = await continued(server)
        await keep(f"{release}-continued-as-new", first)
        await keep(f"{release}-continued-as-new-last-run", last)
        await keep(f"{release}-poke-storm", await poke_storm(server))
        await keep(f"{release}-poked-while-paused", await poked_while_paused(server))
        await keep(f"{release}-advance-failed-and-retried", await retried(server))
        await keep(f"{release}-operation-to-the-end", await operated(server, roll_after=1_000))
        await keep(f"{release}-operation-continued-as-new", await operated(server, roll_after=12))
    note(release)


async def serve(server: WorkflowEnvironment, rows: FakeRows) -> tuple[Worker, Worker]:
    """Workers of one shape."""
    kinds = [Nurture, Reengagement, Sequence]
    return (
        Worker(server.client, task_queue="clocks", workflows=kinds),
        Worker(server.client, task_queue=ADVANCE_QUEUE, activities=[rows.advance]),
    )


async def to_the_end(server: WorkflowEnvironment, kind: Any) -> WorkflowHandle[Any, Any]:
    """Waits, a poke in between, the end."""
    rows = FakeRows(3, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, kind)
        await asyncio.sleep(0.5)
        rows.opened.add(1)
        await handle.signal(POKE)
        await handle.result()
    return handle


async def poked_and_stopped(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Paused without a timer, poked, stopped."""
    rows = FakeRows(2)
    rows.paused = True
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await asyncio.sleep(0.3)
        rows.paused = False
        await handle.signal(POKE)
        await asyncio.sleep(0.3)
        await handle.signal(STOP, "moved")
        await handle.result()
    return handle


async def continued(server: WorkflowEnvironment) -> tuple[WorkflowHandle[Any, Any], WorkflowHandle[Any, Any]]:
    """The first and the last run of a clock that rolled over."""
    rows = FakeRows(2, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture, roll_after=10)
        await handle.result()
    first = server.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    return first, server.client.get_workflow_handle(handle.id)


async def poke_storm(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Pokes by the dozen: before, during and after a look."""
    rows = FakeRows(2, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        rows.hold.clear()
        handle = await begin(server, Nurture)
        await rows.called.wait()
        await asyncio.gather(*(handle.signal(POKE) for _ in range(24)))
        rows.hold.set()
        await asyncio.gather(*(handle.signal(POKE) for _ in range(24)))
        await handle.result()
    return handle


async def poked_while_paused(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Paused in the middle of a wait, poked in vain, resumed, to the end."""
    rows = FakeRows(2, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await asyncio.sleep(0.1)
        rows.paused = True
        for _ in range(3):
            await handle.signal(POKE)
            await asyncio.sleep(0.2)
        rows.paused = False
        await handle.signal(POKE)
        await handle.result()
    return handle


async def retried(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """A look that failed with the database, and was tried again."""
    rows = FakeRows(1, delay=TENTH, window=TENTH)
    rows.failures = 1
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await handle.result()
    return handle


async def operated(server: WorkflowEnvironment, *, roll_after: int) -> WorkflowHandle[Any, Any]:
    """The first run of an operation of four stretches, one of them tried twice."""
    stretches = Stretches()
    worker = Worker(
        server.client,
        task_queue=OPERATION_QUEUE,
        workflows=[OperationWorkflow],
        activities=[stretches.run_operation],
    )
    async with worker:
        asked = OperationInput(operation_id=uuid.uuid4().hex, roll_after=roll_after)
        handle = await server.client.start_workflow(
            OperationWorkflow.run, asked, id=f"operation:{asked.operation_id}", task_queue=OPERATION_QUEUE
        )
        await handle.result()
    return server.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)


class Stretches:
    """An operation that takes four stretches, and falls once."""

    def __init__(self) -> None:
        self.calls = 0

    @activity.defn(name=RUN_OPERATION)
    async def run_operation(self, asked: OperationInput) -> OperationTick:
        """One stretch."""
        self.calls += 1
        if self.calls == 2:
            raise ConnectionError("the database went away")
        return OperationTick(finished=self.calls >= 5)


async def keep(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    """Write the history."""
    history = await handle.fetch_history()
    text = re.sub(r'"identity": *"[^"]*"', '"identity": "recorded"', history.to_json())
    text = text.replace(socket.gethostname(), "recorded")  # sticky queues name the machine as well
    await asyncio.to_thread((HERE / f"{name}.json").write_text, text + "\n")
    print(name, len(history.events))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
