"""Records one history of each shape from a real server: `python -m tests.histories.record NAME` writes NAME-*.json."""

import asyncio
import re
import socket
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.workflows.fake_rows import FakeRows
from tests.workflows.temporal import real_time_server
from workflows.contracts import ADVANCE_QUEUE, POKE, STOP, Cohort
from workflows.nurture import Nurture
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
        await keep(f"{release}-continued-as-new", await continued(server))


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
    rows = FakeRows(2, delay=TENTH, window=3 * TENTH)
    clocks, chunks = await serve(server, rows)
    async with clocks, chunks:
        handle = await begin(server, Nurture, roll_after=10)
        await handle.result()
    return server.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)


async def keep(name: str, handle: WorkflowHandle[Any, Any]) -> None:
    """Write the history."""
    history = await handle.fetch_history()
    text = re.sub(r'"identity": *"[^"]*"', '"identity": "recorded"', history.to_json())
    text = text.replace(socket.gethostname(), "recorded")  # sticky queues name the machine as well
    await asyncio.to_thread((HERE / f"{name}.json").write_text, text + "\n")
    print(name, len(history.events))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
