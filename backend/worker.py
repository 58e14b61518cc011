"""A worker process: clocks of cohorts, chunks, bulk operations, relay and reaper, wired here and nowhere else."""

import asyncio
import gc
import hashlib
import importlib
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

import workflows
from backend.engagement.upkeep import keep_applying
from backend.execution.advance import Advancer, Budget, Present, late
from backend.execution.calendar import Calendars
from backend.execution.chunk import ChunkLoader
from backend.execution.database import Pool, open_pool
from backend.execution.effects.registry import effects
from backend.execution.effects.send_email import lease_of
from backend.execution.mailroom import Mailroom
from backend.execution.operations import OperationDeps, OperationRunner
from backend.execution.postman import Postman
from backend.execution.presence import Presence, Pulse
from backend.execution.reaper import Reaper
from backend.execution.relay import Relay
from backend.execution.temporal import connect_temporal
from backend.execution.versions import Versions
from backend.kit.db import Sessions, create_engine, create_sessions
from backend.kit.ids import new_id
from backend.kit.sealing import SIGNING, Sealer
from backend.mail.smtp import SmtpPool
from backend.notifications.courier import Courier
from backend.settings import Settings
from backend.webhooks.calling import Caller
from workflows.contracts import ADVANCE_QUEUE, CLOCK_QUEUES, OPERATION_QUEUE
from workflows.nurture import Nurture
from workflows.operation import OperationWorkflow
from workflows.reengagement import Reengagement
from workflows.sequence import Sequence as SequenceJourney

log = logging.getLogger(__name__)

CLOCKS: Final[dict[str, type]] = {
    "nurture": Nurture,
    "reengagement": Reengagement,
    "sequence": SequenceJourney,
}
OPERATION_MODULES: Final = (
    "backend.contacts.operations",
    "backend.enrollments.operations",
    "backend.actions.operations",
    "backend.attention.operations",
    "backend.journeys.resuming",
    "backend.journeys.migration",
    "backend.journeys.backtest",
    "backend.operations.reconciling",
)
"""Rooms that register operation handlers on import."""
COHORTS_AT_ONCE: Final = 8
_GRACE: Final = timedelta(seconds=40)
"""Time a chunk gets to end on shutdown: more than one chunk takes, less than an orchestrator's kill."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What carries cohorts in this process."""

    pool: Pool
    sessions: Sessions
    advancer: Advancer
    reaper: Reaper
    courier: Courier


@asynccontextmanager
async def open_engine(
    settings: Settings, *, present: Present = late, budget: Budget | None = None, pulse: Pulse | None = None
) -> AsyncGenerator[Engine]:
    """The engine without Temporal: pools, mail, effects. On leaving, what is under way is finished first."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url, size=settings.database_pool))
        database = create_engine(settings.database_url, pool_size=2)
        stack.push_async_callback(database.dispose)
        sessions = create_sessions(database)
        presence = Presence(pool, pulse=pulse)
        await presence.begin()
        stack.push_async_callback(presence.leave)
        smtp = SmtpPool(settings)
        stack.push_async_callback(smtp.close)
        postman = Postman(pool, smtp, presence, smtp_timeout=settings.smtp_timeout)
        postman.start()
        stack.push_async_callback(postman.close)
        caller = Caller(allow_private=settings.webhook_allow_private)
        stack.push_async_callback(caller.close)
        mailroom, sealer = Mailroom(settings, sessions), Sealer(settings.secret_key.get_secret_value(), SIGNING)
        handlers = effects(
            pool,
            sessions,
            mailroom,
            postman,
            caller,
            sealer,
            new_id=new_id,
            domain=settings.message_id_domain,
            capacity=settings.cohort_capacity,
        )
        courier = Courier(pool, smtp, mailroom, presence, caller, sealer, domain=settings.message_id_domain)
        advancer = Advancer(
            pool,
            ChunkLoader(Versions(), Calendars()),
            handlers,
            budget or Budget(settings.chunk_size, settings.advance_budget),
            present=present,
        )
        yield Engine(pool, sessions, advancer, Reaper(pool, lease_of(postman), pulse=pulse), courier)


async def run_worker(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then finish what is under way. Raises what made a part of it fail."""
    for module in OPERATION_MODULES:
        importlib.import_module(module)
    client = await _connected(settings)
    async with open_engine(settings) as engine:
        operations = OperationRunner(OperationDeps(engine.sessions, settings))
        workers = make_workers(client, settings, [engine.advancer.advance], [operations.run_operation])
        relay = Relay(settings.database_url, client)
        with rare_collection():
            async with asyncio.TaskGroup() as group:
                group.create_task(relay.run(stop))
                group.create_task(engine.reaper.run(stop))
                group.create_task(engine.courier.run(stop))
                group.create_task(keep_applying(engine.sessions, stop))
                for worker in workers:
                    group.create_task(_serve(worker, stop))
                log.info("worker is ready")


