"""`tabiji bench engine`: the engine against bare SMTP and one workflow per contact, in one run on one machine."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
from pydantic import SecretStr
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from backend.bench import servers
from backend.bench.actions import count_actions
from backend.bench.bare_smtp import bare_smtp, prebuilt
from backend.bench.per_contact import per_contact
from backend.bench.scene import KEYS, Scene, enroll, set_scene
from backend.kit.db import Sessions, create_engine, create_sessions
from backend.migrations import migrate
from backend.settings import Settings
from workflows.contracts import ADVANCE_QUEUE

Say = Callable[[str], object]
PATIENCE_S = 1_800.0
_ABOARD = "select exists (select from enrollment where status = 'active')"
SMTP_MAILS = 10_000
PER_CONTACT = 300
"""Contacts of the one-workflow-per-contact run: its rate is steady, so fewer are enough to measure it."""


async def bench_engine(contacts: int, *, workers: int = 2, say: Say = print) -> dict[str, Any]:
    """Measure all three and report.

    Rates are mails a second from the start of enrolling to the last mail at the sink. `cpu_ms_per_mail_smtp` is the
    bare client's alone; `cpu_ms_per_mail_engine` everything's: PostgreSQL, Temporal, sink and workers (`cpu_s`).
    `times` is each worker's own account: calls and seconds of its overlapping stages. One workflow per contact is
    measured twice: at its leanest, without ledger or journal (`mails_per_s_per_contact`, which the ratio is about), and
    as the engine itself with cohorts of one.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tabiji-bench-")))
        database_url = await stack.enter_async_context(servers.postgres(folder))
        address = await stack.enter_async_context(servers.temporal(folder))
        sink = await stack.enter_async_context(servers.sink(folder))
        settings = Settings(
            database_url=database_url,
            temporal_address=address,
            smtp_port=sink.port,
            secret_key=SecretStr("bench-secret-key-of-32-bytes-or-more"),
            environment="embedded",
        )
        await migrate(database_url)
        report: dict[str, Any] = {"contacts": contacts, "workers": workers}
        before = await _bare(settings, sink, say)
        report |= await _engine(settings, sink, folder, contacts, workers, say)
        report |= _mean(before, await _bare(settings, sink, say))
        report |= await _per_contact(settings, sink, min(contacts, PER_CONTACT), say)
        report["ratio_to_smtp"] = round(report["mails_per_s_engine"] / report["mails_per_s_smtp"], 3)
        report["ratio_to_per_contact"] = round(report["mails_per_s_engine"] / report["mails_per_s_per_contact"], 1)
        return report


async def _bare(settings: Settings, sink: servers.Sink, say: Say) -> dict[str, Any]:
    mails = await asyncio.to_thread(prebuilt, SMTP_MAILS)
    await bare_smtp(sink.port, mails[:500], settings.smtp_connections)  # warm
    rate = await bare_smtp(sink.port, mails, settings.smtp_connections)
    await sink.report(reset=True)
    say(f"bare SMTP: {rate.mails_per_s:.0f} mails/s over {settings.smtp_connections} connections")
    return {
        "mails_per_s_smtp": round(rate.mails_per_s, 1),
        "cpu_ms_per_mail_smtp": round(rate.cpu_ms, 3),
        "mail_bytes": len(mails[0]),
    }


