"""Worker processes that are killed, frozen or slow in the middle of a chunk."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from backend.execution import ledger
from backend.execution.database import Pool
from backend.execution.presence import Pulse, Watch
from backend.execution.reaper import EVERY_S, Reaper
from backend.kit.clock import Clock
from backend.settings import Settings
from backend.worker import Engine, open_engine
from tests.execution.conftest import BUDGET, START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import Cast, World, three_mails
from tests.patience import PATIENCE_S, until

QUICK = Pulse(every_s=0.2, silence_s=2.0)
LEASE = timedelta(minutes=10)


@pytest_asyncio.fixture
async def other(engine_settings: Settings) -> AsyncIterator[Engine]:
    """Another worker process's engine, which watches."""
    async with open_engine(engine_settings, present=lambda asked: asked, budget=BUDGET, pulse=QUICK) as opened:
        yield opened


@pytest.fixture
def carrier(other: Engine) -> Carrier:
    """Its clock."""
    return Carrier(other)


@pytest.fixture
def watchman(other: Engine, carrier: Carrier, db: asyncpg.Connection) -> "Watchman":
    """Its reaper, under the test's time."""
    return Watchman(other.pool, db, lambda: carrier.now)


@pytest_asyncio.fixture
async def victim(engine_settings: Settings, smtp: ScriptedServer) -> AsyncIterator["Victim"]:
    """A real worker process."""
    made = Victim(engine_settings, smtp)
    yield made
    await made.end()


class Victim:
    """A process that carries one cohort, until something happens to it."""

    def __init__(self, settings: Settings, smtp: ScriptedServer) -> None:
        self._settings, self._smtp = settings, smtp
        self._process: asyncio.subprocess.Process | None = None

    async def carry(self, cast: Cast) -> None:
        """Start; returns when twenty mails are out and the server keeps the next ones without an answer."""
        bodies: list[str] = []
        self._smtp.on_body = bodies.append
        self._smtp.behaviour = lambda rcpt: "hold" if len(bodies) >= 20 else "take"
        environment = {
            **os.environ,
            "DATABASE_URL": self._settings.database_url,
            "SECRET_KEY": "k" * 40,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self._smtp.port),
            "SMTP_CONNECTIONS": "4",
            "SMTP_TIMEOUT": str(PATIENCE_S),
        }
        module = "tests.execution.worker_process"
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, str(cast.cohort), START.isoformat(), env=environment
        )
        await until(lambda: len(bodies) >= 23)

    def signal(self, which: signal.Signals) -> None:
        """Kill, freeze, thaw."""
        assert self._process is not None
        self._process.send_signal(which)

    async def end(self) -> None:
        """Until it has ended; at the latest now."""
        if self._process is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), PATIENCE_S)
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


async def in_state(db: asyncpg.Connection, status: str) -> list[str]:
    """Addresses of the mails that stand there in the ledger."""
    rows = await db.fetch("select to_email from message where status = $1 order by to_email", status)
    return [row["to_email"] for row in rows]


class Watchman:
    """A reaper that looks once after every sign of life of anybody: its time is that of the living, however slow."""

    def __init__(self, pool: Pool, db: asyncpg.Connection, clock: Clock) -> None:
        self._db, self._now, self._beats = db, 0.0, None
        self._reaper = Reaper(pool, LEASE, pulse=QUICK, clock=clock, steady=lambda: self._now)

    async def watch(self, seconds: float) -> None:
        """Look for so long."""
        end = self._now + seconds
        while self._now < end:
            await until(self._somebody_lives)
            self._now += QUICK.every_s
            await self._reaper.reap_once()

    async def _somebody_lives(self) -> bool:
        before, self._beats = self._beats, await self._db.fetchval("select array_agg(beat order by id) from worker")
        return self._beats != before


async def test_a_worker_killed_while_mails_are_under_way_leaves_doubts_that_are_named_soon_and_sends_nothing_twice(
    world: World, carrier: Carrier, watchman: Watchman, victim: Victim, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 60, START)
    await victim.carry(cast)
    victim.signal(signal.SIGKILL)
    await victim.end()
    left = await in_state(db, "transmitting")
    assert 1 <= len(left) <= 3 * 4, "at most three micro-batches the size of the pool"
    doubtful = set(left) - smtp.count().keys()  # of the others the server's yes came, and was not written down in time
    assert doubtful, "the server keeps some without an answer"
    smtp.behaviour, smtp.on_body = (lambda rcpt: "take"), (lambda rcpt: None)

    await carrier.carry(cast.cohort)
    assert await in_state(db, "transmitting") == left, "as far as anybody knows, that process may still be sending"
    await watchman.watch(QUICK.silence_s + 1)
    assert await in_state(db, "unconfirmed") == left, "long before the lease is over"
    await carrier.carry(cast.cohort, seconds=2)
    assert await db.fetchval("select count(*) from enrollment where node <> 'pause1'") == 0
    assert smtp.count() == Counter(cast.contacts.keys() - doubtful), "a doubtful mail is never sent again by itself"
    assert smtp.duplicates() == 0