@contextmanager
def rare_collection() -> Generator[None]:
    """Let the cycle collector run seldom, and not over what lives as long as the worker.

    Chunks are acyclic and freed by their counts; with Python's defaults the collector takes a tenth of a worker's CPU
    to find nothing in them.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def make_workers(
    client: Client, settings: Settings, advancing: Sequence[Any], operating: Sequence[Any]
) -> list[Worker]:
    """One Temporal worker a queue. Chunks have an activity-only queue of their own, so that its limit is a brake."""
    runner, build = workflow_runner(settings), build_id()
    clocks = [
        Worker(
            client,
            task_queue=CLOCK_QUEUES[kind],
            workflows=[clock],
            workflow_runner=runner,
            build_id=build,
            max_cached_workflows=200,
            max_concurrent_workflow_tasks=4,
            graceful_shutdown_timeout=_GRACE,
        )
        for kind, clock in CLOCKS.items()
    ]
    chunks = Worker(
        client,
        task_queue=ADVANCE_QUEUE,
        activities=advancing,
        build_id=build,
        max_concurrent_activities=COHORTS_AT_ONCE,
        graceful_shutdown_timeout=_GRACE,
    )
    bulk = Worker(
        client,
        task_queue=OPERATION_QUEUE,
        workflows=[OperationWorkflow],
        activities=operating,
        workflow_runner=runner,
        build_id=build,
        max_concurrent_activities=2,
        max_concurrent_workflow_tasks=2,
        graceful_shutdown_timeout=_GRACE,
    )
    return [*clocks, chunks, bulk]


@lru_cache
def build_id() -> str:
    """What histories name as the code that wrote them: a digest of the `workflows` package, all that replay depends on.

    The library's own answer digests every module of the process: a sixth of a worker's start, and not the same twice
    when other modules happen to be loaded.
    """
    digest = hashlib.sha256()
    for source in sorted(Path(workflows.__path__[0]).rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def workflow_runner(settings: Settings) -> WorkflowRunner:
    """Sandboxed wherever mistakes are to be found early; production saves a fifth of the CPU."""
    return UnsandboxedWorkflowRunner() if settings.environment == "production" else SandboxedWorkflowRunner()


async def _serve(worker: Worker, stop: asyncio.Event) -> None:
    """Run a worker until told to stop; a worker that fails takes the process down, to be started anew."""
    running = asyncio.create_task(worker.run())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            await worker.shutdown()
        await running
    finally:
        stopping.cancel()


async def _connected(settings: Settings) -> Client:
    """Connect, giving a server that is just starting half a minute."""
    for attempt in range(30):
        try:
            return await connect_temporal(settings)
        except (RuntimeError, RPCError) as error:
            if attempt == 29:
                raise
            log.warning("Temporal at %s is not there yet (%s)", settings.temporal_address, error)
            await asyncio.sleep(1)
    raise AssertionError("unreachable")
