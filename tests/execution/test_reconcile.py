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
from temporalio.client import Client
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
from tests.patience import PATIENCE_S, patience, until
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
        await asyncio.wait_for(worker, PATIENCE_S)


async def yes(db: asyncpg.Connection, question: str) -> None:
    """Until the database says yes."""
    await until(lambda: db.fetchval(question))


async def come_due(db: asyncpg.Connection) -> None:
    """As if the days of everybody's wait had passed, all but three seconds."""
    due = await db.fetchval("select now() + interval '3 seconds'")
    await db.execute(
        "update enrollment set due_at = $1, state = state || jsonb_build_object('due', $1::timestamptz)", due
    )


def two_mails(pause: str) -> dict[str, object]:
    return graph(
        {"one": send("one", "pause"), "pause": wait(pause, "two"), "two": send("two", "end"), "end": END}, "one"
    )


SIGNALLED = "workflow_execution_signaled_event_attributes"
LED = """
    select exists (select from pg_locks join pg_database d on d.oid = database
                   where locktype = 'advisory' and granted and datname = current_database())
"""
NEVER_S = 3600.0
"""Only once, at the start: what a test then breaks, only the test has mended."""
ALL_WAIT = "select bool_and(node = 'pause') from enrollment"
ALL_DONE = "select bool_and(status = 'completed') from enrollment"


