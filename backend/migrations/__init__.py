"""Bringing a database to the current schema: one transaction, one migrator at a time, patient with a starting server."""

import asyncio
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.kit.db import create_engine

LOCK: Final = 7_201_983_114
"""Advisory lock that all migrating processes share."""


def config() -> Config:
    """Alembic's configuration, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    return made


def head() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def migrate(database_url: str, *, patience: float = 30.0) -> None:
    """Bring the database at `database_url` to the current schema.

    Safe to run from several processes at once. A server that does not answer is tried again for `patience` seconds;
    then the last error is raised.
    """
    engine = create_engine(database_url, pool_size=2)
    deadline = asyncio.get_running_loop().time() + patience
    try:
        while True:
            try:
                await _upgrade(engine)
            except (OSError, DBAPIError) as error:
                if not _worth_waiting(error) or asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.3)
            else:
                return
    finally:
        await engine.dispose()


async def _upgrade(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_run)


def _run(connection: Connection) -> None:
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "head")


def _worth_waiting(error: OSError | DBAPIError) -> bool:
    # 57P03: the server is starting up; class 08: the connection failed or broke
    if isinstance(error, OSError):
        return True
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state == "57P03" or state.startswith("08") or error.connection_invalidated


async def current_revision(engine: AsyncEngine) -> str | None:
    """The revision the database stands at; None before the first migration."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
