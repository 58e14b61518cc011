"""The engine's own way to PostgreSQL: asyncpg without ORM, for statements that carry a whole chunk at once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson

if TYPE_CHECKING:
    PlainConnection = asyncpg.Connection[asyncpg.Record]
    Connection = PlainConnection | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:  # asyncpg's classes take parameters for type checkers only
    PlainConnection = Connection = asyncpg.Connection
    Pool = asyncpg.Pool

LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
)
"""What a database that goes away raises; waiting and trying again is the remedy."""

_SESSION = {
    "jit": "off",  # chunk statements run for a millisecond; compiling them takes longer
    # Our statements look up a few hundred rows by their keys, whatever the tables hold. Plans made while the tables
    # were empty, or with statistics of yesterday, must not turn that into scans of millions of rows.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_material": "off",
    "application_name": "tabiji-worker",
    "timezone": "UTC",
}


def dumps(value: Any) -> str:
    """JSON text of plain values."""
    return orjson.dumps(value).decode()


async def _prepare(connection: PlainConnection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=dumps, decoder=orjson.loads, format="text")


async def _keep(_: PlainConnection) -> None:
    """Nothing to reset on a connection that comes back: open transactions are rolled back before this is called, and
    nobody changes its settings, listens or locks on it. Asking the server each time costs a round trip a statement."""


@asynccontextmanager
async def open_pool(database_url: str, *, size: int) -> AsyncGenerator[Pool]:
    """A pool whose broken connections are replaced on the next use; JSONB columns are Python values."""
    pool = await asyncpg.create_pool(
        database_url,
        min_size=min(2, size),
        max_size=size,
        init=_prepare,
        reset=_keep,
        server_settings=_SESSION,
        command_timeout=60,
        statement_cache_size=256,
    )
    try:
        yield pool
    finally:
        pool.terminate()


async def connect(database_url: str) -> PlainConnection:
    """One connection outside the pool, for LISTEN and session locks."""
    return await asyncpg.connect(database_url, server_settings=_SESSION, command_timeout=30)
