"""The frequency cap over all journeys, and hours re-checked when a mail is about to leave."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from backend.execution import ledger, pace
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, wait
from workflows.journey.pacing import Cap

ONE = {"one": send("one", "end"), "end": END}
TOKYO = ZoneInfo("Asia/Tokyo")
CAP = {"settings": {"cap": {"max": 1, "per": "P3D"}}}


async def same_person(db: asyncpg.Connection, *casts: Cast) -> None:
    """All these enrollments are of the first one's contact."""
    first = next(iter(casts[0].contacts.values()))
    await db.execute("update enrollment set contact_id = $1", first)


async def journal(db: asyncpg.Connection, cast: Cast) -> list[tuple[str, str | None]]:
    rows = await db.fetch(
        "select outcome, detail ->> 'reason' as reason from journal where enrollment_id = $1 order by seq",
        cast.enrollments[0],
    )
    return [(row["outcome"], row["reason"]) for row in rows]


async def cast_of(world: World, db: asyncpg.Connection, **more: object) -> Cast:
    cast = await world.enroll(graph(ONE, "one", **more), 1, START)
    cast.cohorts = [await db.fetchval("select cohort_id from enrollment where id = $1", cast.enrollments[0])]
    return cast


async def test_two_journeys_that_send_to_one_person_at_once_do_not_both_take_the_last_place(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    await db.execute("""update organization set cap = '{"max": 1, "per": "P3D"}'""")
    casts = [await cast_of(world, db) for _ in range(3)]
    await same_person(db, *casts)
    await asyncio.gather(*(carrier.carry(cast.cohort) for cast in casts))
    assert sorted([row["status"] for row in await db.fetch("select status from message")]) == [
        "deferred",
        "deferred",
        "sent",
    ]
    told = [await journal(db, cast) for cast in casts]
    assert sum(("deferred", "cap") in one for one in told) == 2
    ticks = [await carrier.carry(cast.cohort) for cast in casts]
    assert {tick.next_due for tick in ticks} == {None, START + timedelta(days=3)}


async def test_a_mail_over_the_cap_goes_out_when_it_fits_and_is_given_up_after_a_week(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    first, second = await cast_of(world, db), await cast_of(world, db, **CAP)
    third = await cast_of(world, db, settings={"cap": {"max": 1, "per": "P30D"}})
    await same_person(db, first, second, third)
    for cast in (first, second, third):
        await carrier.carry(cast.cohort)
    await carrier.carry(second.cohort, days=3)
    assert await journal(db, second) == [("entered", None), ("deferred", "cap"), ("sent", None), ("ended", "done")]
    await carrier.carry(third.cohort, days=4)
    assert await journal(db, third) == [("entered", None), ("deferred", "cap"), ("not_sent", "cap"), ("ended", "cap")]
    asked = "select status, reason from message where enrollment_id = $1"
    assert dict(await db.fetchrow(asked, third.enrollments[0]) or {}) == {"status": "skipped", "reason": "cap"}


@pytest.mark.parametrize(("day", "hours"), [((2027, 3, 13), 23), ((2026, 10, 31), 25)])
async def test_a_cap_of_a_day_makes_room_at_the_same_hour_of_the_journeys_zone_also_when_the_clocks_change(
    db: asyncpg.Connection, world: World, carrier: Carrier, day: tuple[int, int, int], hours: int
) -> None:
    nine = datetime(*day, 9, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    again = nine + timedelta(hours=hours)
    settings = {"timezone": "America/New_York", "cap": {"max": 1, "per": "P1D"}}
    first, second, third = [await cast_of(world, db, settings=settings) for _ in range(3)]
    await same_person(db, first, second, third)
    carrier.now = nine
    await carrier.carry(first.cohort)
    assert (await carrier.carry(second.cohort)).next_due == again
    assert (await carrier.carry(third.cohort, hours=hours - 0.5)).next_due == again, "who asks just before waits too"
    assert [row["status"] for row in await db.fetch("select status from message order by id")] == [
        "sent",
        "deferred",
        "deferred",
    ]


async def test_mails_that_waited_for_the_same_day_do_not_all_go_when_it_comes(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    await db.execute("""update organization set cap = '{"max": 1, "per": "P3D"}'""")
    casts = [await cast_of(world, db) for _ in range(3)]
    await same_person(db, *casts)
    for cast in casts:
        await carrier.carry(cast.cohort)
    rows = await db.fetch("select id, contact_id from message where status = 'deferred'")
    one, two = (pace.Candidate(row["id"], row["contact_id"], [Cap(max=1, per="P3D")], TOKYO) for row in rows)
    day = START + timedelta(days=3)
    async with carrier.engine.pool.acquire() as connection:
        assert await pace.admit(connection, [one], day) == {}
        assert await pace.admit(connection, [two], day) == {two.message_id: day + timedelta(days=3)}
        later = ledger.Outcome(one.message_id, "deferred", "deferred", "451 later", day)
        await ledger.record(connection, [later])
        assert await pace.admit(connection, [two], day) == {}, "the first did not go after all"


async def test_mails_that_may_have_arrived_count_and_those_that_did_not_leave_do_not(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    for status, outcome in (("unconfirmed", "deferred"), ("skipped", "sent"), ("refused", "sent")):
        first, second = await cast_of(world, db), await cast_of(world, db, **CAP)
        await same_person(db, first, second)
        await carrier.carry(first.cohort)
        await db.execute("update message set status = $1, sent_at = null", status)
        await carrier.carry(second.cohort)
        assert outcome in {told for told, _ in await journal(db, second)}
        await db.execute("update enrollment set status = 'stopped'")
        await db.execute("delete from message")


async def test_a_test_of_a_journey_is_not_held_by_the_cap(
    db: asyncpg.Connection, world: World, carrier: Carrier
) -> None:
    await db.execute("""update organization set cap = '{"max": 1, "per": "P30D"}'""")
    nodes = {"one": send("one", "pause"), "pause": wait("P2D", "two"), "two": send("two", "end"), "end": END}
    cast = await world.enroll(graph(nodes, "one"), 1, START, max_wait=timedelta(seconds=2))
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, seconds=3)
    assert await db.fetchval("select count(*) from message where status = 'sent'") == 2


async def test_a_mail_that_found_no_server_in_the_evening_does_not_leave_at_night(
    db: asyncpg.Connection, world: World, carrier: Carrier, smtp: ScriptedServer
) -> None:
    quiet = {"quiet_hours": {"from": "10:00", "to": "20:00"}}  # from START on, by Tokyo's clock
    cast = await cast_of(world, db, settings=quiet)
    carrier.now = START - timedelta(minutes=1)
    await db.execute("update enrollment set due_at = $1", carrier.now)
    await smtp.close()
    await carrier.carry(cast.cohort)
    await smtp.start()
    tick = await carrier.carry(cast.cohort, minutes=10)
    assert await db.fetchval("select count(*) from message where status = 'sent'") == 0
    assert tick.next_due == START + timedelta(hours=10)
    assert (await journal(db, cast))[-1][0] == "waiting"
