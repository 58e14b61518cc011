"""From rows to workflows: starts and pokes cohorts, starts operations, and finds what a crash left unstarted.

One relay leads at a time, by a session lock on its own connection, so that two worker processes do not signal twice; a
second one takes over when the leader's connection ends. Temporal hears of a row at least once; the row goes away only
if nobody asked again meanwhile. A signal is a hint, so one too many is harmless.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

import asyncpg
from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.service import RPCError

from backend.execution.counting import correct, fold
from backend.execution.database import LOST, PlainConnection, connect
from backend.execution.judging import make_changed_due
from backend.execution.reconcile import Drift, Occasion, find_drift, looked, mend, note
from backend.execution.wakes import WAKE_CHANNEL
from backend.execution.witness import Witness
from backend.kit.clock import Clock, utc_now
from workflows import contracts

log = logging.getLogger(__name__)

_LEADER_LOCK: Final = 0x7AB1_0001
_PRIORITY: Final = {"sequence": 2, "nurture": 3, "reengagement": 4}
"""A rep's own mails go before bulk mails when workers are busy (1 is the most urgent, 5 the least)."""
_CONCURRENT_CALLS: Final = 16
_FOLD_S: Final = 5.0
"""How often the differences in the counts of places are summed up."""
_WITNESS_S: Final = 5.0
"""How often Temporal is told how far the database is, if mails have begun."""
_ASK_WITNESS_S: Final = 1.0
"""How soon it is asked again when it did not answer."""
_CALL_TIMEOUT: Final = timedelta(seconds=10)

_WAKES = """
    select w.cohort_id, w.requested, c.kind, c.journey_id from cohort_wake w join cohort c on c.id = w.cohort_id
    where w.cohort_id <> all($1::uuid[]) order by w.at limit 200
"""
_WOKEN = """
    delete from cohort_wake w using unnest($1::uuid[], $2::bigint[]) as done (cohort_id, requested)
    where w.cohort_id = done.cohort_id and w.requested = done.requested
"""
_UNSTARTED = """
    select id, kind from operation where not started_workflow and status in ('queued', 'running')
    order by created_at limit 50
"""
_OVERDUE = """
    insert into cohort_wake (cohort_id)
    select c.id from cohort c join journey j on j.id = c.journey_id
    where j.status <> 'paused'
      and (exists (select from enrollment e where e.cohort_id = c.id and e.status = 'active' and e.due_at < $1)
        or exists (select from enrollment e where e.cohort_id = c.id and e.status <> 'active' and e.due_at < $1))
    order by c.id
    on conflict (cohort_id) do nothing
"""

_LEFT = "select count(*) from cohort_wake where cohort_id = any($1::uuid[])"
Told = Callable[[Drift, int], Awaitable[bool]]