async def test_a_worker_that_is_frozen_and_thawed_sends_late_but_once_and_its_doubts_are_settled(
    world: World, carrier: Carrier, watchman: Watchman, victim: Victim, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 60, START)
    await victim.carry(cast)
    await until(lambda: db.fetchval("select count(*) = 19 from message where status = 'sent'"))
    victim.signal(signal.SIGSTOP)
    left = await in_state(db, "transmitting")
    smtp.behaviour = lambda rcpt: "take"
    await watchman.watch(QUICK.silence_s + 1)
    await carrier.carry(cast.cohort)
    assert await in_state(db, "unconfirmed") == left
    victim.signal(signal.SIGCONT)
    smtp.released.set()
    await victim.end()
    assert await in_state(db, "unconfirmed") == []
    assert smtp.count() == Counter(cast.contacts.keys()), "the frozen process had them, and sent them after all"
    sent = "select count(*) from journal where outcome = 'sent' and node = 'one'"
    assert await db.fetchval(sent) == 60, "each contact went on once"


async def test_a_slow_worker_that_lives_is_not_taken_for_lost(
    world: World,
    carrier: Carrier,
    watchman: Watchman,
    engine_settings: Settings,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
) -> None:
    cast = await world.enroll(three_mails(), 8, START)
    smtp.behaviour = lambda rcpt: "hold"
    async with open_engine(engine_settings, present=lambda asked: asked, budget=BUDGET, pulse=QUICK) as slow:
        carrying = asyncio.create_task(Carrier(slow).carry(cast.cohort))
        await until(lambda: db.fetchval("select count(*) >= 4 from message where status = 'transmitting'"))
        await watchman.watch(2 * QUICK.silence_s)
        assert len(await in_state(db, "transmitting")) >= 4
        await carrier.carry(cast.cohort)
        assert await in_state(db, "unconfirmed") == []
        smtp.behaviour = lambda rcpt: "take"
        smtp.released.set()
        await carrying
    assert len(await in_state(db, "sent")) == 8
    assert await db.fetchval("select count(*) from worker") == 1, "who ends in peace leaves the table"


@pytest.mark.parametrize(("answer", "becomes"), [("sent", "sent"), ("refused", "refused"), ("deferred", "unconfirmed")])
async def test_a_late_answer_settles_a_doubt_but_never_lets_a_mail_vanish_that_nobody_would_try_again(
    world: World, carrier: Carrier, other: Engine, db: asyncpg.Connection, answer: str, becomes: str
) -> None:
    cast = await world.enroll(three_mails(), 1, START)
    await carrier.carry(cast.cohort)
    row = await db.fetchrow("update message set status = 'unconfirmed', reason = 'worker_lost' returning id")
    assert row is not None
    async with other.pool.acquire() as connection:
        await ledger.record(connection, [ledger.Outcome(row["id"], answer, None, "the server's words", START)])
    assert await in_state(db, becomes) == list(cast.contacts)
    assert await db.fetchval("select smtp_reply from message") == "the server's words"


def test_nobody_is_condemned_for_an_outage_in_which_nobody_could_be_seen() -> None:
    watch, worker = Watch(silence_s=30, blind_s=15), uuid4()
    assert watch.silent({worker: 1}, 0) == {}
    assert watch.silent({worker: 1}, 100) == {}, "the database was away, or we were frozen"
    seen = [watch.silent({worker: 1}, at) for at in range(105, 135, 5)]
    assert seen == [{}, {}, {}, {}, {}, {worker: 1}]
    assert watch.silent({worker: 2}, 135) == {}, "it moves again"


def test_a_killed_worker_is_missed_within_a_minute() -> None:
    assert Pulse().silence_s + 2 * EVERY_S <= 45
    assert Pulse().silence_s >= 8 * Pulse().every_s, "a few late beats are no death"
