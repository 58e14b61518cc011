"""Names what a crash left in doubt, also where nobody looks: mails of enrollments that were stopped meanwhile."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

from backend.execution import ledger
from backend.execution.afterwards import tell_untold
from backend.execution.database import LOST, Connection, Pool
from backend.execution.presence import Pulse, Watch, beats, bury
from backend.execution.wakes import WAKE_CHANNEL
from backend.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

_WAKE = """
    insert into cohort_wake (cohort_id) select unnest($1::uuid[])
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
"""

EVERY_S: Final = 5.0
_SWEEP_EVERY_S: Final = 60.0
"""Also without a loss: a mark may be committed just after its process was taken for lost."""
_AT_START: Final = timedelta(days=30)
_USUAL: Final = timedelta(hours=1)
"""How far back to look: far at the start of a process, then as far as the reaper itself may have been away."""


class Reaper:
    """Runs in every worker; what two of them find at once is found once.

    `lease` is how long a mail of a living process may be under way at most.
    """

    def __init__(
        self,
        pool: Pool,
        lease: timedelta,
        *,
        pulse: Pulse | None = None,
        every_s: float = EVERY_S,
        clock: Clock = utc_now,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._lease = lease
        self._every_s = every_s
        self._clock = clock
        self._steady = steady
        silence = (pulse or Pulse()).silence_s
        self._watch = Watch(silence_s=silence, blind_s=silence / 2)
        self._known: set[UUID] = set()
        self._next_sweep = 0.0
        self._back = _AT_START

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop` is set."""
        while not stop.is_set():
            try:
                await self.reap_once()
            except LOST as error:
                log.warning("the reaper cannot reach the database (%s)", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._every_s)

    async def reap_once(self) -> None:
        """Notice lost processes; mark what they left as unconfirmed, make its enrollments due and cohorts look."""
        now = self._steady()
        async with self._pool.acquire() as connection, connection.transaction():
            if await self._somebody_lost(connection, now) or now >= self._next_sweep:
                await self._sweep(connection)
                self._next_sweep, self._back = now + _SWEEP_EVERY_S, _USUAL

    async def _somebody_lost(self, connection: Connection, now: float) -> bool:
        """Whether a process has gone since the last look, by its own word, another's or ours."""
        numbers = await beats(connection)
        gone = self._known - numbers.keys()
        silent = self._watch.silent(numbers, now)
        if silent:
            buried = await bury(connection, silent)
            log.warning("%d worker processes show no sign of life any more", len(buried))
            gone.update(buried)
        self._known = numbers.keys() - gone
        return bool(gone)

    async def _sweep(self, connection: Connection) -> None:
        cohorts = await ledger.reap(connection, self._clock(), self._lease, back=self._back)
        if cohorts:
            log.warning("mails in doubt were named in %d cohorts", len(cohorts))
            await connection.execute(_WAKE, cohorts)
            await connection.execute(f"select pg_notify('{WAKE_CHANNEL}', '')")
        if told := await tell_untold(connection, self._clock()):
            log.warning("%d mails of people who have left were told by the ledger", told)
