"""Names what a crash left in doubt, also where nobody looks: mails of enrollments that were stopped meanwhile."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from backend.execution import ledger
from backend.execution.database import LOST, Pool
from backend.execution.wakes import WAKE_CHANNEL
from backend.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

_WAKE = """
    insert into cohort_wake (cohort_id) select unnest($1::uuid[])
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
"""


_AT_START = timedelta(days=30)
_USUAL = timedelta(hours=1)
"""How far back to look: far at the start of a process, then as far as the reaper itself may have been away."""


class Reaper:
    """Runs in every worker; what two of them find at once is found once."""

    def __init__(self, pool: Pool, lease: timedelta, *, every_s: float = 15.0, clock: Clock = utc_now) -> None:
        self._pool = pool
        self._lease = lease
        self._every_s = every_s
        self._clock = clock
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
        """Mark expired transmissions as unconfirmed, make their enrollments due and their cohorts look."""
        async with self._pool.acquire() as connection, connection.transaction():
            cohorts = await ledger.reap(connection, self._clock(), self._lease, back=self._back)
            self._back = _USUAL
            if cohorts:
                log.warning("mails in doubt were named in %d cohorts", len(cohorts))
                await connection.execute(_WAKE, cohorts)
                await connection.execute(f"select pg_notify('{WAKE_CHANNEL}', '')")
