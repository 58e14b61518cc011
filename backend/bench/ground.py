"""The ground a measurement stands on: migrated scratch servers, a sink, workers, and bare SMTP as the yardstick."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from backend.bench import servers
from backend.bench.bare_smtp import Rate, bare_smtp, prebuilt
from backend.kit.db import Sessions, create_engine, create_sessions
from backend.migrations import migrate
from backend.settings import Settings
from workflows.contracts import ADVANCE_QUEUE

Say = Callable[[str], object]
SECRET: Final = "bench-secret-key-of-32-bytes-or-more"
_MAILS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ground:
    """PostgreSQL (migrated), Temporal and the sink, running; `sessions` are the measurement's own."""

    folder: Path
    settings: Settings
    sessions: Sessions
    sink: servers.Sink
    say: Say

    @asynccontextmanager
    async def workers(self, count: int) -> AsyncGenerator[None]:
        """So many worker processes, all asking for chunks."""
        async with AsyncExitStack() as stack:
            for _ in range(count):
                await stack.enter_async_context(servers.worker(self.folder, environment_of(self.settings)))
            await _asking(await self.temporal(), count)
            yield

    async def temporal(self) -> Client:
        """A client of the scratch Temporal server."""
        return await Client.connect(self.settings.temporal_address, data_converter=pydantic_data_converter)

    async def cpu(self) -> dict[str, float]:
        """CPU seconds taken so far, by kind of process."""
        return await asyncio.to_thread(servers.cpu_seconds, self.folder)

    async def bare(self) -> Rate:
        """Bare SMTP to the same sink over as many connections as a worker has; warmed up, the sink's counts reset."""
        mails = await asyncio.to_thread(prebuilt, _MAILS)
        connections = self.settings.smtp_connections
        await bare_smtp(self.sink.port, mails[:500], connections)
        rate = await bare_smtp(self.sink.port, mails, connections)
        await self.sink.report(reset=True)
        self.say(f"bare SMTP: {rate.mails_per_s:.0f} mails/s over {connections} connections")
        return rate


@asynccontextmanager
async def ground(name: str, say: Say) -> AsyncGenerator[Ground]:
    """Scratch servers in a folder of their own, gone on leaving."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"tabiji-{name}-")))
        settings = Settings(
            database_url=await stack.enter_async_context(servers.postgres(folder)),
            temporal_address=await stack.enter_async_context(servers.temporal(folder)),
            smtp_port=(sink := await stack.enter_async_context(servers.sink(folder))).port,
            secret_key=SecretStr(SECRET),
            environment="embedded",
        )
        await migrate(settings.database_url)
        database = create_engine(settings.database_url, pool_size=2)
        stack.push_async_callback(database.dispose)
        yield Ground(folder, settings, create_sessions(database), sink, say)


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as a child process reads them."""
    return {
        "DATABASE_URL": settings.database_url,
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "SMTP_PORT": str(settings.smtp_port),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "ENVIRONMENT": settings.environment,
        "SMTP_CONNECTIONS": str(settings.smtp_connections),
    }


async def _asking(client: Client, workers: int) -> None:
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=ADVANCE_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    async with asyncio.timeout(60):
        while len((await client.workflow_service.describe_task_queue(asked)).pollers) < workers:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
