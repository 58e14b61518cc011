"""Accidents of concurrency: two workers, poisoned rows, reactions that come while a wait is being written."""

import asyncio
from collections import Counter

import asyncpg
import pytest

from backend.execution.advance import Budget
from backend.settings import Settings
from backend.worker import Engine, open_engine
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, three_mails, wait
from tests.patience import until

WAITING = graph(
    {
        "one": send("one", "listen"),
        "listen": {
            "type": "wait_for", "event": "opened", "of": "one", "within": "P3D",
            "next": {"happened": "two", "timed_out": "end"},
        },
        "two": send("two", "end"),
        "end": END,
    },
    "one",
)  # fmt: skip
IN_LINE = """
    select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
"""
"""Somebody waits for what somebody else is writing."""


async def test_two_workers_on_one_cohort_send_nothing_twice(
    world: World, carrier: Carrier, engine_settings: Settings, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 120, START)
    budget = Budget(chunk_size=50, seconds=600.0, stopping=lambda: False)
    async with open_engine(engine_settings, present=lambda asked: asked, budget=budget) as other:
        rival = Carrier(other)
        for _ in range(12):
            ticks = await asyncio.gather(carrier.carry(cast.cohort, hours=12), rival.carry(cast.cohort, hours=12))
            if all(tick.open == 0 for tick in ticks):
                break
    assert smtp.count() == Counter(dict.fromkeys(cast.contacts, 3))
    assert smtp.duplicates() == 0
    assert await db.fetchval("select count(*) from journal where outcome = 'sent'") == 360
    assert await db.fetchval("select count from node_counter where node = 'two' and metric = 'sent'") == 120


async def test_one_poisoned_enrollment_does_not_fail_its_chunk_of_200(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 200, START)
    poisoned = cast.enrollments[77]
    await db.execute("update enrollment set state = '{\"phase\": 7}' where id = $1", poisoned)
    tick = await carrier.carry(cast.cohort)
    assert tick.open == 199
    row = await db.fetchrow("select status, error, due_at from enrollment where id = $1", poisoned)
    assert row is not None
    assert (row["status"], row["due_at"]) == ("errored", None)
    assert "state_unreadable" in row["error"]
    outcomes = await db.fetch("select outcome from journal where enrollment_id = $1", poisoned)
    assert [one["outcome"] for one in outcomes] == ["errored"]
    assert len(smtp.taken) == 199


async def test_a_version_this_release_cannot_read_parks_its_people_and_nobody_else(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 3, START)
    await db.execute("update journey_version set graph = '{\"schema\": 99}'")
    assert (await carrier.carry(cast.cohort)).open == 0
    errors = await db.fetch("select error ->> 'code' as code from enrollment")
    assert {row["code"] for row in errors} == {"version_unreadable"}


@pytest.mark.parametrize("kind", ["opened", "clicked", "replied"])
async def test_a_reaction_that_is_being_written_while_the_wait_commits_is_not_lost(
    world: World, carrier: Carrier, database_url: str, db: asyncpg.Connection, kind: str
) -> None:
    listen = {**WAITING["nodes"]["listen"], "event": kind}
    document = {
        **WAITING,
        "nodes": {**WAITING["nodes"], "listen": listen, "one": send("one", "pause"), "pause": wait("P1D", "listen")},
    }
    cast = await world.enroll(document, 1, START)
    await carrier.carry(cast.cohort)
    callback = await asyncpg.connect(database_url)
    try:
        transaction = callback.transaction()
        await transaction.start()
        await callback.execute(f"update message set {kind}_at = now()")
        woken = await callback.execute("update enrollment set due_at = now() where listen_event = $1", kind)
        assert woken == "UPDATE 0", "nobody listens yet: this is the moment in which a wake can be lost"
        carrying = asyncio.create_task(carrier.carry(cast.cohort, days=1))
        await until(lambda: carrying.done() or db.fetchval(IN_LINE))
        assert not carrying.done(), "the second look waits for the reaction that is being written"
        await transaction.commit()
        tick = await carrying
    finally:
        await callback.close()
    assert tick.open == 0
    ports = await db.fetch("select port from journal where node = 'listen' and outcome = 'passed'")
    assert [row["port"] for row in ports] == ["happened"]


async def test_a_reaction_makes_only_the_listener_due(world: World, carrier: Carrier, db: asyncpg.Connection) -> None:
    cast = await world.enroll(WAITING, 3, START)
    tick = await carrier.carry(cast.cohort)
    assert tick.open == 3
    listening = await db.fetchrow("select id, listen_message_id, listen_event from enrollment order by id limit 1")
    assert listening is not None
    assert listening["listen_event"] == "opened"
    await db.execute("update message set opened_at = now() where id = $1", listening["listen_message_id"])
    await db.execute("update enrollment set due_at = $2 where id = $1", listening["id"], carrier.now)
    assert (await carrier.carry(cast.cohort)).open == 2
    assert (await carrier.carry(cast.cohort, days=3)).open == 0
    ports = await db.fetch(
        "select port, count(*) as n from journal where node = 'listen' and port is not null group by 1"
    )
    assert {row["port"]: row["n"] for row in ports} == {"happened": 1, "timed_out": 2}


async def test_a_change_of_the_contact_is_seen_by_the_next_branch_and_written_once(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    document = graph(
        {
            "mark": {
                "type": "update_contact", "set": {"score": 60, "attributes.plan": "pro"}, "add_tags": ["hot"],
                "remove_tags": ["cold"], "next": {"done": "hot"},
            },
            "hot": {
                "type": "branch", "cases": [{"id": "yes", "when": {"all": [{"field": "score", "op": "gte", "value": 50},
                                                                           {"tag": "hot"}]}}],
                "next": {"yes": "end", "else": "cold"},
            },
            "end": END,
            "cold": {"type": "exit", "reason": "cold"},
        },
        "mark",
    )  # fmt: skip
    cast = await world.enroll(document, 2, START)
    await db.execute("update contact set tags = '{cold,vip}'")
    assert (await carrier.carry(cast.cohort)).open == 0
    rows = await db.fetch("select score, tags, attributes ->> 'plan' as plan from contact")
    assert [tuple(row) for row in rows] == [(60, ["vip", "hot"], "pro")] * 2
    assert await db.fetchval("select count(*) from enrollment where end_reason = 'done'") == 2


async def test_a_value_that_does_not_fit_parks_the_contact_with_the_reason(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    node = {"type": "update_contact", "set": {"consent_on": "someday"}, "next": {"done": "end"}}
    cast = await world.enroll(graph({"mark": node, "end": END}, "mark"), 1, START)
    assert (await carrier.carry(cast.cohort)).open == 0
    assert await db.fetchval("select error ->> 'code' from enrollment") == "value_refused"


async def test_stopping_a_journey_ends_everybody_by_name(
    world: World, carrier: Carrier, running: Engine, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 210, START)
    await carrier.carry(cast.cohort)
    await db.execute("update journey set status = 'stopped'")
    assert (await carrier.carry(cast.cohort)).open == 0
    rows = await db.fetch("select distinct status, end_reason from enrollment")
    assert [tuple(row) for row in rows] == [("stopped", "journey_stopped")]
