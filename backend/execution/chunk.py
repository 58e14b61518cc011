"""Some due enrollments of a cohort, loaded together: who they are, and what is known of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from backend.execution.calendar import Calendars
from backend.execution.database import Connection
from backend.execution.facts import ContactFacts, Reactions, load_contacts, load_reactions
from backend.execution.journal import Change
from backend.execution.ledger import Reserved
from backend.execution.passenger import Passenger
from backend.execution.versions import Version, Versions, read_version
from backend.execution.waiting_tasks import load_tasks, task_of
from workflows.journey import machine
from workflows.journey.pacing import Cap
from workflows.journey.state import State
from workflows.journey.world import Calendar, World

DEFAULT_ZONE: Final = "Asia/Tokyo"

_GATE: Final = """
    select c.journey_id, j.status, (select sending_halted()) as halted, o.timezone, o.cap,
           array(select v.id from journey_version v where v.journey_id = c.journey_id and v.ends_at <= $2) as ended,
           (select min(v.ends_at) from journey_version v
            where v.journey_id = c.journey_id and v.ends_at > $2) as next_end
    from cohort c join journey j on j.id = c.journey_id left join organization o on o.id = 1
    where c.id = $1
"""
_DUE: Final = """
    select id, version_id, contact_id, seq, node, state, due_at, test_max_wait from enrollment
    where cohort_id = $1 and status = 'active' and due_at <= $2 order by due_at, id limit $3
"""
_DUE_OR_ENDED: Final = """
    select id, version_id, contact_id, seq, node, state, due_at, test_max_wait from enrollment
    where cohort_id = $1 and status = 'active'
      and (due_at <= $2 or (version_id = any($4::uuid[]) and state ->> 'phase' is distinct from 'acting'))
    order by due_at, id limit $3
"""
_ALL: Final = """
    select id, version_id, contact_id, seq, node, state, due_at, test_max_wait from enrollment
    where cohort_id = $1 and status = 'active' and $2::timestamptz is not null order by id limit $3
"""
_AGAIN: Final = """
    select id, version_id, contact_id, seq, node, state, due_at, test_max_wait from enrollment
    where cohort_id = $1 and status <> 'active' and due_at <= $2 and jsonb_exists(state, 'aside')
    order by due_at, id limit $3
"""
_THESE: Final = """
    select id, version_id, contact_id, seq, node, state, due_at, test_max_wait from enrollment
    where id = any($1::uuid[]) and (status in ('active', 'paused', 'errored') or $2) order by id for no key update
"""
"""Held before anything is looked at: whoever makes one of them due meanwhile comes after what is written here."""
_ZONE: Final = "select timezone from organization where id = 1"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a cohort may move: the journey's status and the stop of all sending; read before every chunk."""

    journey_id: UUID
    status: str
    sending_stopped: bool
    zone: str
    cap: Cap | None = None
    """The organisation's limit of mails to one contact."""
    ended: Sequence[UUID] = ()
    """Versions whose end has come: everybody on them leaves, due or not."""
    next_end: datetime | None = None

    @property
    def moving(self) -> bool:
        """Whether people move: also while a journey only finishes with those who are inside."""
        return self.status in ("running", "draining")


async def read_gate(connection: Connection, cohort_id: UUID, now: datetime) -> Gate | None:
    """The gate of a cohort, None when the cohort is gone."""
    row = await connection.fetchrow(_GATE, cohort_id, now)
    if row is None:
        return None
    zone = row["timezone"] or DEFAULT_ZONE
    cap = None if row["cap"] is None else Cap.model_validate(row["cap"])
    return Gate(row["journey_id"], row["status"], row["halted"], zone, cap, row["ended"], row["next_end"])


@dataclass(slots=True)
class Chunk:
    """Passengers at work together. `changes` are what effects want written with the next journal rows."""

    passengers: list[Passenger]
    now: Callable[[], datetime]
    reactions: Reactions = field(default_factory=Reactions)
    cap: Cap | None = None
    changes: list[Change] = field(default_factory=list[Change])
    reserved: dict[UUID, Reserved] = field(default_factory=dict[UUID, Reserved])
    """Ledger rows of the mails now to be sent, by enrollment."""


