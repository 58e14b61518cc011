"""Records one history of each shape from a real server: `python -m tests.histories.record NAME` writes NAME-*.json.

Shapes named behind NAME are recorded alone: for those that the present code has no history of yet.

NAME is the release; with the histories it notes which workflow code they were made by (`code.json`). Histories of
releases that somebody may run are never recorded anew: choose a new name.
"""

import asyncio
import re
import socket
import sys
import uuid
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowFailureError, WorkflowHandle
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


Shape = Callable[[WorkflowEnvironment], Awaitable[WorkflowHandle[Any, Any]]]


async def main(release: str, only: Collection[str]) -> None:
    """Play every shape (or only these) once and keep what happened."""
    async with real_time_server() as server:
        for name, play in SHAPES.items():
            if not only or name in only:
                await keep(f"{release}-{name}", await play(server))
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


async def continued(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """The first run of a clock that rolled over."""
    return first_run(server, await continued_last(server))


async def continued_last(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """The last run of a clock that rolled over."""
    rows = FakeRows(2, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture, roll_after=10)
        await handle.result()
    return handle


def first_run(server: WorkflowEnvironment, handle: WorkflowHandle[Any, Any]) -> WorkflowHandle[Any, Any]:
    """The run before everything that was continued as new."""
    return server.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)


async def rolled_while_paused(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Nobody is due and there is no timer: only pokes, until the history is long enough."""
    rows = FakeRows(2, delay=TENTH, window=TENTH)
    rows.paused = True
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture, roll_after=16)
        for _ in range(4):
            await handle.signal(POKE)
            await asyncio.sleep(0.2)
        rows.paused = False
        current = server.client.get_workflow_handle(handle.id)
        await current.signal(POKE)
        await current.result()
    return first_run(server, handle)


async def rolled_after_failures(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """The database was away for several looks; then the history is long enough."""
    rows = FakeRows(2, delay=TENTH, window=TENTH)
    rows.failures = 2
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture, roll_after=10)
        await handle.result()
    return first_run(server, handle)


async def more_to_do(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Looks whose budget ran out are followed by the next at once."""
    rows = FakeRows(2, delay=TENTH, window=TENTH)
    rows.more = 4
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await handle.result()
    return handle


async def stopped_in_a_wait(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Told to end while a timer runs: the comparison with the database found no cohort."""
    clocks, chunks = await serve(server, FakeRows(2))
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await asyncio.sleep(0.5)
        await handle.signal(STOP, "cohort_gone")
        await handle.result()
    return handle


async def stopped_during_a_look(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """Told to end while somebody works on the cohort."""
    rows = FakeRows(2)
    rows.hold.clear()
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture)
        await rows.called.wait()
        await handle.signal(STOP, "cohort_gone")
        rows.hold.set()
        await handle.result()
    return handle


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


async def operation_cancelled(server: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """The comparison found that the operation is over or gone."""
    stretches = Stretches()
    stretches.hold.clear()
    worker = Worker(
        server.client, task_queue=OPERATION_QUEUE, workflows=[OperationWorkflow], activities=[stretches.run_operation]
    )
    async with worker:
        operation = OperationInput(operation_id=uuid.uuid4().hex)
        handle = await server.client.start_workflow(
            OperationWorkflow.run, operation, id=f"operation:{operation.operation_id}", task_queue=OPERATION_QUEUE
        )
        await asyncio.sleep(0.5)
        await handle.cancel()
        await asyncio.sleep(0.3)
        stretches.hold.set()
        with suppress(WorkflowFailureError):
            await handle.result()
    return handle


class Stretches:
    """An operation that takes four stretches, and falls once."""

    def __init__(self) -> None:
        self.calls = 0
        self.hold = asyncio.Event()
        self.hold.set()

    @activity.defn(name=RUN_OPERATION)
    async def run_operation(self, asked: OperationInput) -> OperationTick:
        """One stretch."""
        self.calls += 1
        await self.hold.wait()
        if self.calls == 2:
            raise ConnectionError("the database went away")
        return OperationTick(finished=self.calls >= 5)


async def keep(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    """Write the history."""
    history = await handle.fetch_history()
    text = re.sub(r'"(identity|stackTrace)": *"(?:[^"\\]|\\.)*"', r'"\1": "recorded"', history.to_json())
    text = text.replace(socket.gethostname(), "recorded")  # sticky queues name the machine as well
    await asyncio.to_thread((HERE / f"{name}.json").write_text, text + "\n")
    print(name, len(history.events))


SHAPES: dict[str, Shape] = {
    "nurture-to-the-end": partial(to_the_end, kind=Nurture),
    "reengagement-to-the-end": partial(to_the_end, kind=Reengagement),
    "sequence-to-the-end": partial(to_the_end, kind=Sequence),
    "poked-and-stopped": poked_and_stopped,
    "continued-as-new": continued,
    "continued-as-new-last-run": continued_last,
    "rolled-while-paused": rolled_while_paused,
    "rolled-after-failures": rolled_after_failures,
    "more-to-do": more_to_do,
    "stopped-in-a-wait": stopped_in_a_wait,
    "stopped-during-a-look": stopped_during_a_look,
    "poke-storm": poke_storm,
    "poked-while-paused": poked_while_paused,
    "advance-failed-and-retried": retried,
    "operation-to-the-end": partial(operated, roll_after=1_000),
    "operation-continued-as-new": partial(operated, roll_after=12),
    "operation-cancelled": operation_cancelled,
}

if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
