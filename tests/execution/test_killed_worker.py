"""A whole worker process is killed while it sends, and another takes over: real Temporal, real time, real limits."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import asyncpg
import pytest

from backend.kit.clock import utc_now
from backend.settings import Settings
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import Cast, World, three_mails
from tests.patience import until
from tests.workflows.temporal import real_time_server

pytestmark = [pytest.mark.temporal, pytest.mark.slow]
LEASE_S = 4 * 60
"""Less than a mail of a living worker may be under way with the settings below; a lost one is missed within a minute
(`test_a_killed_worker_is_missed_within_a_minute`), and the rest is for slow machines."""


@asynccontextmanager
async def worker(settings: Settings, temporal: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A worker as the product starts it."""
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "TEMPORAL_ADDRESS": temporal,
        "SECRET_KEY": "k" * 40,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(settings.smtp_port),
        "SMTP_CONNECTIONS": "4",
        "SMTP_TIMEOUT": "60",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "backend.cli", "worker", env=environment)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def test_contacts_of_a_killed_worker_go_on_long_before_its_leases_are_over_and_get_nothing_twice(
    world: World, engine_settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    bodies: list[str] = []
    smtp.on_body = bodies.append
    smtp.behaviour = lambda rcpt: "tarpit" if len(bodies) >= 20 else "take"
    async with real_time_server() as temporal:
        address = temporal.client.service_client.config.target_host
        async with worker(engine_settings, address) as victim:
            cast = await world.enroll(three_mails(), 60, utc_now(), max_wait=timedelta(milliseconds=300))
            await until(lambda: len(bodies) >= 23)
            victim.kill()
            await victim.wait()
        smtp.behaviour = lambda rcpt: "take"
        async with worker(engine_settings, address), asyncio.timeout(LEASE_S):
            await until(lambda: db.fetchval("select not exists (select from enrollment where status = 'active')"))
    await assert_named_and_never_repeated(db, cast, smtp)


async def assert_named_and_never_repeated(db: asyncpg.Connection, cast: Cast, smtp: ScriptedServer) -> None:
    """Everybody went to the end; whose mail is in doubt is named, and has it at most once."""
    rows = await db.fetch("select to_email, rfc_message_id, reason from message where status = 'unconfirmed'")
    assert 1 <= len(rows) <= 3 * 4, "at most three micro-batches"
    assert {row["reason"] for row in rows} == {"worker_lost"}
    arrived = {mail.message_id for mail in smtp.taken}  # also of those whose yes was not written down in time
    doubts = Counter(row["to_email"] for row in rows if row["rfc_message_id"] not in arrived)
    assert await db.fetchval("select count(*) from enrollment where status = 'completed'") == 60
    assert {email: smtp.count()[email] + doubts[email] for email in cast.contacts} == dict.fromkeys(cast.contacts, 3)
    assert smtp.duplicates() == 0
