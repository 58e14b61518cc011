"""Temporal's store is lost, or knows what the database does not: the database wins, and nobody gets a mail twice."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter

from backend.bench.servers import child, free_port
from backend.embedded.temporal import server_command, server_environment, wait_for_temporal
from backend.execution.relay import Relay
from backend.kit.clock import utc_now
from backend.kit.ids import new_id
from backend.operations.reconciling import reconcile
from backend.settings import Settings
from backend.worker import run_worker
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, wait
from tests.fixtures.api import As
from workflows import contracts

pytestmark = [pytest.mark.temporal, pytest.mark.slow]


@dataclass
class DevServer:
    """A Temporal dev server with its store in a file."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Client]:
        command = server_command(self.folder / "temporal.db", port=self.port, ui_port=free_port())
        async with child(command, server_environment(self.folder), self.folder / "temporal.log") as process:
            await wait_for_temporal(self.address)
            yield await Client.connect(self.address, data_converter=pydantic_data_converter)
            process.kill()

    def lose_everything(self) -> None:
        for path in self.folder.glob("temporal.db*"):
            path.unlink()


@pytest.fixture
def server(tmp_path: Path) -> DevServer:
    return DevServer(tmp_path, free_port())


@pytest_asyncio.fixture
async def settings(engine_settings: Settings, server: DevServer) -> AsyncIterator[Settings]:
    yield engine_settings.model_copy(update={"temporal_address": server.address, "environment": "production"})


@asynccontextmanager
async def working(settings: Settings) -> AsyncGenerator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(worker, 40)