def _mean(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Bare SMTP is measured before and after the engine: on a shared machine the load changes meanwhile."""
    both = [before["mails_per_s_smtp"], after["mails_per_s_smtp"]]
    cpu = (before["cpu_ms_per_mail_smtp"] + after["cpu_ms_per_mail_smtp"]) / 2
    means = {"mails_per_s_smtp": round(sum(both) / 2, 1), "cpu_ms_per_mail_smtp": round(cpu, 3)}
    return {**after, **means, "mails_per_s_smtp_before_after": both}


async def _engine(
    settings: Settings, sink: servers.Sink, folder: Path, contacts: int, workers: int, say: Say
) -> dict[str, Any]:
    database = create_engine(settings.database_url, pool_size=2)
    sessions = create_sessions(database)
    scene = await set_scene(sessions, settings.database_url, contacts)
    async with AsyncExitStack() as stack:
        for _ in range(workers):
            await stack.enter_async_context(servers.worker(folder, environment_of(settings)))
        await _workers_ready(await _temporal(settings), workers)
        idle = await asyncio.to_thread(servers.cpu_seconds, folder)
        begun = time.time()
        enrolled = await enroll(sessions, scene, settings.cohort_capacity)
        enrolling = time.time() - begun
        expected = enrolled * len(KEYS)
        await _until_done(settings.database_url, say)
        cpu = servers.difference(await asyncio.to_thread(servers.cpu_seconds, folder), idle)
        counts = await sink.report()
        await sink.report(reset=True)
        actions = await count_actions(await _temporal(settings), "nurture")
        alone = await _cohorts_of_one(settings, sink, sessions, scene, min(contacts, PER_CONTACT), say)
    await database.dispose()
    elapsed = counts["last_at"] - begun
    rate = counts["distinct"] / elapsed
    say(f"engine: {rate:.0f} mails/s, {counts['mails']} of {expected} at the sink, {counts['duplicates']} twice")
    return {
        "mails_per_s_engine": round(rate, 1),
        "mails_expected": expected,
        "mails_at_sink": counts["mails"],
        "duplicates": counts["duplicates"],
        "seconds": {"all": round(elapsed, 2), "enrolling": round(enrolling, 2)},
        "actions_per_contact": round(actions.billable / enrolled, 4),
        "workflow_runs": actions.runs,
        "history_events_per_contact": round(actions.events / enrolled, 3),
        "cpu_s": cpu,
        "cpu_ms_per_mail_engine": round(sum(cpu.values()) / expected * 1e3, 3),
        "times": _times(folder),
        "mails_per_s_cohorts_of_one": round(alone, 2),
        "ratio_to_cohorts_of_one": round(rate / alone, 1),
    }


async def _cohorts_of_one(
    settings: Settings, sink: servers.Sink, sessions: Sessions, scene: Scene, contacts: int, say: Say
) -> float:
    """The engine itself with a workflow a contact: what one gets who wants the same ledger and journal that way."""
    begun = time.time()
    await enroll(sessions, scene, capacity=1, limit=contacts)
    await _until_done(settings.database_url, say)
    counts = await sink.report()
    await sink.report(reset=True)
    rate = counts["mails"] / (counts["last_at"] - begun)
    say(f"cohorts of one: {rate:.1f} mails/s ({contacts} contacts)")
    return rate


async def _per_contact(settings: Settings, sink: servers.Sink, contacts: int, say: Say) -> dict[str, Any]:
    rate = await per_contact(await _temporal(settings), settings, contacts)
    await sink.report(reset=True)
    say(f"one workflow per contact: {rate:.1f} mails/s ({contacts} contacts)")
    return {"mails_per_s_per_contact": round(rate, 2), "per_contact_contacts": contacts}


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


async def _temporal(settings: Settings) -> Client:
    return await Client.connect(settings.temporal_address, data_converter=pydantic_data_converter)


async def _workers_ready(client: Client, workers: int) -> None:
    """Wait until every worker process asks for chunks."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=ADVANCE_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    async with asyncio.timeout(60):
        while len((await client.workflow_service.describe_task_queue(asked)).pollers) < workers:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _until_done(database_url: str, say: Say) -> None:
    """Wait until nobody is aboard any more; asks seldom, so as not to be measured itself."""
    connection = await asyncpg.connect(database_url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while await connection.fetchval(_ABOARD):  # noqa: ASYNC110
                await asyncio.sleep(0.25)
        bad = await connection.fetchval("select count(*) from enrollment where status <> 'completed'")
        if bad:
            say(f"{bad} enrollments did not complete")
    finally:
        await connection.close()


def _times(folder: Path) -> list[Any]:
    lines = (folder / "worker.log").read_text(errors="replace").splitlines()
    return [json.loads(line.split("times: ", 1)[1]) for line in lines if "times: " in line]
