"""Goals, exits and ends while people wait: nobody has to wait months to be counted, nobody stays after the end."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from backend.engagement.apply import apply_message
from backend.execution.judging import make_changed_due
from backend.kit.db import Sessions
from backend.worker import Engine
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, wait

GOAL = {"when": {"stage_at_least": "sql"}, "title": "商談になった"}
HOT = {"when": {"field": "score", "op": "gte", "value": 5}}
NODES = {"one": send("one", "pause"), "pause": wait("P90D", "two"), "two": send("two", "end"), "end": END}


async def ends(db: asyncpg.Connection, cast: Cast) -> list[tuple[str, str | None]]:
    rows = await db.fetch(
        "select status, end_reason from enrollment where journey_id = $1 order by id", cast.journey.id
    )
    return [(row["status"], row["end_reason"]) for row in rows]


async def waiting(world: World, carrier: Carrier, count: int = 3, **more: object) -> Cast:
    cast = await world.enroll(graph(NODES, "one", **more), count, START)
    await carrier.carry(cast.cohort)
    return cast


async def test_a_goal_reached_in_a_wait_of_months_counts_at_once(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    cast = await waiting(world, carrier, goal=GOAL)
    first = next(iter(cast.contacts.values()))
    await db.execute("delete from cohort_wake")
    await db.execute("update contact set stage = 'sql' where id = $1", first)
    assert not await make_changed_due(db, carrier.now)
    assert await db.fetchval("select count(*) from cohort_wake") == 1
    tick = await carrier.carry(cast.cohort, hours=1)
    assert (tick.open, sorted(await ends(db, cast))[-1]) == (2, ("completed", "goal"))
    counted = await db.fetchval("select count from node_counter where metric = 'converted' and node = 'pause'")
    assert counted == 1
    assert await db.fetchval("select count(*) from contact_change") == 0


async def test_who_is_put_on_a_list_or_taken_off_it_in_a_wait_leaves_at_once(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    customers, invited = await db.fetchrow(
        "with made as (insert into contact_list (id, name) values (gen_random_uuid(), 'a'), (gen_random_uuid(), 'b')"
        " returning id) select min(id::text)::uuid, max(id::text)::uuid from made"
    ) or (None, None)
    cast = await world.enroll(
        graph(
            NODES,
            "one",
            exits=[
                {"when": {"in_list": str(customers)}, "reason": "customer"},
                {"when": {"not": {"in_list": str(invited)}}, "reason": "uninvited"},
            ],
        ),
        3,
        START,
    )
    await db.execute("insert into list_member (contact_id, list_id) select id, $1 from contact", invited)
    await carrier.carry(cast.cohort)
    on, off, _ = cast.contacts.values()
    await db.execute("insert into list_member (contact_id, list_id) values ($1, $2)", on, customers)
    await db.execute("delete from list_member where contact_id = $1", off)
    assert not await make_changed_due(db, carrier.now)
    assert (await carrier.carry(cast.cohort, hours=1)).open == 1
    assert sorted(reason or "" for _, reason in await ends(db, cast)) == ["", "customer", "uninvited"]


async def test_one_statement_that_changes_many_notes_each_who_is_watched_with_what_changed_of_them(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    cast = await waiting(world, carrier, goal=GOAL, exits=[{**HOT, "reason": "hot"}])
    await world.contacts(2, prefix="nobody")
    first, second, third = cast.contacts.values()
    await db.execute(
        """
        update contact set stage = case when id = $1 then 'mql' else stage end, memo = 'x',
                           score = case when id = any($2::uuid[]) then 3 else score end
        """,
        first,
        [first, second],
    )
    noted = {row["contact_id"]: sorted(row["facts"]) for row in await db.fetch("select * from contact_change")}
    assert noted == {first: ["contact", "score", "stage"], second: ["contact", "score"]}
    assert third not in noted, "of what nobody looks at nothing is noted"


async def test_changes_nobody_looks_at_leave_nothing_to_do(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    await waiting(world, carrier, goal=GOAL)
    await db.execute("update contact set score = 90, tags = '{vip}', memo = 'x', updated_at = now()")
    assert await db.fetchval("select count(*) from contact_change") == 0


async def test_a_wake_for_a_fact_that_does_not_matter_keeps_the_wait(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    cast = await waiting(world, carrier, goal=GOAL)
    due = await db.fetch("select id, due_at, seq from enrollment order by id")
    await db.execute("update contact set stage = 'mql'")
    await make_changed_due(db, carrier.now)
    assert (await carrier.carry(cast.cohort, hours=1)).open == 3
    assert await db.fetch("select id, due_at, seq from enrollment order by id") == due


async def test_a_fact_that_changes_while_the_mail_is_on_its_way_is_not_lost(
    db: asyncpg.Connection, world: World, carrier: Carrier, smtp: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change is written, looked for and forgotten before the wait is committed."""
    cast = await world.enroll(graph(NODES, "one", goal=GOAL), 1, START)
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def change_meanwhile(*arguments: object) -> None:
        await db.execute("update contact set stage = 'customer'")
        await make_changed_due(db, carrier.now)
        await perform(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(effects[kind], "perform", change_meanwhile)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort)
    assert await ends(db, cast) == [("completed", "goal")]
    assert await db.fetchval("select count(*) from message where status = 'sent'") == 1


