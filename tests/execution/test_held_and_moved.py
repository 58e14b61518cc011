"""People who are moved, migrated and held at once: nobody gets a mail twice, early, or never."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from backend.execution.shunting import LOADER, shunt
from backend.journeys.errors import JourneyStateConflict
from backend.kit.db import Sessions, transaction
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_migration import Publisher, figures, mails, numbers, publisher
from tests.execution.test_pause_and_resume import pause, resume
from tests.execution.world import END, Cast, World, graph, send
from workflows.journey.events import Event, Move, Replay

__all__ = ["publisher"]
BY = {"by": "佐藤", "reason": "電話で依頼"}


async def hear(sessions: Sessions, carrier: Carrier, cast: Cast, event: Event) -> None:
    async with transaction(sessions) as session:
        result = await shunt(session, LOADER, cast.enrollments, lambda _: event, now=carrier.now)
    assert result.refusals == {}


async def test_who_is_moved_while_the_journey_is_paused_gets_the_mail_once_and_only_after_it_is_resumed(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P30D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await pause(sessions, cast, carrier)
    await hear(sessions, carrier, cast, Move(carrier.now, "two", BY))
    await carrier.carry(cast.cohort, hours=5)
    assert len(smtp.taken) == 2
    assert [node for _, node in await numbers(db)] == ["two", "two"]
    await resume(sessions, cast, carrier, choice="keep_remaining")
    await asyncio.gather(*(carrier.carry(cast.cohort) for _ in range(2)))
    assert len(smtp.taken) == 4
    assert smtp.duplicates() == 0


async def test_a_journey_resumed_twice_at_the_same_moment_adds_its_pause_once(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P4D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    due = await db.fetchval("select min(due_at) from enrollment")
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=3)
    asked = [resume(sessions, cast, carrier, choice="keep_remaining") for _ in range(3)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in answers if one is not None] == [JourneyStateConflict] * 2
    assert set(await db.fetch("select due_at from enrollment")) == {(due + timedelta(days=3),)}


async def test_a_wait_that_is_edited_migrated_paused_and_resumed_twice_ends_when_all_of_it_says_and_sends_once(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer
) -> None:
    cast = await world.enroll(mails("P4D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    carrier.now += timedelta(days=1)
    await publisher.migrate(cast, 2, mails("P6D"), all="migrate")
    for days in (2, 1):
        await pause(sessions, cast, carrier)
        carrier.now += timedelta(days=days)
        await resume(sessions, cast, carrier, choice="keep_remaining")
        await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=4, hours=23)  # six days of waiting and three of standing are over at nine
    assert len(smtp.taken) == 1
    await carrier.carry(cast.cohort, hours=1)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2


async def test_a_replay_without_resending_after_a_migration_sends_nothing_that_was_sent_before_it(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer
) -> None:
    cast = await world.enroll(mails("P2D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == 4
    await publisher.migrate(cast, 2, mails("P1D"), all="migrate")
    await hear(sessions, carrier, cast, Replay(carrier.now, "one", detail=BY))
    for _ in range(6):
        await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == 6
    assert smtp.duplicates() == 0


async def test_who_is_parked_is_carried_to_a_new_version_with_true_figures_and_stays_parked(
    world: World, carrier: Carrier, publisher: Publisher, db: asyncpg.Connection
) -> None:
    broken = graph({"one": send("one", "pause1"), "pause1": {"type": "wait", "for": "P2D", "next": {}}}, "one")
    cast = await world.enroll(broken, 3, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=2)
    before = await db.fetch("select status, end_reason, error, failed_at from enrollment order by id")
    assert {row["status"] for row in before} == {"errored"}
    carrier.now += timedelta(hours=1)
    result = await publisher.migrate(cast, 2, mails(), pause1="migrate")
    assert result["migrated"] == 3
    assert await db.fetch("select status, end_reason, error, failed_at from enrollment order by id") == before
    assert set(await numbers(db)) == {(2, "pause1")}
    assert await figures(db, 1) == {}
    assert await figures(db, 2) == {"": 3}
    await publisher.migrate(cast, 3, mails(), pause1={"choice": "redirect", "to": "three"})
    assert await db.fetch("select status, end_reason, error, failed_at from enrollment order by id") == before
    assert set(await numbers(db)) == {(3, "three")}
    assert (await figures(db, 2), await figures(db, 3)) == ({}, {"": 3})


@pytest.mark.parametrize(
    ("began", "paused", "due"),
    [
        # In Berlin clocks go back on 25 October 2026: ten in the morning is an hour later by UTC, held or not.
        ("2026-10-24T09:00Z", timedelta(days=2), "2026-10-27T09:00Z"),
        ("2026-12-30T10:00Z", timedelta(days=2), "2027-01-02T09:00Z"),
        ("2027-03-26T10:00Z", timedelta(days=1), "2027-03-28T08:00Z"),
    ],
)
async def test_a_held_wait_for_ten_in_the_morning_leaps_over_changes_of_the_clock_and_the_years_end(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, began: str, paused: timedelta, due: str
) -> None:
    carrier.now = datetime.fromisoformat(began).astimezone(UTC)
    until = {"type": "wait", "until": {"weekdays": None, "time": "10:00"}, "next": {"done": "end"}}
    cast = await world.enroll(graph({"one": send("one", "until"), "until": until, "end": END}, "one"), 1, carrier.now)
    await db.execute("update contact set timezone = 'Europe/Berlin'")
    await carrier.carry(cast.cohort)
    await pause(sessions, cast, carrier)
    carrier.now += paused
    await resume(sessions, cast, carrier, choice="keep_remaining")
    assert await db.fetchval("select due_at from enrollment") == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    "gone",
    [
        "update contact set deleted_at = now()",
        "delete from sender",
        "update template set archived_at = now()",
        "delete from account",
    ],
)
async def test_a_contact_sender_template_or_account_that_goes_between_move_and_migration_leaves_nobody_hanging(
    world: World, carrier: Carrier, sessions: Sessions, publisher: Publisher, smtp: ScriptedServer,
    db: asyncpg.Connection, gone: str,
) -> None:  # fmt: skip
    cast = await world.enroll(mails("P30D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await hear(sessions, carrier, cast, Move(carrier.now, "two", BY))
    await db.execute(gone)
    result = await publisher.migrate(cast, 2, mails(), all="migrate")
    assert (result["migrated"], result["refused"]) == (2, {})
    for _ in range(4):
        await carrier.carry(cast.cohort, days=3)
    rows = await db.fetch("select status, end_reason, error from enrollment")
    assert all(row["status"] != "active" and row["end_reason"] for row in rows)
    assert smtp.duplicates() == 0
