"""Somebody acts on people at the very moment when the engine carries them: no mail twice, nobody stuck."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from backend.execution.chunk import Chunk, ChunkLoader
from backend.execution.shunting import LOADER, shunt
from backend.kit.db import Sessions, transaction
from backend.settings import Settings
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import Behaviour, ScriptedServer
from tests.execution.test_migration import Publisher, mails, publisher
from tests.execution.world import Cast, World, three_mails
from tests.patience import until
from workflows.journey.events import Event, Migrate, Move, Pause, Resume, Skip, Stop

__all__ = ["publisher"]
_IN_LINE = """
    select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
"""


_IN_LINE_NOW = """
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
"""


class MeanwhileLoader(ChunkLoader):
    """Lets something happen between what a person's action has read and what it writes.

    Goes on when it is done, has come as far as `far_enough`, or stands in line behind the action.
    """

    def __init__(self, db: asyncpg.Connection, happens: Any, far_enough: asyncio.Event | None = None) -> None:
        super().__init__(LOADER._versions, LOADER._calendars)  # pyright: ignore[reportPrivateUsage]
        self.db, self.happens = db, happens
        self.far_enough = far_enough or asyncio.Event()
        self.task: asyncio.Task[Any] | None = None

    async def load_these(self, *arguments: Any, **more: Any) -> Chunk:
        chunk = await super().load_these(*arguments, **more)
        if self.task is None:
            self.task = asyncio.create_task(self.happens())
        while not (self.task.done() or self.far_enough.is_set() or await self._in_line()):
            pass
        return chunk

    async def _in_line(self) -> bool:
        await asyncio.sleep(0.01)
        return await self.db.fetchval(_IN_LINE)


@pytest.fixture
def engine_settings(engine_settings: Settings) -> Settings:
    """A server may hold a mail for as long as a busy machine needs."""
    return engine_settings.model_copy(update={"smtp_timeout": 60.0})


async def in_line(db: asyncpg.Connection, many: int) -> bool:
    """Whether so many wait for somebody else's rows."""
    await db.execute("select pg_stat_clear_snapshot()")
    return await db.fetchval(_IN_LINE_NOW) >= many


async def hear(sessions: Sessions, carrier: Carrier, cast: Cast, event: Event) -> None:
    """Let everybody hear it, as a person's action does."""
    async with transaction(sessions) as session:
        await shunt(session, LOADER, cast.enrollments, lambda _: event, now=carrier.now)


@pytest.mark.parametrize("action", ["pause", "migrate"])
async def test_who_is_acted_on_in_the_moment_a_mail_of_theirs_begins_does_not_get_it_twice(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer,
    db: asyncpg.Connection, action: str,
) -> None:  # fmt: skip
    arrived = asyncio.Event()
    smtp.on_body = lambda _: arrived.set()
    smtp.behaviour = lambda _: "take" if smtp.released.is_set() else "hold"
    cast = await world.enroll(mails("P3D"), 1, START)
    # Just moved, they stand before the mail with everything told: to reserve it writes no journal row.
    await hear(sessions, carrier, cast, Move(carrier.now, "one"))
    onto = await publisher.version(cast, 2, mails("P1D")) if action == "migrate" else None
    event: Event = Migrate(carrier.now) if action == "migrate" else Pause(carrier.now)
    loader = MeanwhileLoader(db, lambda: carrier.carry(cast.cohort), arrived)
    async with transaction(sessions) as session:
        await shunt(session, loader, cast.enrollments, lambda _: event, now=carrier.now, onto=onto)
    smtp.released.set()
    assert loader.task is not None
    await loader.task
    if action == "pause":
        await hear(sessions, carrier, cast, Resume(carrier.now))
    for _ in range(6):
        await carrier.carry(cast.cohort, days=3)
    assert await db.fetchval("select status from enrollment") == "completed"
    assert smtp.count() == dict.fromkeys(cast.contacts, 3)
    told = await db.fetch("select node, count(*) as n from journal where outcome = 'sent' group by 1")
    assert {row["node"]: row["n"] for row in told} == {"one": 1, "two": 1, "three": 1}


async def test_a_person_who_acts_on_many_and_the_engine_do_not_wait_for_each_other_for_ever(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 100, START)
    await carrier.carry(cast.cohort)
    carrier.now += timedelta(days=2)
    # Due in the opposite order of their ids: whoever took rows as they come would hold all of them but the first, for
    # which the other is before them in line.
    await db.execute(
        """update enrollment e set due_at = $1::timestamptz - place.n * interval '1 millisecond',
                  state = state || jsonb_build_object('due', $1::timestamptz - place.n * interval '1 millisecond')
           from (select id, row_number() over (order by id) as n from enrollment) place where place.id = e.id""",
        carrier.now,
    )
    async with db.transaction():
        await db.execute("select from enrollment order by id limit 1 for update")
        acting = asyncio.create_task(hear(sessions, carrier, cast, Skip(carrier.now)))
        await until(lambda: in_line(db, 1))
        carrying = asyncio.create_task(carrier.carry(cast.cohort))
        await until(lambda: in_line(db, 2))
    await asyncio.gather(acting, carrying)
    for _ in range(4):
        await carrier.carry(cast.cohort, days=3)
    assert smtp.count() == dict.fromkeys(cast.contacts, 3)


@pytest.mark.parametrize("way", ["stop", "move"])
@pytest.mark.parametrize(("behaviour", "outcome"), [("take", "sent"), ("refuse_rcpt", "not_sent")])
async def test_what_became_of_a_mail_during_the_pause_is_told_and_counted_when_its_person_is_moved_or_taken_out(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer,
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, outcome: str, way: str,
) -> None:  # fmt: skip
    smtp.behaviour = lambda _: behaviour
    cast = await world.enroll(mails("P3D"), 1, START)
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def pause_before_it_is_written(*arguments: Any) -> None:
        await perform(*arguments)
        await hear(sessions, carrier, cast, Pause(carrier.now))

    monkeypatch.setattr(effects[kind], "perform", pause_before_it_is_written)
    await carrier.carry(cast.cohort)
    monkeypatch.undo()
    if way == "stop":
        await hear(sessions, carrier, cast, Stop(carrier.now, "stopped_by_hand"))
    else:
        assert (await publisher.migrate(cast, 2, mails("P1D"), one="migrate"))["migrated"] == 1
        await hear(sessions, carrier, cast, Resume(carrier.now))
        await hear(sessions, carrier, cast, Move(carrier.now, "pause1"))
    await carrier.carry(cast.cohort)
    told = [row["outcome"] for row in await db.fetch("select outcome from journal order by seq")]
    moved = ["entered", "paused", "migrated", "resumed", outcome, "moved", "waiting"]
    assert told == (["entered", "paused", outcome, "ended"] if way == "stop" else moved)
    assert await db.fetchval("select count::int from node_counter where metric = $1", outcome) == 1
    assert await db.fetchval("select count(*) from enrollment where seq <> (state ->> 'seq')::int") == 0