async def until(db: asyncpg.Connection, question: str, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await db.fetchval(question):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def two_mails(pause: str) -> dict[str, object]:
    return graph(
        {"one": send("one", "pause"), "pause": wait(pause, "two"), "two": send("two", "end"), "end": END}, "one"
    )


SIGNALLED = "workflow_execution_signaled_event_attributes"
ALL_WAIT = "select bool_and(node = 'pause') from enrollment"
ALL_DONE = "select bool_and(status = 'completed') from enrollment"


async def test_with_temporals_store_deleted_a_starting_worker_restarts_every_cohort_and_nothing_goes_twice(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running(), working(settings):
        cast = await world.enroll(two_mails("PT8S"), 12, utc_now(), capacity=4)
        await until(db, ALL_WAIT)
    server.lose_everything()
    async with server.running() as client:
        assert (await client.count_workflows()).count == 0
        async with working(settings):
            await until(db, ALL_DONE)
        assert (await client.count_workflows("WorkflowType = 'nurture'")).count == 3
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert smtp.duplicates() == 0


async def test_the_command_starts_what_is_missing_at_once_and_only_says_so_in_a_dry_run(
    world: World, settings: Settings, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running(), working(settings):
        await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=2)
        await until(db, ALL_WAIT)
    await db.execute(
        "insert into operation (id, kind, status, params, started_workflow)"
        " values ($1, 'enroll', 'running', '{}', true)",
        new_id(),
    )
    server.lose_everything()
    async with server.running() as client:
        for _ in range(2):
            found = await command(settings, "reconcile", "--dry-run", "--json")
            assert (found["cohorts_without_workflow"], found["operations_without_workflow"]) == (3, 1)
            assert (await client.count_workflows()).count == 0
        await command(settings, "reconcile")
        assert (await client.count_workflows("ExecutionStatus = 'Running'")).count == 4
        assert not any((await command(settings, "reconcile", "--json")).values())


async def test_workflows_of_cohorts_and_operations_that_are_gone_or_over_are_ended(
    world: World, settings: Settings, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client:
        cast = await world.enroll(two_mails("P3D"), 2, utc_now())
        await db.execute("update enrollment set status = 'stopped', due_at = null, ended_at = now()")
        await db.execute("delete from cohort_wake")
        stranger, operation = str(new_id()), str(new_id())
        for cohort in (str(cast.cohort), stranger):
            await client.start_workflow(
                "nurture",
                contracts.Cohort(cohort_id=cohort),
                id=contracts.cohort_workflow_id(cohort),
                task_queue="nurture",
            )
        await client.start_workflow(
            "operation",
            contracts.OperationInput(operation_id=operation),
            id=contracts.operation_workflow_id(operation),
            task_queue="operation",
        )
        counts = await until_seen(settings, "workflows_of_finished_operations")
        assert counts["workflows_with_nobody_aboard"] == counts["workflows_without_cohort"] == 1
        await reconcile(settings)
        async with working(settings), asyncio.timeout(30):
            for name in (f"cohort:{cast.cohort}", f"cohort:{stranger}", f"operation:{operation}"):
                handle = client.get_workflow_handle(name)
                with suppress(Exception):  # a cancelled one says so
                    await handle.result()
                assert (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING
        assert not any((await reconcile(settings)).values())


async def test_an_active_enrollment_that_nothing_would_ever_wake_is_made_due(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running(), working(settings):
        await world.enroll(two_mails("PT1S"), 3, utc_now())
        await until(db, ALL_DONE)
        await world.enroll(two_mails("P3D"), 3, utc_now())
        await until(db, "select count(*) = 3 from enrollment where node = 'pause' and status = 'active'")
        await db.execute("update enrollment set due_at = null where status = 'active'")
        assert (await reconcile(settings, dry_run=True))["enrollments_never_due"] == 3
        await reconcile(settings)
        await until(db, "select bool_and(due_at > now() + interval '1 day') from enrollment where status = 'active'")
        assert (await reconcile(settings, dry_run=True))["enrollments_never_due"] == 0
    assert smtp.duplicates() == 0


@asynccontextmanager
async def sweeping(settings: Settings, client: Client) -> AsyncGenerator[None]:
    """A relay that compares every half second and leads, since it comes first."""
    stop = asyncio.Event()
    relay = asyncio.create_task(Relay(settings.database_url, client, sweep_s=0.5, overdue_s=5).run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(relay, 20)


async def test_a_cohort_whose_workflow_was_ended_behind_our_back_is_back_with_the_next_sweep(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, sweeping(settings, client), working(settings):
        cast = await world.enroll(two_mails("PT4S"), 6, utc_now(), capacity=3)
        await until(db, ALL_WAIT)
        for cohort in cast.cohorts:
            await client.get_workflow_handle(f"cohort:{cohort}").terminate("by hand")
        await until(db, ALL_DONE, 30)
        told = await db.fetchval("select sum((detail ->> 'cohorts_without_workflow')::int) from audit_entry")
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert told >= 2, "the audit log says that the product mended something"


async def test_a_workflow_without_a_cohort_is_ended_by_the_sweep_and_told_of(
    settings: Settings, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, sweeping(settings, client), working(settings), asyncio.timeout(60):
        stray = contracts.Cohort(cohort_id=str(new_id()))
        name = contracts.cohort_workflow_id(stray.cohort_id)
        handle = await client.start_workflow("nurture", stray, id=name, task_queue="elsewhere")
        await until(db, "select exists (select from audit_entry where action = 'reconcile.mended')")
        detail = await db.fetchval("select detail ->> 'workflows_without_cohort' from audit_entry limit 1")
        assert detail == "1"
        signals = [one async for one in handle.fetch_history_events() if one.HasField(SIGNALLED)]
        assert signals, "told to end; nobody of ours works on the queue it was started on"


async def test_comparing_on_request_is_an_operation_with_progress_that_the_audit_log_names(
    world: World, settings: Settings, db: asyncpg.Connection, server: DevServer, as_role: As
) -> None:
    admin, rep = await as_role("admin"), await as_role("rep")
    path = "/api/v1/operations/reconcile"
    assert (await rep.post(path, json={})).status_code == 403
    async with server.running() as client, working(settings):
        cast = await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=2)
        await until(db, ALL_WAIT)
        for cohort in cast.cohorts:
            await client.get_workflow_handle(f"cohort:{cohort}").terminate("by hand")
        await until_seen(settings, "cohorts_without_workflow", 3)
        looked = await finished(admin, (await admin.post(path, json={"dry_run": True})).json()["id"])
        assert (looked["status"], looked["result"]["cohorts_without_workflow"], looked["done"]) == ("done", 3, 0)
        mended = await finished(admin, (await admin.post(path, json={"reason": "障害の後"})).json()["id"])
        assert (mended["status"], mended["total"], mended["done"]) == ("done", 3, 3)
        running = [one.id async for one in client.list_workflows("ExecutionStatus = 'Running'")]
        assert {f"cohort:{cohort}" for cohort in cast.cohorts} <= set(running)
    reasons = await db.fetch("select reason, detail from audit_entry where action = 'reconcile.started' order by id")
    assert [row["reason"] for row in reasons] == ["", "障害の後"]


async def test_a_comparison_whose_command_was_killed_is_taken_up_by_a_worker(
    settings: Settings, db: asyncpg.Connection, server: DevServer
) -> None:
    await db.execute(
        "insert into operation (id, kind, status, params, started_workflow, created_at)"
        " values ($1, 'reconcile', 'running', '{\"dry_run\": false}', true, now() - interval '10 minutes')",
        new_id(),
    )
    async with server.running(), working(settings):
        await until(db, "select status = 'done' from operation", 40)


async def test_leaders_commands_and_kills_at_once_under_load_send_every_mail_once(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, sweeping(settings, client), working(settings):
        cast = await world.enroll(two_mails("PT3S"), 90, utc_now(), capacity=5)

        async def compare() -> None:
            for _ in range(4):
                await asyncio.gather(reconcile(settings), reconcile(settings))

        async def end_some() -> None:
            for cohort in cast.cohorts[::3]:
                with suppress(Exception):  # not there yet, or over already
                    await client.get_workflow_handle(f"cohort:{cohort}").terminate("by hand")
                await asyncio.sleep(0.3)

        await asyncio.gather(compare(), end_some())
        await until(db, ALL_DONE)
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert smtp.duplicates() == 0
    assert await db.fetchval("select count(*) from operation where status <> 'done'") == 0


async def finished(client: httpx.AsyncClient, operation: str) -> dict[str, Any]:
    """The operation when it is over."""
    async with asyncio.timeout(40):
        while True:
            row = (await client.get(f"/api/v1/operations/{operation}")).json()
            if row["finished_at"]:
                return row
            await asyncio.sleep(0.1)


async def until_seen(settings: Settings, name: str, count: int = 1) -> dict[str, int]:
    """Visibility follows a moment later."""
    async with asyncio.timeout(15):
        while (counts := await reconcile(settings, dry_run=True))[name] != count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return counts


async def command(settings: Settings, *words: str) -> dict[str, int]:
    """The last line of a `tabiji` command."""
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "SECRET_KEY": "k" * 40,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "backend.cli", *words, env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(out.decode().strip().splitlines()[-1])
