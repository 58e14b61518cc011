"""A session's own connection, spoken to as the engine speaks: so that interventions commit with what asked for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.database import Connection

if TYPE_CHECKING:
    from asyncpg.transaction import Transaction

_JSON: Final = ("state", "attributes", "graph", "templates")
"""JSONB columns the engine reads; the session's connection gives them as text."""
_BY_KEYS: Final = text("select set_config(name, 'off', true) from unnest(cast(:names as text[])) as name")
_PLANNER: Final = ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material", "jit"]
"""Off as on the engine's own connections: its statements look rows up by their keys, whatever the tables hold."""
_AGAIN: Final = text("select set_config(name, 'on', true) from unnest(cast(:names as text[])) as name")


async def borrow(session: AsyncSession) -> Connection:
    """The session's connection, within its transaction. See `give_back`."""
    await session.flush()
    await session.execute(_BY_KEYS, {"names": _PLANNER})
    raw = await (await session.connection()).get_raw_connection()
    return cast("Connection", _Borrowed(raw.driver_connection))


async def give_back(session: AsyncSession) -> None:
    """Let the planner choose again, for the rest of the session's transaction."""
    await session.execute(_AGAIN, {"names": _PLANNER})


class _Borrowed:
    """As much of a connection as loading and writing of chunks use."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def fetch(self, statement: str, *values: Any) -> Sequence[Any]:
        return [_decoded(row) for row in await self._raw.fetch(statement, *values)]

    async def fetchrow(self, statement: str, *values: Any) -> Any:
        row = await self._raw.fetchrow(statement, *values)
        return None if row is None else _decoded(row)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        return await self._raw.fetchval(statement, *values)

    async def execute(self, statement: str, *values: Any) -> str:
        return await self._raw.execute(statement, *values)

    def transaction(self) -> "Transaction":
        return self._raw.transaction()


def _decoded(row: Any) -> dict[str, Any]:
    values = dict(row)
    for name in _JSON:
        if isinstance(values.get(name), str):
            values[name] = orjson.loads(values[name])
    return values
