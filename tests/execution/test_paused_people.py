"""One person held in a journey: no mail leaves, none comes twice, and what came meanwhile decides afterwards."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from backend.engagement.apply import apply_message
from backend.execution.judging import make_changed_due
from backend.execution.shunting import LOADER, ShuntResult, shunt
from backend.kit.db import Sessions, transaction
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_migration import Publisher, figures, mails, publisher
from tests.execution.test_pause_and_resume import pause as pause_journey
from tests.execution.test_pause_and_resume import resume as resume_journey
from tests.execution.world import END, Cast, World, graph, send, wait
from tests.fixtures.api import As
from workflows.journey.events import Event, Move, Pause, Resend, Resume

__all__ = ["publisher"]
BY = {"by": "佐藤", "reason": "先方の都合"}


async def hear(sessions: Sessions, carrier: Carrier, ids: list[UUID], event: Event) -> ShuntResult:
    async with transaction(sessions) as session:
        return await shunt(session, LOADER, ids, lambda _: event, now=carrier.now)


async def pause(sessions: Sessions, carrier: Carrier, ids: list[UUID]) -> None:
    assert (await hear(sessions, carrier, ids, Pause(carrier.now, BY))).refusals == {}


async def resume(sessions: Sessions, carrier: Carrier, ids: list[UUID], *, remaining: bool = False) -> None:
    assert (await hear(sessions, carrier, ids, Resume(carrier.now, remaining, BY))).refusals == {}


async def react(db: asyncpg.Connection, sessions: Sessions, carrier: Carrier, kind: str) -> None:
    """A human reaction to the only mail."""
    mail: UUID = await db.fetchval(
        """insert into engagement_event
           (id, source, dedupe_key, message_id, contact_id, kind, at, verdict, reasons, raw)
           select gen_random_uuid(), 'test', 'r1', id, contact_id, $1, $2, 'human', '{}', '{}' from message
           returning message_id""",
        kind,
        carrier.now,
    )
    await apply_message(sessions, mail, lambda: carrier.now)


async def paused_while_sending(world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer) -> Cast:
    """One person, paused when their mail was on its way; it has arrived since."""
    arrived = asyncio.Event()
    smtp.on_body = lambda _: arrived.set()
    smtp.behaviour = lambda _: "hold"
    cast = await world.enroll(mails("P3D"), 1, carrier.now)
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    await arrived.wait()
    await pause(sessions, carrier, cast.enrollments)
    smtp.released.set()
    await sending
    return cast


@pytest.mark.parametrize(("remaining", "at_once", "after_two_days"), [(False, 1, 2), (True, 0, 1)])
async def test_who_is_paused_gets_nothing_and_the_others_everything_and_afterwards_nothing_twice(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    remaining: bool, at_once: int, after_two_days: int,
) -> None:  # fmt: skip
    cast = await world.enroll(mails("P3D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    held = cast.enrollments[0]
    await carrier.carry(cast.cohort, days=1)
    await pause(sessions, carrier, [held])
    row = await db.fetchrow("select status, node, due_at, listen_event from enrollment where id = $1", held)
    assert tuple(row or ()) == ("paused", "pause1", None, None)
    tick = await carrier.carry(cast.cohort, days=9)
    assert tick.open == 1, "only the other one keeps the cohort busy"
    mine = "select count(*) from message where enrollment_id = $1 and status = 'sent'"
    assert await db.fetchval(mine, held) == 1
    assert len(smtp.taken) > 2
    await resume(sessions, carrier, [held], remaining=remaining)
    assert await db.fetchval("select count(*) from cohort_wake") == 1
    await carrier.carry(cast.cohort)
    assert await db.fetchval(mine, held) == 1 + at_once
    await carrier.carry(cast.cohort, days=2)
    assert await db.fetchval(mine, held) == 1 + after_two_days
    for _ in range(5):
        await carrier.carry(cast.cohort, days=4)
    assert set(smtp.count().values()) == {3}
    assert smtp.duplicates() == 0


async def test_a_mail_on_its_way_when_its_person_is_paused_arrives_once_and_is_known_when_they_go_on(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await paused_while_sending(world, carrier, sessions, smtp)
    assert await db.fetchval("select status from message") == "sent"
    assert await db.fetchval("select status from enrollment") == "paused"
    await carrier.carry(cast.cohort, days=1)
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    told = await db.fetch("select outcome from journal order by seq")
    assert [row["outcome"] for row in told] == ["entered", "paused", "resumed", "sent", "waiting"]
    assert len(smtp.taken) == 1
    assert await figures(db, 1) == {"": 1, "pause1": 1}


@pytest.mark.parametrize("again", [False, True])
async def test_a_mail_reserved_but_not_begun_stays_in_the_drawer_while_its_person_is_paused(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch, again: bool,
) -> None:  # fmt: skip
    cast = await world.enroll(mails("P30D"), 1, carrier.now)
    if again:
        await carrier.carry(cast.cohort)
        await hear(sessions, carrier, cast.enrollments, Resend(carrier.now, "one", BY))
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def pause_before(*arguments: object) -> None:
        monkeypatch.undo()
        await pause(sessions, carrier, cast.enrollments)
        await perform(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(effects[kind], "perform", pause_before)
    await carrier.carry(cast.cohort)
    newest = "select status from message order by id desc limit 1"
    assert (len(smtp.taken), await db.fetchval(newest)) == (int(again), "reserved")
    await carrier.carry(cast.cohort, days=3)
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert (len(smtp.taken), await db.fetchval("select count(*) from message")) == (1 + again, 1 + again)


@pytest.mark.parametrize("within", ["P2D", "P30D"])
async def test_a_reply_during_the_pause_decides_at_once_although_the_deadline_passed_or_is_far(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, within: str
) -> None:
    look = {"type": "wait_for", "event": "replied", "of": "one", "within": within,
            "next": {"happened": "two", "timed_out": "end"}}  # fmt: skip
    cast = await world.enroll(
        graph({"one": send("one", "look"), "look": look, "two": send("two", "end"), "end": END}, "one"), 1, carrier.now
    )
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments)
    await react(db, sessions, carrier, "replied")
    assert (await carrier.carry(cast.cohort, days=5)).open == 0
    assert await db.fetchval("select status from enrollment") == "paused"
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select port from journal where node = 'look' and port is not null") == "happened"


async def test_a_reply_right_after_the_resume_still_finds_its_listener(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection
) -> None:
    look = {"type": "wait_for", "event": "replied", "of": "one", "within": "P9D",
            "next": {"happened": "end", "timed_out": "end"}}  # fmt: skip
    cast = await world.enroll(graph({"one": send("one", "look"), "look": look, "end": END}, "one"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    before = await db.fetchrow("select status, due_at, listen_event, listen_message_id from enrollment")
    await pause(sessions, carrier, cast.enrollments)
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert await db.fetchrow("select status, due_at, listen_event, listen_message_id from enrollment") == before
    await react(db, sessions, carrier, "replied")
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select status from enrollment") == "completed"


async def test_a_fact_that_changes_during_the_pause_lets_nothing_more_go_to_who_has_reached_the_goal(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    goal = {"when": {"stage_at_least": "sql"}, "title": "商談になった"}
    nodes = {"one": send("one", "pause"), "pause": wait("P9D", "two"), "two": send("two", "end"), "end": END}
    cast = await world.enroll(graph(nodes, "one", goal=goal), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments)
    await db.execute("update contact set stage = 'sql'")
    await make_changed_due(db, carrier.now)
    await carrier.carry(cast.cohort, days=2)
    assert await db.fetchval("select status from enrollment") == "paused"
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select end_reason from enrollment") == "goal"
    assert len(smtp.taken) == 1


async def test_paused_twice_and_resumed_three_times_at_once_adds_the_pause_once(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P4D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    due = await db.fetchval("select due_at from enrollment")
    asked = [hear(sessions, carrier, cast.enrollments, Pause(carrier.now, BY)) for _ in range(2)]
    refused = [next(iter(one.refusals.values()), None) for one in await asyncio.gather(*asked)]
    assert sorted(refused, key=str) == [None, "already_paused"]
    carrier.now += timedelta(days=3)
    asked = [hear(sessions, carrier, cast.enrollments, Resume(carrier.now, True, BY)) for _ in range(3)]
    refused = [next(iter(one.refusals.values()), None) for one in await asyncio.gather(*asked)]
    assert sorted(refused, key=str) == [None, "not_paused", "not_paused"]
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select due_at from enrollment") == due + timedelta(days=3)


@pytest.mark.parametrize("choice", ["keep_date", "keep_remaining", "skip_overdue"])
async def test_a_journey_paused_and_resumed_around_a_paused_person_neither_resumes_nor_moves_them(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection, choice: str
) -> None:
    cast = await world.enroll(mails("P4D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    due = await db.fetchval("select due_at from enrollment")
    await pause(sessions, carrier, cast.enrollments)
    await pause_journey(sessions, cast, carrier)
    carrier.now += timedelta(days=3)
    await resume_journey(sessions, cast, carrier, choice=choice)
    await carrier.carry(cast.cohort, days=3)
    assert (len(smtp.taken), await db.fetchval("select status from enrollment")) == (1, "paused")
    await resume(sessions, carrier, cast.enrollments, remaining=True)
    assert await db.fetchval("select (state ->> 'due')::timestamptz from enrollment") == due + timedelta(days=6)


async def test_who_is_resumed_inside_a_paused_journey_waits_for_the_journey(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer
) -> None:
    cast = await world.enroll(mails("P4D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments)
    await pause_journey(sessions, cast, carrier)
    carrier.now += timedelta(days=9)
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 1
    await resume_journey(sessions, cast, carrier, choice="keep_date")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2


@pytest.mark.parametrize("to", [None, "three"])
async def test_who_is_carried_to_a_new_version_while_paused_stays_paused_with_true_figures(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer,
    db: asyncpg.Connection, to: str | None,
) -> None:  # fmt: skip
    cast = await world.enroll(mails("P4D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments)
    choice = "migrate" if to is None else {"choice": "redirect", "to": to}
    assert (await publisher.migrate(cast, 2, mails("P6D"), pause1=choice))["migrated"] == 1
    await carrier.carry(cast.cohort, days=30)
    row = await db.fetchrow("select status, node, due_at from enrollment")
    assert tuple(row or ()) == ("paused", to or "pause1", None)
    assert len(smtp.taken) == 1
    assert await figures(db, 1) == {}
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert (len(smtp.taken), smtp.duplicates()) == (2, 0)


async def test_who_is_carried_over_while_paused_with_a_mail_that_went_out_does_not_get_it_again(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer,
) -> None:  # fmt: skip
    cast = await paused_while_sending(world, carrier, sessions, smtp)
    assert (await publisher.migrate(cast, 2, mails("P6D"), all="migrate"))["migrated"] == 1
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 1
    await carrier.carry(cast.cohort, days=6)
    assert (len(smtp.taken), smtp.duplicates()) == (2, 0)


async def test_nothing_moves_who_is_paused_and_their_reserved_mail_is_not_thrown_away(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    smtp.behaviour = lambda _: "defer_rcpt"
    cast = await world.enroll(mails("P3D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments)
    for event in (Move(carrier.now, "three", BY), Resend(carrier.now, "one", BY)):
        refused = (await hear(sessions, carrier, cast.enrollments, event)).refusals
        assert list(refused.values()) == ["paused"]
    assert await db.fetchval("select status from message") == "deferred"
    smtp.behaviour = lambda _: "take"
    await carrier.carry(cast.cohort, days=1)
    assert len(smtp.taken) == 0
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert (len(smtp.taken), await db.fetchval("select count(*) from message")) == (1, 1)


async def test_a_mail_that_is_being_sent_again_is_held_with_its_person(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, cast_of_one: Cast
) -> None:
    cast = cast_of_one
    assert (await hear(sessions, carrier, cast.enrollments, Resend(carrier.now, "one", BY))).refusals == {}
    await pause(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort, hours=1)
    assert len(smtp.taken) == 1
    await resume(sessions, carrier, cast.enrollments)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2


@pytest_asyncio.fixture
async def cast_of_one(world: World, carrier: Carrier) -> Cast:
    """One person who has got the first mail."""
    cast = await world.enroll(mails("P9D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    return cast


async def test_who_is_paused_one_by_one_has_a_figure_of_their_own_wherever_the_journey_is_counted(
    world: World, carrier: Carrier, sessions: Sessions, as_role: As
) -> None:
    cast = await world.enroll(mails("P3D"), 3, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, carrier, cast.enrollments[:2])
    client, journey = await as_role("viewer"), f"/api/v1/journeys/{cast.journey.id}"

    async def counted() -> tuple[int, int, int, int]:
        stats = (await client.get(f"{journey}/stats", params={"version": 1})).json()
        assert stats == (await client.get(f"{journey}/stats")).json()
        (row,) = (await client.get("/api/v1/journeys")).json()["items"]
        node = stats["nodes"]["pause1"]
        assert row["paused"] == stats["paused"] == (await client.get(journey)).json()["paused"]
        return row["paused"], node["paused"], node["waiting"], stats["aboard"]

    assert await counted() == (2, 2, 3, 3)
    await resume(sessions, carrier, cast.enrollments[:1])
    assert await counted() == (1, 1, 3, 3)