class Relay:
    """Runs until stopped; survives the absence of database and Temporal."""

    def __init__(
        self,
        database_url: str,
        temporal: Client,
        *,
        clock: Clock = utc_now,
        poll_s: float = 1.0,
        poke_gap_s: float = 0.5,
        sweep_s: float = 120.0,
        overdue_s: float = 120.0,
    ) -> None:
        self._database_url = database_url
        self._temporal = temporal
        self._clock = clock
        self._poll_s = poll_s
        self._poke_gap_s = poke_gap_s
        self._sweep_s = sweep_s
        self._overdue = timedelta(seconds=overdue_s)
        self._poked: dict[UUID, float] = {}
        self._calls = asyncio.Semaphore(_CONCURRENT_CALLS)
        self._look = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop` is set. Database failures are waited out; Temporal failures leave their rows in place."""
        while not stop.is_set():
            try:
                await self._connected(stop)
            except LOST as error:
                log.warning("relay lost the database (%s); trying again", type(error).__name__)
                await _pause(stop, self._poll_s)

    async def _connected(self, stop: asyncio.Event) -> None:
        connection = await connect(self._database_url)
        try:
            while not stop.is_set() and not await connection.fetchval("select pg_try_advisory_lock($1)", _LEADER_LOCK):
                await _pause(stop, 2 * self._poll_s)
            if not stop.is_set():
                await connection.add_listener(WAKE_CHANNEL, self._notified)
                await self._lead(connection, stop)
        finally:
            with suppress(*LOST):
                await connection.close(timeout=2)

    async def _lead(self, connection: PlainConnection, stop: asyncio.Event) -> None:
        next_sweep = next_fold = next_word = time.monotonic()
        occasion: Occasion = "start"
        witness = Witness(self._temporal, self._clock)
        while not stop.is_set():
            self._look.clear()
            now = time.monotonic()
            if now >= min(next_word, next_sweep):
                heard = await self.hear_witness(connection, witness, compare=now >= next_sweep)
                next_word = time.monotonic() + (_WITNESS_S if heard else _ASK_WITNESS_S)
            if now >= next_sweep:
                await self.sweep(connection, occasion)
                occasion = "regular"
                next_sweep = time.monotonic() + self._sweep_s
            if time.monotonic() >= next_fold:
                await fold(connection)
                next_fold = time.monotonic() + _FOLD_S
            busy = await self.relay_once(connection)
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._look.wait(), self._poke_gap_s if self._poked else self._poll_s)

    async def hear_witness(self, connection: PlainConnection, witness: Witness, *, compare: bool) -> bool:
        """Make sure that the database is the newest, or tell how far it is. False while Temporal does not answer."""
        try:
            if await witness.keep(connection, compare=compare):
                await connection.execute(_OVERDUE, self._clock())
        except RPCError as error:
            log.warning("Temporal cannot be asked how far the database was: %s", error.status.name)
            return False
        return True

    async def sweep(self, connection: PlainConnection, occasion: Occasion = "regular") -> None:
        """Compare with Temporal and mend what has drifted apart; while it is away, note at least what is overdue."""
        now = self._clock()
        try:
            drift = await find_drift(connection, self._temporal, now=now, overdue=self._overdue)
            if drift:
                log.warning("mending: %s", ", ".join(f"{name} {n}" for name, n in drift.found().items()))
                await mend(connection, self._temporal, drift, now=now)
                if drift.grave:
                    await note(connection, drift)
            await looked(connection, occasion, drift, now=now)
        except RPCError as error:
            await looked(connection, occasion, None, now=now)
            log.warning("Temporal cannot be compared with the database for now: %s", error.status.name)
            await connection.execute(_OVERDUE, now - self._overdue)

    async def reconcile(self, *, dry_run: bool = False, told: Told | None = None) -> Drift:
        """One comparison on request: what was found, mended and started when this returns, unless `dry_run`.

        `told` hears what was found and for how many cohorts the work is done; the work ends when it answers False.
        """
        connection = await connect(self._database_url)
        try:
            now = self._clock()
            drift = await find_drift(connection, self._temporal, now=now, overdue=self._overdue)
            drift = replace(drift, miscounted=await correct(connection, dry_run=dry_run))
            go_on = told is None or await told(drift, 0)
            if drift and not dry_run and go_on:
                await mend(connection, self._temporal, drift, now=now)
                more = True
                while more and go_on:
                    more = await self.relay_once(connection)
                    left = await connection.fetchval(_LEFT, drift.cohorts)
                    go_on = told is None or await told(drift, len(drift.cohorts) - left)
            return drift
        finally:
            await connection.close(timeout=2)

    async def relay_once(self, connection: PlainConnection) -> bool:
        """One look at the tables. Returns True when it filled a page, so that there may be more."""
        changed = await make_changed_due(connection, self._clock())
        operations = await connection.fetch(_UNSTARTED)
        started = await _answers([self._start_operation(row["id"]) for row in operations])
        if started:
            await connection.execute("update operation set started_workflow = true where id = any($1::uuid[])", started)
        wakes = await connection.fetch(_WAKES, self._resting())
        poked = await _answers([self._poke(row) for row in wakes])
        if poked:
            await connection.execute(_WOKEN, [row["cohort_id"] for row in poked], [row["requested"] for row in poked])
        return changed or len(poked) == 200

    def _notified(self, *_notification: object) -> None:
        self._look.set()

    def _resting(self) -> list[UUID]:
        """Cohorts poked a moment ago: many events in a second are one poke."""
        now = time.monotonic()
        self._poked = {cohort: at for cohort, at in self._poked.items() if now - at < self._poke_gap_s}
        return list(self._poked)

    async def _poke(self, row: asyncpg.Record) -> asyncpg.Record | None:
        cohort = str(row["cohort_id"])
        async with self._calls:
            try:
                await self._temporal.start_workflow(
                    row["kind"],
                    contracts.Cohort(cohort_id=cohort),
                    id=contracts.cohort_workflow_id(cohort),
                    task_queue=contracts.CLOCK_QUEUES[row["kind"]],
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    start_signal=contracts.POKE,
                    static_summary=f"journey {row['journey_id']}",
                    priority=Priority(priority_key=_PRIORITY[row["kind"]]),
                    rpc_timeout=_CALL_TIMEOUT,
                )
            except RPCError as error:
                log.warning("cohort %s stays unwoken for now: %s", cohort, error.status.name)
                return None
        self._poked[row["cohort_id"]] = time.monotonic()
        return row

    async def _start_operation(self, operation_id: UUID) -> UUID | None:
        async with self._calls:
            try:
                await self._temporal.start_workflow(
                    "operation",
                    contracts.OperationInput(operation_id=str(operation_id)),
                    id=contracts.operation_workflow_id(str(operation_id)),
                    task_queue=contracts.OPERATION_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    rpc_timeout=_CALL_TIMEOUT,
                )
            except RPCError as error:
                log.warning("operation %s stays unstarted for now: %s", operation_id, error.status.name)
                return None
        return operation_id


Answer = TypeVar("Answer")


async def _answers(calls: Sequence[Awaitable[Answer | None]]) -> list[Answer]:
    """What came of the calls that went through."""
    return [answer for answer in await asyncio.gather(*calls) if answer is not None]


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
