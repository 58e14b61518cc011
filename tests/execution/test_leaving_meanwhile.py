"""People leave, or somebody acts on them, at the very moment when something else happens to them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.engagement.apply import apply_message
from backend.execution.judging import make_changed_due
from backend.execution.shunting import LOADER, shunt
from backend.kit.db import Sessions, transaction
from backend.settings import Settings
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import Behaviour, ScriptedServer
from tests.execution.test_acting_meanwhile import MeanwhileLoader
from tests.execution.world import END, World, graph, send, wait
from workflows.journey.events import Event, Reconsider, Stop

TWO = {"one": send("one", "pause"), "pause": wait("P2D", "two"), "two": send("two", "end"), "end": END}


@pytest.fixture
def engine_settings(engine_settings: Settings) -> Settings:
    """A server may hold a mail for as long as a busy machine needs."""
    return engine_settings.model_copy(update={"smtp_timeout": 60.0})


async def sent_figure(db: asyncpg.Connection) -> int:
    return await db.fetchval("select coalesce(sum(count), 0)::int from node_counter where metric = 'sent'")


@pytest.mark.parametrize(
    ("behaviour", "ledger", "told"),
    [
        ("take", ("sent", None), ["entered", "sent", "ended"]),
        ("refuse_rcpt", ("refused", "bounced"), ["entered", "not_sent", "ended"]),
        ("defer_body", ("skipped", "left"), ["entered", "ended"]),
    ],
)
async def test_what_became_of_a_mail_on_its_way_when_its_journey_was_stopped_is_told_and_counted(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, ledger: tuple[str, str | None], told: list[str],
) -> None:  # fmt: skip
    smtp.behaviour = lambda _: behaviour
    cast = await world.enroll(graph(TWO, "one"), 3, START)
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform
    stop: Event = Stop(carrier.now, "journey_stopped")

    async def stop_before_it_is_written(*arguments: Any) -> None:
        await perform(*arguments)
        async with transaction(sessions) as session:
            assert len((await shunt(session, LOADER, cast.enrollments, lambda _: stop, now=carrier.now)).moved) == 3

    monkeypatch.setattr(effects[kind], "perform", stop_before_it_is_written)
    assert (await carrier.carry(cast.cohort)).open == 0
    monkeypatch.undo()
    assert (await carrier.carry(cast.cohort, days=3)).open == 0
    mails = await db.fetch("select distinct status, reason from message")
    assert [tuple(row) for row in mails] == [ledger]
    for one in cast.enrollments:
        rows = await db.fetch("select outcome from journal where enrollment_id = $1 order by seq", one)
        assert [row["outcome"] for row in rows] == told
    assert await sent_figure(db) == (3 if behaviour == "take" else 0), "reactions to mails that were never sent"
    assert await db.fetchval("select count(*) from enrollment where seq <> (state ->> 'seq')::int") == 0


async def test_a_mail_that_is_being_handed_over_when_its_person_is_taken_out_is_told_after_the_end_and_counted(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    arrived = asyncio.Event()
    smtp.on_body = lambda _: arrived.set()
    smtp.behaviour = lambda _: "hold"
    cast = await world.enroll(graph(TWO, "one"), 1, START)
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    await arrived.wait()
    stop: Event = Stop(carrier.now, "stopped_by_hand")
    async with transaction(sessions) as session:
        assert len((await shunt(session, LOADER, cast.enrollments, lambda _: stop, now=carrier.now)).moved) == 1
    smtp.released.set()
    await sending
    rows = await db.fetch("select outcome, port from journal order by seq")
    assert [tuple(row) for row in rows] == [("entered", None), ("ended", None), ("sent", None)]
    assert await sent_figure(db) == 1
    assert await db.fetchval("select count(*) from enrollment where seq <> (state ->> 'seq')::int") == 0


async def test_a_mail_that_waits_for_its_server_is_not_open_for_ever_when_its_person_reaches_the_goal(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    smtp.behaviour = lambda _: "defer_rcpt"
    goal = {"when": {"tag": "won"}, "title": "G"}
    cast = await world.enroll(graph(TWO, "one", goal=goal), 2, START)
    await carrier.carry(cast.cohort)
    winner, other = cast.contacts.values()
    await db.execute("update contact set tags = '{won}' where id = $1", winner)
    await make_changed_due(db, carrier.now)
    await carrier.carry(cast.cohort)
    rows = await db.fetch("select contact_id, status, reason from message")
    assert {row["contact_id"]: (row["status"], row["reason"]) for row in rows} == {
        winner: ("skipped", "left"),
        other: ("deferred", "deferred"),
    }


async def reaction(db: asyncpg.Connection, at: datetime) -> UUID:
    """A reply to the only mail that nobody has looked at yet."""
    return await db.fetchval(
        """insert into engagement_event
           (id, source, dedupe_key, message_id, contact_id, kind, at, verdict, reasons, raw)
           select gen_random_uuid(), 'test', 'r1', id, contact_id, 'replied', $1, 'human', '{}', '{}' from message
           returning message_id""",
        at,
    )


@pytest.mark.parametrize("kind", ["reply", "goal"])
async def test_an_event_while_waits_are_reckoned_anew_by_a_resume_is_not_lost_until_the_deadline(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, database_url: str, kind: str
) -> None:
    listen = {"type": "wait_for", "event": "replied", "of": "one", "within": "P30D"}
    nodes = {
        "one": send("one", "listen"),
        "listen": listen | {"next": {"happened": "end", "timed_out": "late"}},
        "end": END,
        "late": {"type": "exit", "reason": "late"},
    }
    cast = await world.enroll(graph(nodes, "one", goal={"when": {"tag": "won"}, "title": "G"}), 1, START)
    await carrier.carry(cast.cohort)
    carrier.now += timedelta(days=2)
    stood = (carrier.now - timedelta(days=1), carrier.now)
    other = await asyncpg.connect(database_url)

    async def happens() -> None:
        if kind == "reply":
            await apply_message(sessions, await reaction(other, carrier.now), lambda: carrier.now)
        else:
            await other.execute("update contact set tags = '{won}'")
            await make_changed_due(other, carrier.now)

    loader = MeanwhileLoader(db, happens)
    again = Reconsider(carrier.now, {}, stood)
    async with transaction(sessions) as session:
        assert len((await shunt(session, loader, cast.enrollments, lambda _: again, now=carrier.now)).moved) == 1
    assert loader.task is not None
    await loader.task
    await other.close()
    assert (await carrier.carry(cast.cohort)).open == 0, "what came is seen now, and not in a month"
    assert await db.fetchval("select end_reason from enrollment") == ("done" if kind == "reply" else "goal")
