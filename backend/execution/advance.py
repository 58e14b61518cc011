"""The activity `advance`: the only place where journeys meet the world.

Chunk after chunk, until nobody of the cohort is due or the time budget is spent: load, let the machine decide, write,
do what goes outside, write again. Every write is guarded and tells in its own transaction what happened, so this may be
repeated, run twice at once, or be killed anywhere. What fails here is infrastructure, and is tried again by Temporal.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from temporalio import activity

from backend.execution import journal, waiting_tasks
from backend.execution.chunk import Chunk, ChunkLoader, Gate, read_gate
from backend.execution.database import Connection, Pool
from backend.execution.effects.registry import Effects
from backend.execution.facts import load_contacts, load_reactions
from backend.execution.judging import differ
from backend.execution.passenger import Passenger
from backend.kit.clock import utc_now
from workflows.contracts import ADVANCE, AdvanceInput, CohortTick
from workflows.journey.events import Event, Stop, Tick
from workflows.journey.state import CONTACT_DELETED
from workflows.journey.world import Engagement

Present = Callable[[datetime], datetime]
"""The present, given the workflow's: later than it when the queue is long, equal to it under virtual time."""

_HEARTBEAT_S: Final = 5.0
_STOPPED: Final = "journey_stopped"
_ASK_AGAIN: Final = timedelta(seconds=60)
"""How often a cohort looks whether the organisation's emergency stop is over."""
_TICK: Final = """
    select sum(open)::int as open, min(next_due) as next_due from (
        select count(*) as open, min(due_at) as next_due from enrollment where cohort_id = $1 and status = 'active'
        union all
        select count(*), min(due_at) from enrollment
        where cohort_id = $1 and status <> 'active' and due_at is not null
    ) both_kinds
"""
_LOCK_MESSAGES: Final = "select id from message where id = any($1::uuid[]) order by id for share"
_DUE_NOW: Final = """
    update enrollment e set due_at = $3 from unnest($1::uuid[], $2::int[]) as g (id, seq)
    where e.id = g.id and e.seq = g.seq and e.status not in ('completed', 'exited', 'stopped', 'errored')
"""


