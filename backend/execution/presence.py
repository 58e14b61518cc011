"""Which worker processes live: each moves a number in its row of `worker`; the others watch the numbers.

No clocks are compared. A process is lost when its number has stood still for half a minute *while we could see it*: an
outage of the database, or a freeze of the watcher, makes the watch begin anew instead of condemning everybody.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from backend.execution.database import LOST, Connection, Pool
from backend.kit.ids import NewId, new_id

log = logging.getLogger(__name__)

_PATIENCE_S: Final = 8.0
"""For one beat: a connection that hangs must not use up the time in which the others wait for a sign."""
_REGISTER: Final = "insert into worker (id, host, pid) values ($1, $2, $3)"
_BEAT: Final = "update worker set beat = beat + 1, seen_at = now() where id = $1"
_LEAVE: Final = "delete from worker where id = $1"
_BEATS: Final = "select id, beat from worker"
_BURY: Final = """
    delete from worker w using unnest($1::uuid[], $2::bigint[]) as g (id, beat) where w.id = g.id and w.beat = g.beat
    returning w.id
"""


class Pulse(NamedTuple):
    """How often a process shows that it lives, and how long it may be silent, in seconds."""

    every_s: float = 3.0
    silence_s: float = 30.0


class Presence:
    """This process's row. Runs between `begin` and `leave`; `worker_id` is what its marks in the ledger carry."""

    def __init__(self, pool: Pool, *, pulse: Pulse | None = None, make_id: NewId = new_id) -> None:
        self._pool = pool
        self._every_s = (pulse or Pulse()).every_s
        self._make_id = make_id
        self._beating: asyncio.Task[None] | None = None
        self.worker_id: UUID = make_id()

    async def begin(self) -> None:
        """Register; from here on the ledger may be marked."""
        async with self._pool.acquire() as connection:
            await self._register(connection)
        self._beating = asyncio.create_task(self._beat())

    async def leave(self) -> None:
        """Say that this process sends no more; what it left marked is in doubt at once."""
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        with suppress(*LOST):
            async with self._pool.acquire(timeout=5) as connection:
                await connection.execute(_LEAVE, self.worker_id, timeout=5)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            try:
                async with self._pool.acquire(timeout=_PATIENCE_S) as connection:
                    if await connection.execute(_BEAT, self.worker_id, timeout=_PATIENCE_S) == "UPDATE 0":
                        log.warning("this process was taken for lost; going on under another id")
                        await self._register(connection)
            except LOST as error:
                log.warning("the sign of life waits for the database (%s)", type(error).__name__)

    async def _register(self, connection: Connection) -> None:
        """Under a fresh id: marks of the old one are named as doubts, and never taken for ours."""
        fresh = self._make_id()
        await connection.execute(_REGISTER, fresh, socket.gethostname(), os.getpid())
        self.worker_id = fresh


async def beats(connection: Connection) -> dict[UUID, int]:
    """The numbers of all registered processes."""
    return {row["id"]: row["beat"] for row in await connection.fetch(_BEATS)}


async def bury(connection: Connection, silent: Mapping[UUID, int]) -> list[UUID]:
    """Take lost processes out of the table, except those whose number has moved after all."""
    return [row["id"] for row in await connection.fetch(_BURY, list(silent), list(silent.values()))]


@dataclass
class Watch:
    """Remembers since when each number has stood still, by this process's own steady clock."""

    silence_s: float
    blind_s: float
    """A longer gap between two looks means that nothing was seen: the watch begins anew."""
    _seen: dict[UUID, tuple[int, float]] = field(default_factory=dict[UUID, tuple[int, float]])
    _looked: float | None = None

    def silent(self, numbers: Mapping[UUID, int], at: float) -> dict[UUID, int]:
        """Take a look at `at` (seconds); the numbers that have stood still for too long."""
        blind = self._looked is None or at - self._looked > self.blind_s
        before = {} if blind else self._seen
        self._looked = at
        self._seen = {
            worker: (number, before[worker][1]) if before.get(worker, (None,))[0] == number else (number, at)
            for worker, number in numbers.items()
        }
        return {worker: number for worker, (number, since) in self._seen.items() if at - since >= self.silence_s}
