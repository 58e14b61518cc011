"""The counts kept beside enrollments: whatever happens to people, they are what counting anew says."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson
import pytest

from backend.actions.schemas import ActionAsked, ActionName
from backend.actions.service import event_of
from backend.contacts.erasure import erase_contact
from backend.execution.boarding import board
from backend.execution.counting import correct, fold
from backend.execution.shunting import LOADER, shunt
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_migration import Publisher, publisher
from tests.execution.world import END, Cast, World, graph, send, wait
from tests.patience import until
from workflows.journey.events import Stop

__all__ = ["publisher"]


def loop(pause: str = "P2D") -> dict[str, Any]:
    """Mails with waits, a check, a fork, and a way back."""
    fork = {"type": "split", "arms": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]}
    nodes = {
        "one": send("one", "pause"),
        "pause": wait(pause, "two"),
        "two": send("two", "check"),
        "check": {
            "type": "wait_for", "event": "opened", "of": "two", "within": "P1D",
            "next": {"happened": "fork", "timed_out": "fork"},
        },
        "fork": {**fork, "next": {"a": "back", "b": "short"}},
        "short": wait("PT10M", "three"),
        "back": {"type": "goto", "max_visits": 2, "next": {"again": "pause", "exhausted": "three"}},
        "three": send("three", "end"),
        "end": END,
    }  # fmt: skip
    return graph(nodes, "one")


class Chance:
    """Does something to somebody, as dice that begin at `seed` say."""

    def __init__(self, seed: int, world: World, carrier: Carrier, publisher: Publisher, db: asyncpg.Connection) -> None:
        self.dice, self.world, self.carrier, self.publisher, self.db = (
            random.Random(seed),
            world,
            carrier,
            publisher,
            db,
        )
        self.cast: Cast | None = None
        self.version = 1

    @property
    def mine(self) -> Cast:
        assert self.cast is not None
        return self.cast

    async def begin(self) -> None:
        self.cast = await self.world.enroll(loop(), 12, self.carrier.now, capacity=8)

    def ways(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """What happens, in the order of the dice; each of them at least twice."""
        often, seldom = [self.carry, self.act], [self.migrate, self.spoil, self.erase, self.stop_some]
        ways = [*often * 12, *seldom * 2, *[self.enroll, self.sum_up] * 4]
        self.dice.shuffle(ways)
        return ways

    async def some(self) -> list[UUID]:
        rows = await self.db.fetch("select id from enrollment where ended_at is null order by id")
        ids = [row["id"] for row in rows]
        return self.dice.sample(ids, min(len(ids), self.dice.randint(1, 4)))

    async def carry(self) -> None:
        self.carrier.now += timedelta(hours=self.dice.choice([0, 0, 1, 30, 50]))
        for row in await self.db.fetch("select id from cohort order by id"):
            await self.carrier.carry(row["id"])

    async def act(self) -> None:
        name: ActionName = self.dice.choice(["skip", "move", "replay", "pause", "resume", "resume", "retry", "stop"])
        node = self.dice.choice(["one", "pause", "check", "three"]) if name in ("move", "replay") else None
        asked = ActionAsked(action=name, node=node, resend=self.dice.random() < 0.5 and name == "replay")
        async with transaction(self.world.sessions) as session:
            event = event_of(asked, self.carrier.now, "佐藤", "試し")
            await shunt(session, LOADER, await self.some(), event, now=self.carrier.now)

    async def enroll(self) -> None:
        contacts = await self.world.contacts(self.dice.randint(1, 5), prefix=new_id().hex)
        async with transaction(self.world.sessions) as session:
            journey, version = self.mine.journey, self.mine.version_id
            now = self.carrier.now
            await board(session, journey, version, contacts.values(), now=now, new_id=new_id, capacity=8)

    async def migrate(self) -> None:
        self.version += 1
        choice = self.dice.choice(["migrate", "exit", {"choice": "redirect", "to": "three"}])
        pause = self.dice.choice(["P1D", "P3D"])
        await self.publisher.migrate(self.mine, self.version, loop(pause), pause=choice, all="migrate")

    async def spoil(self) -> None:
        """What is stored of somebody cannot be read any more."""
        poison = {"phase": 7, "visits": self.dice.choice([None, 3, [], {"one": "x"}])}
        await self.db.execute(
            "update enrollment set state = $2::jsonb where id = any($1::uuid[]) and status = 'active'",
            (await self.some())[:1],
            orjson.dumps(poison).decode(),
        )

    async def erase(self) -> None:
        query = "select contact_id from enrollment where id = any($1::uuid[])"
        for row in await self.db.fetch(query, (await self.some())[:1]):
            async with transaction(self.world.sessions) as session:
                now = self.carrier.now
                await erase_contact(session, SYSTEM, row["contact_id"], "希望", suppress=False, now=now)

    async def stop_some(self) -> None:
        ids, stop = await self.some(), Stop(self.carrier.now, "journey_stopped")
        async with transaction(self.world.sessions) as session:
            await shunt(session, LOADER, ids, lambda _: stop, now=self.carrier.now)

    async def sum_up(self) -> None:
        await fold(self.db)


async def kept(db: asyncpg.Connection) -> tuple[Counter[Any], Counter[Any]]:
    """Places and minutes as the ledgers have them."""
    places, minutes = Counter[Any](), Counter[Any]()
    for row in await db.fetch("select * from standing"):
        key = row["version_id"], row["node"], row["status"], row["waits"], frozenset(row["visited"])
        places[key] += row["people"]
    for row in await db.fetch("select * from agenda"):
        minutes[row["version_id"], row["due_by"], row["node"], row["waits"], row["begun"]] += row["people"]
    return _without_zeros(places), _without_zeros(minutes)


async def counted(db: asyncpg.Connection) -> tuple[Counter[Any], Counter[Any]]:
    """The same, looking at everybody."""
    places, minutes = Counter[Any](), Counter[Any]()
    for row in await db.fetch("select * from enrollment where status in ('active', 'paused', 'errored')"):
        state: dict[str, Any] = orjson.loads(row["state"])
        version, node, waits = row["version_id"], row["node"] or "", state.get("phase") == "waiting"
        visits: Any = state.get("visits")
        been = frozenset(cast(dict[str, int], visits) if isinstance(visits, dict) else ())
        places[version, node, row["status"], waits, been] += 1
        if row["status"] == "active" and row["due_at"] is not None:
            minutes[version, _by(row["due_at"]), node, waits, row["seq"] > 0] += 1
    return places, minutes


def _by(due: datetime) -> datetime:
    """Rounded up to ten seconds."""
    return due + (datetime.fromtimestamp(0, UTC) - due) % timedelta(seconds=10)


def _without_zeros(counts: Counter[Any]) -> Counter[Any]:
    return Counter({key: count for key, count in counts.items() if count})


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_any_sequence_of_steps_and_interventions_the_counts_are_those_of_the_people(
    seed: int, world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    smtp.behaviour = lambda rcpt: "take" if int(rcpt[-13], 36) % 5 else "refuse_rcpt"
    chance = Chance(seed, world, carrier, publisher, db)
    await chance.begin()
    for number, way in enumerate(chance.ways()):
        await way()
        assert await kept(db) == await counted(db), f"after step {number}, {way.__name__}"
    assert await correct(db, dry_run=True) == 0
    await fold(db)
    assert await db.fetchval("select count(*) from standing where loose or people <= 0") == 0
    aboard = await db.fetch(
        """
        select c.version_id, sum(case metric when 'boarded' then count else -count end)::int as kept,
               (select count(*) from enrollment e
                where e.version_id = c.version_id and status in ('active', 'paused'))::int as people
        from node_counter c where metric in ('boarded', 'ended', 'failed') group by 1
        """
    )
    assert {row["kept"] - row["people"] for row in aboard} == {0}, "the canvas's own counters as well"


async def test_what_is_rolled_back_is_not_counted_and_what_is_counted_at_once_by_many_adds_up(
    world: World, carrier: Carrier, sessions: Sessions, database_url: str, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(loop(), 20, carrier.now)
    transaction_ = db.transaction()
    await transaction_.start()
    await db.execute("update enrollment set status = 'errored', due_at = null")
    await transaction_.rollback()

    async def hurry(ids: list[UUID]) -> None:
        connection = await asyncpg.connect(database_url)
        try:
            for number in range(20):
                await connection.execute(
                    "update enrollment set node = $2, due_at = due_at + interval '1 hour' where id = any($1::uuid[])",
                    ids,
                    ("pause", "two")[number % 2],
                )
                await fold(connection)
        finally:
            await connection.close()

    await asyncio.gather(*(hurry(cast.enrollments[start::4]) for start in range(4)))
    assert await kept(db) == await counted(db)
    await db.execute("delete from enrollment")
    assert await kept(db) == (Counter(), Counter())


async def test_counts_that_went_wrong_are_found_and_put_right_by_counting_anew(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    await world.enroll(loop(), 5, carrier.now)
    await db.execute("alter table enrollment disable trigger counted_update")
    await db.execute("update enrollment set node = 'pause' where id = (select min(id::text)::uuid from enrollment)")
    await db.execute("alter table enrollment enable trigger counted_update")
    assert await correct(db, dry_run=True) == 4
    assert await correct(db, dry_run=True) == 4, "a look mends nothing"
    assert await correct(db) == 4
    assert await correct(db) == 0
    assert await kept(db) == await counted(db)


async def test_two_who_correct_at_once_do_not_both_add_what_was_missing(
    world: World, carrier: Carrier, db: asyncpg.Connection, database_url: str
) -> None:
    await world.enroll(loop(), 5, carrier.now)
    await db.execute("delete from standing")
    one, two, gate = [await asyncpg.connect(database_url) for _ in range(3)]
    try:
        async with gate.transaction():
            await gate.execute("lock table agenda in exclusive mode")  # both are past the first count, neither is done
            at_work = [asyncio.create_task(correct(connection)) for connection in (one, two)]
            pids = [connection.get_server_pid() for connection in (one, two)]

            async def both_wait() -> bool:
                waiting = "select count(*) from pg_locks where pid = any($1::int[]) and not granted"
                return bool(await db.fetchval(waiting, pids) == 2)

            await until(both_wait)
        await asyncio.gather(*at_work)
    finally:
        for connection in (one, two, gate):
            await connection.close()
    assert await correct(db, dry_run=True) == 0
    assert await kept(db) == await counted(db)


async def test_a_reaction_counts_for_the_week_until_it_is_found_to_be_a_machines(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    del smtp
    cast = await world.enroll(loop(), 3, carrier.now)
    await carrier.carry(cast.cohort)
    react = """
        insert into engagement_event (id, source, dedupe_key, message_id, kind, at, verdict)
        select gen_random_uuid(), $1, id::text, id, 'opened', $2, $1 from message
    """
    await db.execute(react, "human", carrier.now)
    await db.execute(react, "machine", carrier.now)
    await db.execute(react, "unknown", carrier.now - timedelta(days=9))
    week = "select sum(reactions)::int from reaction_hour where journey_id = $1 and hour > $2"
    since = cast.journey.id, carrier.now - timedelta(days=7)
    assert await db.fetchval(week, *since) == 3
    judged = "update engagement_event set verdict = 'machine' where source = 'human' and message_id = $1"
    await db.execute(judged, await db.fetchval("select id from message order by id limit 1"))
    await fold(db)
    assert await db.fetchval(week, *since) == 2
    assert await correct(db, dry_run=True) == 0
