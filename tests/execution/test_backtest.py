"""Trying a draft on the past: the reactions people really showed decide, and nothing is sent or written."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.execution.operations import OperationDeps
from backend.journeys.backtest import CHUNK, run_backtest, start
from backend.journeys.backtest_schemas import BacktestRequest
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from backend.models import Operation
from backend.settings import Settings
from tests.execution.conftest import START, Carrier
from tests.execution.operation_process import killed_after
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, three_mails, wait

LISTEN = {"type": "wait_for", "event": "opened", "of": "one", "within": "P1D"}
LISTENING = graph(
    {
        "one": send("one", "listen"),
        "listen": {**LISTEN, "next": {"happened": "two", "timed_out": "end"}},
        "two": send("two", "end"),
        "end": END,
    },
    "one",
)


@dataclass
class Bench:
    """Starts backtests as the API does, and runs them as a worker does."""

    sessions: Sessions
    settings: Settings
    carrier: Carrier

    async def start(self, cast: Cast, draft: dict[str, Any], **asked: Any) -> UUID:
        request = BacktestRequest.model_validate({"graph": draft, **asked})
        async with transaction(self.sessions) as session:
            row = await start(session, cast.journey.id, request, actor=SYSTEM, now=self.carrier.now, new_id=new_id)
            return row.id

    @property
    def deps(self) -> OperationDeps:
        return OperationDeps(self.sessions, self.settings, lambda: self.carrier.now)

    async def run(self, cast: Cast, draft: dict[str, Any], **asked: Any) -> Operation:
        key = await self.start(cast, draft, **asked)
        assert (await run_backtest(self.deps, key, lambda: None)).finished
        return await self.row(key)

    async def row(self, key: UUID) -> Operation:
        async with transaction(self.sessions) as session:
            return await session.get_one(Operation, key)


@pytest.fixture
def bench(sessions: Sessions, engine_settings: Settings, carrier: Carrier) -> Bench:
    """A place to try drafts."""
    return Bench(sessions, engine_settings, carrier)


async def travelled(world: World, carrier: Carrier, document: dict[str, Any], count: int, days: int = 6) -> Cast:
    """A cast that has been carried this far."""
    cast = await world.enroll(document, count, carrier.now)
    cast.cohorts = cast.cohorts[-1:]
    await carrier.carry(cast.cohort)
    for _ in range(days):
        await carrier.carry(cast.cohort, days=1)
    carrier.now += timedelta(hours=1)
    return cast


async def react(db: asyncpg.Connection, enrollment: UUID, kind: str, node: str = "one", hours: int = 1) -> None:
    column = {"opened": "opened_at", "clicked": "clicked_at"}[kind]
    changed = f"update message set {column} = sent_at + $2 where enrollment_id = $1 and node = $3"
    assert await db.execute(changed, enrollment, timedelta(hours=hours), node) == "UPDATE 1"


async def test_past_contacts_go_where_their_real_reactions_lead(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 3)
    await react(db, cast.enrollments[0], "opened")
    done = await bench.run(cast, LISTENING)
    told = done.result
    assert (done.status, done.total, told["contacts"], told["differ"], told["unknown"]) == ("done", 3, 3, 3, 0)
    assert told["live"]["sent"] == {"one": 3, "two": 3, "three": 3}
    assert told["draft"]["sent"] == {"one": 3, "two": 1}
    assert told["draft"]["entered"]["listen"] == 3
    assert told["draft"]["passed"]["listen"] == {"happened": 1, "timed_out": 2}
    assert told["draft"]["ended"] == {"done": 3}
    assert told["parted"] == {"one": {"contacts": 3, "live": {"pause1": 3}, "draft": {"listen": 3}}}
    first = next(one for one in told["people"] if one["enrollment_id"] == str(cast.enrollments[0]))
    assert (first["node"], first["draft"]) == ("one", {"mails": ["one", "two"], "end": "done"})
    assert set(first) == {"enrollment_id", "contact_id", "node", "live", "draft"}, "a name would outlive its erasure"


async def test_the_document_that_ran_parts_from_nobody(
    world: World, calling: Carrier, sessions: Sessions, engine_settings: Settings, db: asyncpg.Connection,
    receiver: Receiver,
) -> None:  # fmt: skip
    bench, receiver.body = Bench(sessions, engine_settings, calling), b'{"data": {"plan": "gold"}}'
    hook = {"type": "webhook", "url": receiver.url, "take": {"plan": "data.plan"}}
    case = {"id": "yes", "when": {"field": "steps.hook.plan", "op": "eq", "value": "gold"}}
    task = {"type": "create_task", "subject": "電話", "hold": "P3D"}
    document = graph(
        {
            "one": send("one", "tag"),
            "tag": {"type": "update_contact", "set": {"stage": "mql"}, "add_score": 5, "next": {"done": "hook"}},
            "hook": {**hook, "next": {"done": "plan", "failed": "end"}},
            "plan": {"type": "branch", "cases": [case], "next": {"yes": "call", "else": "end"}},
            "call": {**task, "next": {"done": "two", "timed_out": "late"}},
            "two": send("two", "pause"),
            "pause": wait("P9D", "three"),
            "three": send("three", "end"),
            "late": {"type": "exit", "reason": "late"},
            "end": END,
        },
        "one",
        settings={"cap": {"max": 1, "per": "P2D"}, "quiet_hours": {"from": "20:00", "to": "08:00"}},
        exits=[{"when": {"stage_at_least": "sql"}, "reason": "won"}],
    )
    cast = await travelled(world, calling, document, 2, days=1)
    await db.execute("update task set status = 'done', outcome = 'reached', closed_at = $1", calling.now)
    await db.execute("update enrollment set due_at = $1", calling.now)
    for _ in range(3):
        await calling.carry(cast.cohort, days=1)
    assert await db.fetchval("select count(*) from message where node = 'two' and sent_at is not null") == 2
    told = (await bench.run(cast, document)).result
    assert (told["contacts"], told["differ"], told["parted"], told["unknown"]) == (2, 0, {}, 0)
    assert told["live"] == told["draft"]


EVERYTHING_ELSE: dict[str, Any] = {
    "list": {"type": "update_contact", "set": {"stage": "sql"}, "add_tags": ["熱い"], "next": {"done": "call"}},
    "call": {"type": "create_task", "subject": "電話", "next": {"done": "give"}},
    "give": {"type": "assign", "to": {"keep_owner": True}, "next": {"done": "tell"}},
    "two": send("two", "end"),
    "end": END,
}


async def test_a_backtest_sends_nothing_calls_nobody_and_writes_nothing_but_itself(
    world: World, calling: Carrier, sessions: Sessions, engine_settings: Settings, db: asyncpg.Connection,
    receiver: Receiver, smtp: ScriptedServer,
) -> None:  # fmt: skip
    bench = Bench(sessions, engine_settings, calling)
    cast = await travelled(world, calling, three_mails(), 3)
    other = await world.enroll(three_mails(), 1, calling.now)
    listed = new_id()
    await db.execute("insert into contact_list (id, name) values ($1, '展示会')", listed)
    tell = {"type": "notify", "subject": "x", "via": ["in_app", "mail", "webhook"], "roles": ["rep"]}
    nodes = EVERYTHING_ELSE | {
        "list": {**EVERYTHING_ELSE["list"], "add_lists": [str(listed)]},
        "tell": {**tell, "url": receiver.url, "next": {"done": "hook"}},
        "hook": {"type": "webhook", "url": receiver.url, "next": {"done": "on", "failed": "on"}},
        "on": {"type": "enroll", "journey": str(other.journey.id), "next": {"done": "two"}},
    }
    before, sent = await everything(db), len(smtp.taken)
    told = (await bench.run(cast, graph(nodes, "list"))).result
    assert (told["contacts"], told["draft"]["mails"], told["draft"]["ended"]) == (3, 3, {"done": 3})
    assert await everything(db) == before
    assert (receiver.calls, len(smtp.taken)) == ([], sent)


async def everything(db: asyncpg.Connection) -> dict[str, str]:
    """A digest of every table but that of operations."""
    rows = await db.fetch("select tablename from pg_tables where schemaname = 'public' and tablename <> 'operation'")
    digest = "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {} t"
    return {name: await db.fetchval(digest.format(name)) for (name,) in rows}


async def test_a_cancelled_backtest_stops_before_its_next_chunk_and_keeps_what_it_has(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), CHUNK + 50, carrier.now)
    carrier.now += timedelta(hours=1)
    key = await bench.start(cast, three_mails())

    class Cancelled(Exception):
        """The worker goes away after the first chunk."""

    def once() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        await run_backtest(bench.deps, key, once)
    await db.execute("update operation set cancel_requested = true")
    assert (await run_backtest(bench.deps, key, lambda: None)).finished
    row = await bench.row(key)
    assert (row.status, row.done, row.total, row.result["contacts"]) == ("cancelled", CHUNK, CHUNK + 50, CHUNK)


async def test_a_backtest_whose_worker_is_killed_goes_on_and_counts_nobody_twice(
    world: World, carrier: Carrier, bench: Bench, engine_settings: Settings
) -> None:
    people = CHUNK * 8 + 7
    cast = await world.enroll(three_mails(), people, carrier.now)
    carrier.now += timedelta(days=7)
    key = await bench.start(cast, LISTENING, limit=people)
    await killed_after(2, "backtest", key, engine_settings.database_url)
    died = await bench.row(key)
    assert (died.status, died.finished_at) == ("running", None)
    assert 2 * CHUNK <= died.done == died.result["contacts"] < people
    assert (await run_backtest(bench.deps, key, lambda: None)).finished
    row = await bench.row(key)
    assert (row.status, row.done, row.result["contacts"]) == ("done", people, people)
    assert row.result["draft"]["entered"] == {"one": people, "listen": people, "end": people}
    assert row.result["draft"]["ended"] == {"done": people}


async def test_who_enters_while_a_backtest_runs_is_not_the_past(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 5, carrier.now)
    carrier.now += timedelta(hours=1)
    key = await bench.start(cast, three_mails(), limit=4)
    await db.execute("update enrollment set enrolled_at = $1 where id = $2", carrier.now, cast.enrollments[0])
    assert (await run_backtest(bench.deps, key, lambda: None)).finished
    row = await bench.row(key)
    assert (row.total, row.result["contacts"]) == (4, 4)
    assert str(cast.enrollments[0]) not in {one["enrollment_id"] for one in row.result["people"]}


async def test_contacts_deleted_meanwhile_are_left_out_by_name(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 3, days=0)
    await db.execute("update contact set deleted_at = now() where email = $1", next(iter(cast.contacts)))
    row = await bench.run(cast, LISTENING)
    assert (row.done, row.result["contacts"], row.result["left_out"]) == (3, 2, {"deleted": 1})


async def test_a_reaction_to_a_step_that_the_draft_no_longer_has_changes_nothing(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 1)
    await react(db, cast.enrollments[0], "opened", "two")
    draft = graph({"one": send("one", "new"), "new": send("two", "end"), "end": END}, "one")
    told = (await bench.run(cast, draft)).result
    assert told["live"]["sent"] == {"one": 1, "two": 1, "three": 1}
    assert (told["draft"]["sent"], told["unknown"]) == ({"one": 1, "new": 1}, 1)


async def test_a_click_counts_for_the_address_that_was_clicked(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 2)
    for enrollment, urls in zip(cast.enrollments, (["/a", "/pricing"], ["/a"]), strict=True):
        await react(db, enrollment, "clicked")
        message = await db.fetchrow("select id, sent_at from message where enrollment_id = $1 and seq = 1", enrollment)
        assert message is not None
        for hours, url in enumerate(urls, 1):
            await db.execute(
                "insert into engagement_event (id, source, dedupe_key, message_id, kind, url, at, verdict)"
                " values ($1, 'tracking', $1::uuid::text, $2, 'clicked', $3, $4, 'human')",
                new_id(), message["id"], f"https://tabiji.example{url}", message["sent_at"] + timedelta(hours=hours),
            )  # fmt: skip
    listen = {**LISTEN, "event": "clicked", "link": "/pricing", "next": {"happened": "two", "timed_out": "end"}}
    draft = graph({"one": send("one", "listen"), "listen": listen, "two": send("two", "end"), "end": END}, "one")
    told = (await bench.run(cast, draft)).result
    assert told["draft"]["passed"]["listen"] == {"happened": 1, "timed_out": 1}


async def test_what_the_journey_made_of_a_contact_is_not_what_it_was_when_it_entered(
    world: World, carrier: Carrier, bench: Bench
) -> None:
    rise = {"type": "update_contact", "set": {"stage": "sql"}, "add_score": 60, "next": {"done": "end"}}
    document = graph({"one": send("one", "rise"), "rise": rise, "end": END}, "one")
    cast = await travelled(world, carrier, document, 1, days=1)
    exits = [{"when": {"stage_at_least": "sql"}, "reason": "won"}]
    hot = {"id": "hot", "when": {"field": "score", "op": "gte", "value": 50}}
    asks = {"type": "branch", "cases": [hot], "next": {"hot": "end", "else": "one"}}
    draft = graph({"asks": asks, "one": send("one", "end"), "end": END}, "asks", exits=exits)
    told = (await bench.run(cast, draft)).result
    assert (told["draft"]["passed"]["asks"], told["draft"]["mails"]) == ({"else": 1}, 1)


async def test_a_mail_after_the_opt_out_would_not_have_been_sent_by_any_draft(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 2)
    address = next(iter(cast.contacts))
    asked = "insert into suppression (email, reason, created_at) values ($1, 'unsubscribed', $2)"
    await db.execute(asked, address, START + timedelta(days=1))
    late = graph({"one": send("one", "w"), "w": wait("P3D", "new"), "new": send("two", "end"), "end": END}, "one")
    told = (await bench.run(cast, late)).result
    assert told["draft"]["sent"] == {"one": 2, "new": 1}
    assert told["draft"]["ended"] == {"unsubscribed": 1, "done": 1}


async def test_whom_a_person_took_out_is_out_on_both_sides(
    world: World, carrier: Carrier, bench: Bench, db: asyncpg.Connection
) -> None:
    cast = await travelled(world, carrier, three_mails(), 1, days=1)
    stop = "update enrollment set status = 'stopped', end_reason = 'asked', ended_at = $1"
    await db.execute(stop, START + timedelta(days=1))
    told = (await bench.run(cast, three_mails())).result
    assert (told["differ"], told["live"]["ended"], told["draft"]["ended"]) == (0, {"asked": 1}, {"asked": 1})


async def test_a_mail_held_back_by_a_cap_has_no_reaction_to_go_by(world: World, carrier: Carrier, bench: Bench) -> None:
    both = {"one": send("one", "two"), "two": send("two", "end"), "end": END}
    cast = await travelled(world, carrier, graph(both, "one", settings={"cap": {"max": 1, "per": "P30D"}}), 1, days=8)
    told = (await bench.run(cast, graph(both, "one"))).result
    assert (told["live"]["ended"], told["draft"]["ended"], told["unknown"]) == ({"cap": 1}, {"done": 1}, 1)