def late(asked: datetime) -> datetime:
    """The present of production: never before the workflow's, so that a clock behind the server's cannot spin."""
    return max(asked, utc_now())


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one activity does. `stopping` says that the worker wants to shut down."""

    chunk_size: int
    seconds: float
    stopping: Callable[[], bool] = activity.is_worker_shutdown


class Advancer:
    """Carries cohorts; one a process, shared by all its activities."""

    def __init__(
        self, pool: Pool, loader: ChunkLoader, effects: Effects, budget: Budget, *, present: Present = late
    ) -> None:
        self._pool = pool
        self._loader = loader
        self._effects = effects
        self._budget = budget
        self._present = present

    @activity.defn(name=ADVANCE)
    async def advance(self, asked: AdvanceInput) -> CohortTick:
        """Carry a cohort on; answers when to look again."""
        async with heartbeats():
            return await self.carry(UUID(asked.cohort_id), asked.now)

    async def carry(self, cohort_id: UUID, asked: datetime) -> CohortTick:
        """Work on everybody who is due at `asked` or while this runs, within the budget."""
        deadline = time.monotonic() + self._budget.seconds

        def now() -> datetime:
            return self._present(asked)

        while True:
            async with self._pool.acquire() as connection:
                gate = await read_gate(connection, cohort_id, now())
                if gate is None:
                    return CohortTick(open=0)
                chunk = await self._load(connection, cohort_id, gate, now)
                if chunk is None or not chunk.passengers:
                    return await self._tick(connection, cohort_id, gate, now)
            await self._work(chunk, gate)
            if time.monotonic() > deadline or self._budget.stopping():
                async with self._pool.acquire() as connection:
                    return await self._tick(connection, cohort_id, gate, now)

    async def _load(
        self, connection: Connection, cohort_id: UUID, gate: Gate, now: Callable[[], datetime]
    ) -> Chunk | None:
        """The next chunk; None while the journey is paused or all sending is stopped."""
        size = self._budget.chunk_size
        if gate.status == "stopped":
            return await self._loader.load(connection, cohort_id, gate, now, size=size, everybody=True)
        if not gate.moving or gate.sending_stopped:
            return None
        return await self._loader.load(connection, cohort_id, gate, now, size=size)

    async def _tick(
        self, connection: Connection, cohort_id: UUID, gate: Gate, now: Callable[[], datetime]
    ) -> CohortTick:
        row = await connection.fetchrow(_TICK, cohort_id)
        assert row is not None
        if gate.status in ("paused", "draft"):
            return CohortTick(open=row["open"])
        if gate.sending_stopped:
            return CohortTick(open=row["open"], next_due=now() + _ASK_AGAIN)
        due: datetime | None = min(filter(None, (row["next_due"], gate.next_end)), default=None)
        return CohortTick(open=row["open"], next_due=due, more=due is not None and due <= now())

    # One chunk.

    async def _work(self, chunk: Chunk, gate: Gate) -> None:
        """Carry the passengers until everybody waits, has ended, or is to be looked at later."""
        at = chunk.now()
        for passenger in chunk.passengers:
            passenger.hear(_first_word(passenger, gate, at))
        moving = chunk.passengers
        while moving:
            await self._inside(chunk, moving)
            outside = self._acting(moving)
            for kind, members in outside.items():
                await self._effects[kind].prepare(chunk, members)
            await self._write(chunk, moving)
            moving = [one for members in outside.values() for one in members if not one.dropped]
            for kind, members in _by_kind(moving).items():
                await self._effects[kind].perform(chunk, members)

    async def _inside(self, chunk: Chunk, passengers: list[Passenger]) -> None:
        """Perform inner effects until only commands that reach outside are left."""
        while True:
            inner = {kind: members for kind, members in _by_kind(passengers).items() if self._effects[kind].inner}
            if not inner:
                return
            for kind, members in inner.items():
                await self._effects[kind].perform(chunk, members)

    def _acting(self, passengers: list[Passenger]) -> dict[type, list[Passenger]]:
        return {kind: members for kind, members in _by_kind(passengers).items() if not self._effects[kind].inner}

    async def _write(self, chunk: Chunk, passengers: list[Passenger]) -> None:
        """Write, then look once more at what the new listeners wait for: it may have come before they were seen."""
        changes, chunk.changes = chunk.changes, []
        async with self._pool.acquire() as connection:
            await journal.write(connection, passengers, chunk.now(), changes)
            waiting = [one for one in passengers if one.state.phase == "waiting" and not one.dropped]
            listening = [one for one in waiting if _awaited(one)]
            if listening:
                await self._look_again(connection, chunk, listening)
            judged = [one for one in waiting if one.version.judged]
            if judged:
                await self._judge_again(connection, chunk, judged)
            await waiting_tasks.look_again(connection, passengers, chunk.now())

    async def _look_again(self, connection: Connection, chunk: Chunk, listening: list[Passenger]) -> None:
        """Make those due whose mail got a reaction since they looked.

        The share lock waits for a reaction that is being written right now: who writes one touches the ledger row first
        and looks for listeners after that, so either they see the listener or we see the reaction.
        """
        links = any(one.version.watches_links for one in listening)
        awaited = [_awaited(one) for one in listening]
        messages = sorted({message for some in awaited for message in some})
        async with connection.transaction():
            await connection.execute(_LOCK_MESSAGES, [UUID(message) for message in messages])
            fresh = await load_reactions(connection, messages, links=links)
            known = chunk.reactions.by_message
            missed = [
                one
                for one, some in zip(listening, awaited, strict=True)
                if any(fresh.by_message.get(message, _SILENCE) != known.get(message, _SILENCE) for message in some)
            ]
            await self._due_now(connection, chunk, missed)

    async def _judge_again(self, connection: Connection, chunk: Chunk, waiting: list[Passenger]) -> None:
        """Make those due of whom a fact that goal or exits look at has changed since they were loaded.

        A change that commits after this look finds them waiting (`judging.make_changed_due`).
        """
        fresh = await load_contacts(connection, {one.contact.id for one in waiting})
        missed = [one for one in waiting if differ(one.version.judged, one.contact.facts, fresh[one.contact.id].facts)]
        await self._due_now(connection, chunk, missed)

    async def _due_now(self, connection: Connection, chunk: Chunk, missed: list[Passenger]) -> None:
        if missed:
            missed = sorted(missed, key=lambda one: one.id)
            ids, seqs = [one.id for one in missed], [one.expected for one in missed]
            await connection.execute(_DUE_NOW, ids, seqs, chunk.now())


def _first_word(passenger: Passenger, gate: Gate, at: datetime) -> Event:
    """What a passenger hears first. Whose contact is deleted leaves, once the ledger has said what became of a mail."""
    if gate.status == "stopped":
        return Stop(at, _STOPPED)
    if passenger.contact.deleted and passenger.state.phase != "acting":
        return Stop(at, CONTACT_DELETED)
    return Tick(at)


def _awaited(passenger: Passenger) -> list[str]:
    """The mails a reaction to which may move this passenger: what it listens for, what its goal and exits look at."""
    state, judged = passenger.state, passenger.version.judged_mails
    mails = [sent.message for node, sent in state.sends.items() if node in judged]
    return mails if state.listen is None else [state.listen.message, *mails]


_SILENCE: Final = Engagement()


@asynccontextmanager
async def heartbeats() -> AsyncGenerator[None]:
    """Tell Temporal every few seconds that this activity lives, whatever it is waiting for."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(_HEARTBEAT_S)  # first: most looks are over before it is time to tell
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


def _by_kind(passengers: list[Passenger]) -> dict[type, list[Passenger]]:
    groups: dict[type, list[Passenger]] = {}
    for passenger in passengers:
        if passenger.command is not None and passenger.later is None and not passenger.dropped:
            groups.setdefault(type(passenger.command), []).append(passenger)
    return groups