async def test_a_reply_that_is_an_exit_ends_the_journey_in_the_wait(
    db: asyncpg.Connection, world: World, carrier: Carrier, sessions: Sessions
) -> None:
    cast = await waiting(
        world, carrier, 2, exits=[{"when": {"engagement": "replied", "of": "one"}, "reason": "replied"}]
    )
    mail: UUID = await db.fetchval("select id from message order by id limit 1")
    await db.execute(
        """insert into engagement_event
           (id, source, dedupe_key, message_id, contact_id, kind, at, verdict, reasons, raw)
           select gen_random_uuid(), 'test', 'r1', id, contact_id, 'replied', sent_at, 'human', '{}', '{}'
           from message where id = $1""",
        mail,
    )
    await apply_message(sessions, mail, lambda: carrier.now)
    assert (await carrier.carry(cast.cohort, hours=1)).open == 1
    assert sorted(await ends(db, cast)) == [("active", None), ("exited", "replied")]


async def test_at_the_end_of_the_journey_everybody_leaves_without_a_timer_of_their_own(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    end = START + timedelta(days=20)
    cast = await waiting(world, carrier, settings={"ends_at": end.isoformat()})
    tick = await carrier.carry(cast.cohort)
    assert tick.next_due == end
    assert await db.fetchval("select min(due_at) from enrollment") > end
    assert (await carrier.carry(cast.cohort, days=20)).open == 0
    assert await ends(db, cast) == [("exited", "ended")] * 3


async def test_an_end_reached_while_paused_is_kept_after_resuming(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    cast = await waiting(world, carrier, settings={"ends_at": (START + timedelta(days=20)).isoformat()})
    await db.execute("update journey set status = 'paused'")
    assert (await carrier.carry(cast.cohort, days=30)).open == 3
    await db.execute("update journey set status = 'running'")
    assert (await carrier.carry(cast.cohort, days=1)).open == 0
    assert await db.fetchval("select count(*) from message") == 3


async def test_a_cohort_at_capacity_does_not_keep_a_group_apart(
    db: asyncpg.Connection, world: World, running: Engine
) -> None:
    """The seats of those passed over stay free; nobody boards twice for lack of room."""
    entry = {"node": "one", "exclusive": "育成"}
    full = await world.enroll({**graph(NODES, "one"), "entry": entry}, 5, START, capacity=2)
    assert len(full.cohorts) == 3
    assert await db.fetchval("select sum(boarded) from cohort") == 5
    assert await db.fetchval("select count(*) from enrollment where exclusive_key = '育成'") == 5
