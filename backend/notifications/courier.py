"""Carries what notify steps send outside. Runs in every worker; rows are shared out by locks.

`transmitting` is committed before the first byte. What a dead process left there: mails become `unconfirmed` and are
never sent again by themselves, calls are made again under the same delivery id.

Brake and pause hold for what goes to the team and to other systems as they do for mails to contacts: who pulls them
expects that nothing more goes. What a stopped journey had not sent yet is not sent any more.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from backend.execution.database import LOST, Pool
from backend.execution.mailroom import Mailroom
from backend.execution.presence import Presence
from backend.kit.clock import Clock, utc_now
from backend.kit.sealing import Sealer
from backend.mail.smtp import SmtpPool
from backend.notifications.letter import write_letter
from backend.webhooks.calling import Caller
from workflows.journey.pacing import retry_after

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 8
_BATCH: Final = 16
_TAKE: Final = """
    update delivery d set status = 'transmitting', attempt = attempt + 1, worker_id = $2
    where d.id in (select d.id from delivery d
                   join enrollment e on e.id = d.enrollment_id join journey j on j.id = e.journey_id
                   where d.status = 'pending' and d.due_at <= $1 and j.status <> 'paused'
                   and not (select sending_halted())
                   order by d.due_at limit $3 for update of d skip locked)
    returning d.id, d.channel, d.target, d.secret_id, d.content, d.attempt
"""
_STOPPED: Final = """
    update delivery d set status = 'failed', reason = 'journey_stopped'
    from enrollment e join journey j on j.id = e.journey_id
    where d.status = 'pending' and e.id = d.enrollment_id and j.status = 'stopped' and j.archived_at is null
"""
"""An archived journey was left by everybody before; what it told the team on the way still goes."""
_RECORD: Final = """
    update delivery set status = $2, reason = $3, due_at = $4, sent_at = $5 where id = $1 and status = 'transmitting'
"""
_REAP: Final = """
    update delivery d set status = case when d.channel = 'mail' then 'unconfirmed' else 'pending' end,
                          reason = 'worker_lost'
    where d.status = 'transmitting' and not exists (select from worker w where w.id = d.worker_id)
"""
_SEALED: Final = "select sealed from webhook_secret where id = $1"
Outcome = tuple[str, str | None, datetime | None]
"""New status, reason, and when to try again."""


class Courier:
    """One a process."""

    def __init__(
        self,
        pool: Pool,
        smtp: SmtpPool,
        mailroom: Mailroom,
        presence: Presence,
        caller: Caller,
        sealer: Sealer,
        *,
        domain: str,
        clock: Clock = utc_now,
        poll_s: float = 1.0,
    ) -> None:
        self._pool = pool
        self._smtp = smtp
        self._mailroom = mailroom
        self._presence = presence
        self._caller = caller
        self._sealer = sealer
        self._domain = domain
        self._clock = clock
        self._poll_s = poll_s

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            delivered = 0
            try:
                delivered = await self.deliver_once()
            except LOST as error:
                log.warning("deliveries wait for the database (%s)", type(error).__name__)
            if delivered < _BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._poll_s)

    async def deliver_once(self) -> int:
        """What is due now, one batch; how many there were."""
        async with self._pool.acquire() as connection:
            await connection.execute(_REAP)
            await connection.execute(_STOPPED)
            rows = await connection.fetch(_TAKE, self._clock(), self._presence.worker_id, _BATCH)
        await asyncio.gather(*(self._deliver(row) for row in rows))
        return len(rows)

    async def _deliver(self, row: asyncpg.Record) -> None:
        carry: Mapping[str, Callable[[asyncpg.Record], Any]] = {"mail": self._mail, "webhook": self._call}
        status, reason, again = await carry[row["channel"]](row)
        now = self._clock()
        sent_at = now if status == "sent" else None
        async with self._pool.acquire() as connection:
            await connection.execute(_RECORD, row["id"], status, reason, again or now, sent_at)

    async def _mail(self, row: asyncpg.Record) -> Outcome:
        async with self._pool.acquire() as connection:
            identity = await self._mailroom.identity(connection, None)
        if identity is None:
            return "failed", "sender_missing", None
        data = write_letter(row["id"], row["target"], row["content"], identity, self._clock(), self._domain)
        outcome = await self._smtp.send(identity.sender_email, row["target"], data)
        match outcome.kind:
            case "sent":
                return "sent", None, None
            case "refused":
                return "failed", "refused", None
            case "deferred" | "not_sent":
                return self._later(row, outcome.kind)
            case _:
                return "unconfirmed", "connection_lost", None

    async def _call(self, row: asyncpg.Record) -> Outcome:
        secret, secret_id = None, row["secret_id"]
        if secret_id is not None:
            secret = await self._secret(secret_id)
            if secret is None:
                return "failed", "secret_missing", None
        answered = await self._caller.call(
            "POST", row["target"], row["content"], delivery=str(row["id"]), at=self._clock(), secret=secret
        )
        if answered.ok:
            return "sent", None, None
        return self._later(row, answered.reason) if answered.again else ("failed", answered.reason, None)

    def _later(self, row: asyncpg.Record, reason: str | None) -> Outcome:
        attempt: int = row["attempt"]
        if attempt >= MAX_ATTEMPTS:
            return "failed", reason, None
        wait: timedelta = retry_after(attempt)
        return "pending", reason, self._clock() + wait

    async def _secret(self, secret_id: UUID) -> str | None:
        async with self._pool.acquire() as connection:
            sealed = await connection.fetchval(_SEALED, secret_id)
        return None if sealed is None else self._sealer.open(sealed)
