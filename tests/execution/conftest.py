"""A running engine without Temporal: real PostgreSQL, a real SMTP conversation, a clock that tests hold."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from pydantic import SecretStr

from backend.execution.advance import Budget
from backend.kit.db import Sessions
from backend.settings import Settings
from backend.worker import Engine, open_engine
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World
from workflows.contracts import CohortTick

START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
SMTP_TIMEOUT_S = 30.0
"""So long that no slow machine reaches it; a server that stalls is waited for by `tests.patience.outwait`."""
BUDGET = Budget(chunk_size=200, seconds=600.0, stopping=lambda: False)
"""Of one look at a cohort: so long that also a slow machine does in one look what a test has it do."""


@pytest_asyncio.fixture
async def smtp() -> AsyncIterator[ScriptedServer]:
    """An SMTP server that behaves as a test tells it."""
    server = ScriptedServer()
    await server.start()
    yield server
    await server.close()


@pytest.fixture
def engine_settings(database_url: str, smtp: ScriptedServer) -> Settings:
    """Settings of a worker on the test's database and SMTP server."""
    return Settings(
        database_url=database_url,
        database_pool=4,
        secret_key=SecretStr("test-secret-key-of-32-bytes-and-more"),
        environment="embedded",
        smtp_host="127.0.0.1",
        smtp_port=smtp.port,
        smtp_connections=4,
        smtp_timeout=SMTP_TIMEOUT_S,
        public_url="http://tabiji.test",
    )


@pytest_asyncio.fixture
async def db(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection to look at rows."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@dataclass
class Carrier:
    """Plays the part of the cohort workflow, at times the test chooses."""

    engine: Engine
    now: datetime = START

    async def carry(self, cohort: UUID, **forward: float) -> CohortTick:
        """One look at the cohort, after moving the time on."""
        self.now += timedelta(**forward)
        return await self.engine.advancer.carry(cohort, self.now)


@pytest_asyncio.fixture
async def running(engine_settings: Settings) -> AsyncIterator[Engine]:
    """The engine of one worker process, under virtual time."""
    async with open_engine(engine_settings, present=lambda asked: asked, budget=BUDGET) as opened:
        yield opened


@pytest.fixture
def carrier(running: Engine) -> Carrier:
    """The clock's part, played by the test."""
    return Carrier(running)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A listening receiver."""
    made = Receiver()
    await made.start()
    yield made
    await made.close()


@pytest_asyncio.fixture
async def calling(engine_settings: Settings) -> AsyncIterator[Carrier]:
    """A worker that may call loopback."""
    settings = engine_settings.model_copy(update={"webhook_allow_private": True})
    async with open_engine(settings, present=lambda asked: asked, budget=BUDGET) as engine:
        yield Carrier(engine)


@pytest_asyncio.fixture
async def world(sessions: Sessions) -> World:
    """Journeys, templates and people to enroll."""
    made = World(sessions)
    await made.found()
    return made
