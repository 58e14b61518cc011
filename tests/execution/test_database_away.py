"""The database goes away in the middle of a chunk, for a moment and for half a minute."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio
from pydantic import SecretStr

from backend.embedded.scratch import PostgresServer, scratch_postgres
from backend.execution.advance import Budget
from backend.execution.database import LOST
from backend.kit.clock import utc_now
from backend.kit.db import create_engine, create_sessions
from backend.migrations import migrate
from backend.settings import Settings
from backend.worker import open_engine, run_worker
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import Cast, World, three_mails
from tests.patience import PATIENCE_S, patience, until
from tests.workflows.temporal import real_time_server
from workflows.contracts import CohortTick

pytestmark = [pytest.mark.slow]


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server of this test alone, to be stopped and started."""
    with scratch_postgres("away") as server:
        yield server


@pytest_asyncio.fixture
async def own_settings(own_postgres: PostgresServer, smtp: ScriptedServer) -> Settings:
    """A worker on that server, migrated."""
    await migrate(own_postgres.get_uri())
    return Settings(
        database_url=own_postgres.get_uri(),
        database_pool=4,
        secret_key=SecretStr("k" * 40),
        environment="production",
        smtp_host="127.0.0.1",
        smtp_port=smtp.port,
        smtp_connections=4,
        smtp_timeout=60.0,
    )


@pytest_asyncio.fixture
async def own_world(own_settings: Settings) -> AsyncIterator[World]:
    """People to enroll there."""
    engine = create_engine(own_settings.database_url, pool_size=2)
    world = World(create_sessions(engine))
    await world.found()
    yield world
    await engine.dispose()


class Outage:
    """Takes the database away when the fortieth mail has arrived, and brings it back after `seconds`."""

    def __init__(self, server: PostgresServer, smtp: ScriptedServer, seconds: float) -> None:
        self._server, self._smtp, self._seconds = server, smtp, seconds
        self._task: asyncio.Task[None] | None = None
        smtp.on_body = self._count

    def _count(self, _rcpt: str) -> None:
        if len(self._smtp.taken) == 40 and self._task is None:
            self._task = asyncio.create_task(self._be_away())

    async def _be_away(self) -> None:
        await asyncio.to_thread(stop_hard, Path(self._server.pgdata))
        await asyncio.sleep(self._seconds)
        await asyncio.to_thread(restart, self._server)

    async def over(self) -> None:
        """Until the database is back."""
        await until(lambda: self._task is not None)
        assert self._task is not None
        await self._task


def stop_hard(folder: Path) -> None:
    """As when the machine dies: no checkpoint, sessions cut off."""
    pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.05)


def restart(server: PostgresServer) -> None:
    """Start the same data folder again; the first attempts may fail while it recovers."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return server.ensure_postgres_running()
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


async def assert_everybody_got_three(url: str, cast: Cast, smtp: ScriptedServer) -> None:
    """Nothing lost, nothing twice, nothing in doubt."""
    connection = await asyncpg.connect(url)
    try:
        mails = await connection.fetch("select status from message where to_email = any($1::text[])", [*cast.contacts])
        doubts = await connection.fetchval("select count(*) from journal where detail ? 'unconfirmed'")
    finally:
        await connection.close()
    assert Counter(row["status"] for row in mails) == {"sent": 3 * len(cast.contacts)}
    assert doubts == 0, "what was known to be sent did not become a doubt"
    assert smtp.duplicates() == 0
    assert {address: smtp.count()[address] for address in cast.contacts} == dict.fromkeys(cast.contacts, 3)


async def test_a_database_that_goes_away_in_the_middle_of_a_chunk_only_costs_time(
    own_postgres: PostgresServer, own_settings: Settings, own_world: World, smtp: ScriptedServer
) -> None:
    cast = await own_world.enroll(three_mails(), 150, START)
    outage = Outage(own_postgres, smtp, 2)
    budget = Budget(chunk_size=200, seconds=600.0, stopping=lambda: False)
    async with open_engine(own_settings, present=lambda asked: asked, budget=budget) as engine:
        carrier = Carrier(engine)
        for forward in (0, 2, 2):
            async with patience():
                await carry_until_all_wait(carrier, cast, forward)
        await outage.over()
    await assert_everybody_got_three(own_settings.database_url, cast, smtp)


async def carry_until_all_wait(carrier: Carrier, cast: Cast, days: float) -> None:
    """Go on by some days and play Temporal's part: an activity that fails is tried again."""
    while True:
        try:
            tick = await carrier.carry(cast.cohort, days=days)
        except LOST:
            await asyncio.sleep(0.3)
        else:
            if at_rest(tick, carrier):
                return
            carrier.now += timedelta(seconds=10)
        days = 0


def at_rest(tick: CohortTick, carrier: Carrier) -> bool:
    """Whether nobody is due within the hour."""
    return not tick.more and (tick.next_due is None or tick.next_due > carrier.now + timedelta(hours=1))


@pytest.mark.temporal
async def test_a_worker_whose_database_is_away_for_half_a_minute_goes_on_by_itself_and_sends_each_mail_once(
    own_postgres: PostgresServer, own_settings: Settings, own_world: World, smtp: ScriptedServer
) -> None:
    outage = Outage(own_postgres, smtp, 30)
    async with real_time_server() as temporal, patience():
        address = temporal.client.service_client.config.target_host
        stop = asyncio.Event()
        worker = asyncio.create_task(run_worker(own_settings.model_copy(update={"temporal_address": address}), stop))
        try:
            cut = timedelta(milliseconds=300)
            cast = await own_world.enroll(three_mails(), 150, utc_now(), max_wait=cut)
            await outage.over()
            await all_arrived(smtp, 450)
            later = await own_world.enroll(three_mails(), 30, utc_now(), max_wait=cut)
            await all_arrived(smtp, 540)
            assert not worker.done(), "nobody had to start it again"
            await nobody_aboard(own_settings.database_url)
        finally:
            stop.set()
            await asyncio.wait_for(worker, PATIENCE_S)
    for group in (cast, later):
        await assert_everybody_got_three(own_settings.database_url, group, smtp)


async def all_arrived(smtp: ScriptedServer, count: int) -> None:
    """Until the mail server has that many mails."""
    await until(lambda: len(smtp.taken) >= count)


async def nobody_aboard(url: str) -> None:
    """Until every enrollment has ended; and no connection of the worker was left behind."""
    connection = await asyncpg.connect(url)
    try:
        await until(lambda: connection.fetchval("select not exists (select from enrollment where status = 'active')"))
        connections = "select count(*) from pg_stat_activity where application_name = 'tabiji-worker'"
        assert await connection.fetchval(connections) <= 4 + 1, "the pool and the relay, no more"
    finally:
        await connection.close()