class ChunkLoader:
    """Reads chunks with a fixed number of queries, whatever their size."""

    def __init__(self, versions: Versions, calendars: Calendars) -> None:
        self._versions = versions
        self._calendars = calendars

    async def load(
        self,
        connection: Connection,
        cohort_id: UUID,
        gate: Gate,
        now: Callable[[], datetime],
        *,
        size: int,
        everybody: bool = False,
    ) -> Chunk:
        """The enrollments that are due (or simply everybody aboard), at most `size`; empty when there are none."""
        at = now()
        if gate.ended and not everybody:
            rows = await connection.fetch(_DUE_OR_ENDED, cohort_id, at, size, gate.ended)
        else:
            rows = await connection.fetch(_ALL if everybody else _DUE, cohort_id, at, size)
        if len(rows) < size:  # who is over and gets a mail again
            rows += await connection.fetch(_AGAIN, cohort_id, at, size - len(rows))
        chunk = await self._assemble(connection, rows, gate.zone, now, at)
        chunk.cap = gate.cap
        return chunk

    async def load_these(
        self, connection: Connection, ids: Sequence[UUID], now: Callable[[], datetime], *, over: bool = False
    ) -> Chunk:
        """Those of these enrollments that are active or parked, due or not; with `over` also those that have ended.

        They are locked until the transaction ends: a reaction that comes while a person acts finds what was written.
        """
        rows = await connection.fetch(_THESE, list(ids), over)
        zone = await connection.fetchval(_ZONE) or DEFAULT_ZONE
        return await self._assemble(connection, rows, zone, now, now())

    async def _assemble(
        self,
        connection: Connection,
        rows: Sequence[asyncpg.Record],
        zone: str,
        now: Callable[[], datetime],
        at: datetime,
    ) -> Chunk:
        if not rows:
            return Chunk([], now)
        versions = await self._versions.load(connection, {row["version_id"] for row in rows})
        contacts = await load_contacts(connection, {row["contact_id"] for row in rows})
        calendar = await self._calendars.around(connection, at.year)
        chunk = Chunk([], now)
        boarding = [_Boarding(row, contacts[row["contact_id"]], versions.get(row["version_id"]), at) for row in rows]
        chunk.reactions = await _reactions(connection, boarding)
        chunk.passengers = [one.passenger(zone, calendar, chunk.reactions) for one in boarding]
        tasks = {one.id: task for one in chunk.passengers if (task := task_of(one.state)) is not None}
        if tasks:
            seen = await load_tasks(connection, tasks.values())
            for one in chunk.passengers:
                if (task := tasks.get(one.id, "")) in seen:
                    one.world = replace(one.world, tasks={task: seen[task]})
        return chunk


_NOTHING: Final[Mapping[str, Any]] = {
    "schema": 1, "name": "unreadable", "kind": "nurture", "entry": {"node": None}, "nodes": {},
}  # fmt: skip


class _Boarding:
    """A row on its way to becoming a passenger; what cannot be read is parked instead of failing the chunk."""

    def __init__(self, row: asyncpg.Record, contact: ContactFacts, version: Version | None, at: datetime) -> None:
        self.row, self.contact, self.at = row, contact, at
        self.problem: str | None = None if version is not None else "version_unreadable"
        self.version = version or empty_version(row["version_id"])
        self.state = self._state()

    def _state(self) -> State:
        stored: dict[str, Any] = self.row["state"]
        try:
            state = State.from_json(stored) if stored else machine.start(self.version.graph, self.at)
        except (KeyError, TypeError, ValueError):
            self.problem = "state_unreadable"
            return State(node=self.row["node"], seq=self.row["seq"])
        if state.seq != self.row["seq"]:
            self.problem = "state_unreadable"
            return State(node=self.row["node"], seq=self.row["seq"])
        return state

    def watched_messages(self) -> Sequence[str]:
        """Mails whose reactions this enrollment's graph may ask for."""
        return [sent.message for node, sent in self.state.sends.items() if node in self.version.watched]

    def passenger(self, zone: str, calendar: Calendar, reactions: Reactions) -> Passenger:
        """The passenger, parked already if something of it could not be read."""
        cut: float | None = self.row["test_max_wait"]
        world = World(
            enrollment=str(self.row["id"]),
            facts=self.contact.facts,
            engagement=reactions.of(self.state, self.version),
            zone=self.contact.facts["timezone"] or zone,
            organization_zone=zone,
            calendar=calendar,
            max_wait=None if cut is None else timedelta(seconds=cut),
        )
        made = Passenger(
            self.row["id"],
            self.version,
            self.contact,
            world,
            self.state,
            expected=self.row["seq"],
            node=self.row["node"],
            due_at=self.row["due_at"],
        )
        if self.problem is not None:
            made.park(self.problem, "what is stored cannot be read by this release", self.at)
        return made


def empty_version(version_id: UUID) -> Version:
    """Stands in for a version that cannot be read; nobody moves on it."""
    version = read_version(version_id, version_id, _NOTHING, {})
    assert version is not None
    return version


async def _reactions(connection: Connection, boarding: Sequence[_Boarding]) -> Reactions:
    messages = {message for one in boarding for message in one.watched_messages()}
    links = any(one.version.watches_links for one in boarding)
    return await load_reactions(connection, messages, links=links)