async def test_with_temporals_store_deleted_a_starting_worker_restarts_every_cohort_and_nothing_goes_twice(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running(), working(settings):
        cast = await world.enroll(two_mails("P3D"), 12, utc_now(), capacity=4)
        await yes(db, ALL_WAIT)
    server.lose_everything()
    await come_due(db)
    async with server.running() as client:
        assert (await client.count_workflows()).count == 0
        async with working(settings):
            await yes(db, ALL_DONE)
        await until_listed(client, {f"cohort:{cohort}" for cohort in cast.cohorts})
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert smtp.duplicates() == 0


async def test_the_command_starts_what_is_missing_at_once_and_only_says_so_in_a_dry_run(
    world: World, settings: Settings, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running(), working(settings):
        await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=2)
        await yes(db, ALL_WAIT)
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
        await until_count(client, "ExecutionStatus = 'Running'", 4)
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
        names = ("workflows_of_finished_operations", "workflows_with_nobody_aboard", "workflows_without_cohort")
        await until_seen(settings, **dict.fromkeys(names, 1))
        await reconcile(settings)
        async with working(settings), patience():
            for name in (f"cohort:{cast.cohort}", f"cohort:{stranger}", f"operation:{operation}"):
                with suppress(Exception):  # a cancelled one says so
                    await client.get_workflow_handle(name).result()
            # While the worker is there: at its own first look it may still see a clock that has just ended and poke it,
            # and somebody has to tell the new one that there is nothing left to do.
            await until_in_step(settings)
            await until_count(client, "ExecutionStatus = 'Running'", 0)


async def test_an_active_enrollment_that_nothing_would_ever_wake_is_made_due(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, leading(settings, client, db, every_s=NEVER_S), working(settings):
        await world.enroll(two_mails("PT1S"), 3, utc_now())
        await yes(db, ALL_DONE)
        await world.enroll(two_mails("P3D"), 3, utc_now())
        await yes(db, "select count(*) = 3 from enrollment where node = 'pause' and status = 'active'")
        await db.execute("update enrollment set due_at = null where status = 'active'")
        assert (await reconcile(settings, dry_run=True))["enrollments_never_due"] == 3
        await reconcile(settings)
        await yes(db, "select bool_and(due_at > now() + interval '1 day') from enrollment where status = 'active'")
        assert (await reconcile(settings, dry_run=True))["enrollments_never_due"] == 0
    assert smtp.duplicates() == 0


@asynccontextmanager
async def leading(
    settings: Settings, client: Client, db: asyncpg.Connection, *, every_s: float = 0.5
) -> AsyncGenerator[None]:
    """A relay that compares so often and leads, so that no worker that comes later compares by itself."""
    stop = asyncio.Event()
    relay = asyncio.create_task(Relay(settings.database_url, client, sweep_s=every_s, overdue_s=5).run(stop))
    try:
        await yes(db, LED)
        yield
    finally:
        stop.set()
        await asyncio.wait_for(relay, PATIENCE_S)


async def test_a_cohort_whose_workflow_was_ended_behind_our_back_is_back_with_the_next_sweep(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, leading(settings, client, db), working(settings):
        cast = await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=3)
        await yes(db, ALL_WAIT)
        for cohort in cast.cohorts:
            await client.get_workflow_handle(f"cohort:{cohort}").terminate("by hand")
        await come_due(db)
        await yes(db, ALL_DONE)
        told = await db.fetchval("select sum((detail ->> 'cohorts_without_workflow')::int) from audit_entry")
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert told >= 2, "the audit log says that the product mended something"


async def test_a_workflow_without_a_cohort_is_ended_by_the_sweep_and_told_of(
    settings: Settings, db: asyncpg.Connection, server: DevServer, as_role: As
) -> None:
    async with server.running() as client, leading(settings, client, db), working(settings), patience():
        stray = contracts.Cohort(cohort_id=str(new_id()))
        name = contracts.cohort_workflow_id(stray.cohort_id)
        handle = await client.start_workflow("nurture", stray, id=name, task_queue="elsewhere")
        await yes(db, "select exists (select from audit_entry where action = 'reconcile.mended')")
        detail = await db.fetchval("select detail ->> 'workflows_without_cohort' from audit_entry limit 1")
        assert detail == "1"
        signals = [one async for one in handle.fetch_history_events() if one.HasField(SIGNALLED)]
        assert signals, "told to end; nobody of ours works on the queue it was started on"
        state = (await (await as_role("viewer")).get("/api/v1/operations/reconcile")).json()
        found = [one["found"] for one in state["mended"]]  # more than once, if the next sweep comes before this look
        assert found == [{"workflows_without_cohort": 1}] * len(found) != []


async def test_comparing_on_request_is_an_operation_with_progress_that_the_audit_log_names(
    world: World, settings: Settings, db: asyncpg.Connection, server: DevServer, as_role: As
) -> None:
    admin, rep = await as_role("admin"), await as_role("rep")
    path = "/api/v1/operations/reconcile"
    assert (await rep.post(path, json={})).status_code == 403
    async with server.running() as client, leading(settings, client, db, every_s=NEVER_S), working(settings):
        cast = await world.enroll(two_mails("P3D"), 6, utc_now(), capacity=2)
        await yes(db, ALL_WAIT)
        for cohort in cast.cohorts:
            await client.get_workflow_handle(f"cohort:{cohort}").terminate("by hand")
        await until_seen(settings, cohorts_without_workflow=3)
        looked = await finished(admin, (await admin.post(path, json={"dry_run": True})).json()["id"])
        assert (looked["status"], looked["result"]["cohorts_without_workflow"], looked["done"]) == ("done", 3, 0)
        mended = await finished(admin, (await admin.post(path, json={"reason": "障害の後"})).json()["id"])
        assert (mended["status"], mended["total"], mended["done"]) == ("done", 3, 3)
        await until_count(client, "ExecutionStatus = 'Running' and WorkflowType = 'nurture'", 3)
        state = (await rep.get(path)).json()
    assert [(one["params"]["dry_run"], one["params"]["reason"]) for one in state["asked"]] == [
        (False, "障害の後"),
        (True, ""),
    ]
    assert ("start", True) in [(one["occasion"], one["reached"]) for one in state["looks"]]
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
        await yes(db, "select status = 'done' from operation")


async def test_leaders_commands_and_kills_at_once_under_load_send_every_mail_once(
    world: World, settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection, server: DevServer
) -> None:
    async with server.running() as client, leading(settings, client, db), working(settings):
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
        await yes(db, ALL_DONE)
        # While the worker is there: it takes up a comparison that a slow machine makes look interrupted.
        await yes(db, "select bool_and(status = 'done') from operation")
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 2))
    assert smtp.duplicates() == 0


async def finished(client: httpx.AsyncClient, operation: str) -> dict[str, Any]:
    """The operation when it is over."""

    async def over() -> dict[str, Any] | None:
        row = (await client.get(f"/api/v1/operations/{operation}")).json()
        return row if row["finished_at"] else None

    return await until(over)


async def until_seen(settings: Settings, **wanted: int) -> None:
    """Visibility follows a moment later."""

    async def seen() -> bool:
        return wanted.items() <= (await reconcile(settings, dry_run=True)).items()

    await until(seen)


async def until_in_step(settings: Settings) -> None:
    """Nothing that differs is left."""

    async def seen() -> bool:
        return not any((await reconcile(settings, dry_run=True)).values())

    await until(seen)


async def until_listed(client: Client, names: set[str]) -> None:
    """Visibility follows a moment later."""

    async def seen() -> bool:
        return {one.id async for one in client.list_workflows("WorkflowType = 'nurture'")} == names

    await until(seen)


async def until_count(client: Client, query: str, count: int) -> None:
    """Visibility follows a moment later."""

    async def seen() -> bool:
        return (await client.count_workflows(query)).count == count

    await until(seen)


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
