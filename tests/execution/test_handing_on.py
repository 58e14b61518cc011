"""Journeys that hand contacts on to each other, in circles, at once, and into cohorts that are just being filled."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from backend.execution.advance import Budget
from backend.execution.boarding import board
from backend.execution.judging import make_changed_due
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.models import Journey
from backend.settings import Settings
from backend.worker import open_engine
from tests.execution.conftest import START, Carrier
from tests.execution.world import END, World, graph, send, wait

CAPACITY = 7
AGAIN: list[Any] = ["never", "after_exit", "always", {"after": "P30D"}]


@pytest_asyncio.fixture
async def narrow(engine_settings: Settings) -> AsyncIterator[Carrier]:
    """A worker whose cohorts take few."""
    settings = engine_settings.model_copy(update={"cohort_capacity": CAPACITY})
    budget = Budget(chunk_size=5, seconds=600.0, stopping=lambda: False)
    async with open_engine(settings, present=lambda asked: asked, budget=budget) as engine:
        yield Carrier(engine)


def journey_of(nodes: dict[str, Any], **entry: Any) -> dict[str, Any]:
    """A journey that begins with the first of these nodes and has these rules of entry."""
    first = next(iter(nodes))
    return graph({**nodes, "end": END}, first) | {"entry": {"node": first, **entry}}


def handing_on(to: UUID | None, pause: str | None = None, **entry: Any) -> dict[str, Any]:
    """A journey of one step: enter there; after a pause, if there is one."""
    over: dict[str, Any] = {"over": {"type": "enroll", "journey": str(to), "next": {"done": "end"}}}
    return journey_of(over if pause is None else {"pause": wait(pause, "over"), **over}, **entry)


STAY = {"pause": wait("P9D", "end")}


async def rewrite(db: asyncpg.Connection, journey: Journey, document: dict[str, Any]) -> None:
    """Before anybody looked at it: journeys that name each other cannot both be made last."""
    await db.execute(
        "update journey_version set graph = $2::jsonb where journey_id = $1", journey.id, json.dumps(document)
    )


async def carry_everybody(carrier: Carrier, db: asyncpg.Connection) -> int:
    """Carry all cohorts on until nobody is aboard; how many rounds it took."""
    for number in range(40):
        due = "select distinct cohort_id from enrollment where status = 'active'"
        cohorts = [row["cohort_id"] for row in await db.fetch(due)]
        if not cohorts:
            return number
        await asyncio.gather(*(carrier.carry(cohort) for cohort in cohorts))
        carrier.now += timedelta(minutes=1)
    raise AssertionError("it goes round and round")


async def reasons(db: asyncpg.Connection) -> Counter[str | None]:
    """What the timelines say of handing on."""
    query = """
        select case outcome when 'enrolled' then 'enrolled' else detail ->> 'reason' end as told from journal
        where outcome in ('enrolled', 'not_enrolled')
    """
    return Counter(row["told"] for row in await db.fetch(query))


@pytest.mark.parametrize("reentry", AGAIN, ids=str)
async def test_two_journeys_that_hand_on_to_each_other_end_and_say_why(
    world: World, carrier: Carrier, db: asyncpg.Connection, reentry: Any
) -> None:
    there, _ = await world.journey(handing_on(None))
    cast = await world.enroll(handing_on(there.id, reentry=reentry), 3, START)
    await rewrite(db, there, handing_on(cast.journey.id, reentry=reentry))
    await carry_everybody(carrier, db)
    assert await db.fetchval("select count(*) from enrollment where status <> 'completed'") == 0
    if reentry == "never":
        assert await reasons(db) == {"enrolled": 3, "entered_before": 3}
    elif isinstance(reentry, dict):
        assert await reasons(db) == {"enrolled": 3, "too_soon": 3}
    else:
        assert await reasons(db) == {"enrolled": 5 * 3, "cycle": 3}, "five journeys in a day, then enough"


@pytest.mark.parametrize("reentry", AGAIN, ids=str)
async def test_a_journey_that_hands_on_to_itself_leaves_the_contact_where_it_is(
    world: World, carrier: Carrier, db: asyncpg.Connection, reentry: Any
) -> None:
    cast = await world.enroll(handing_on(None, reentry=reentry), 2, START)
    await rewrite(db, cast.journey, handing_on(cast.journey.id, reentry=reentry))
    assert await carry_everybody(carrier, db) == 1
    assert await reasons(db) == {"already_enrolled": 2}
    assert await db.fetchval("select count(*) from enrollment") == 2


@pytest.mark.parametrize(
    ("pause", "hours", "found"), [("PT2H", 2, {"enrolled": 5, "cycle": 1}), ("P2D", 48, {"enrolled": 12})]
)
async def test_a_circle_of_hours_ends_and_one_with_days_between_may_go_on(
    world: World, carrier: Carrier, db: asyncpg.Connection, pause: str, hours: int, found: dict[str, int]
) -> None:
    there, _ = await world.journey(handing_on(None))
    cast = await world.enroll(handing_on(there.id, pause, reentry="always"), 1, START)
    await rewrite(db, there, handing_on(cast.journey.id, pause, reentry="always"))
    for _ in range(25):
        for row in await db.fetch("select distinct cohort_id from enrollment where status = 'active'"):
            await carrier.carry(row["cohort_id"])
        carrier.now += timedelta(hours=hours)
    assert await reasons(db) == found


async def test_two_hands_on_the_same_contacts_tell_of_the_entry_that_was_made(
    world: World, narrow: Carrier, db: asyncpg.Connection
) -> None:
    there, _ = await world.journey(journey_of(STAY))
    cast = await world.enroll(handing_on(there.id), 30, START)
    await asyncio.gather(*(narrow.carry(cast.cohort) for _ in range(4)))
    assert await reasons(db) == {"enrolled": 30}
    assert await db.fetchval("select count(*) from enrollment where journey_id = $1", there.id) == 30


async def test_of_two_journeys_that_race_for_the_same_person_by_one_exclusive_key_one_gets_her_and_the_other_says_why(
    world: World, narrow: Carrier, db: asyncpg.Connection
) -> None:
    targets = [(await world.journey(journey_of(STAY, exclusive="育成")))[0] for _ in "ab"]
    casts = [await world.enroll(handing_on(target.id), 40, START) for target in targets]
    same = list(casts[0].contacts.values())
    for contact, enrollment in zip(same, casts[1].enrollments, strict=True):
        await db.execute("update enrollment set contact_id = $1 where id = $2", contact, enrollment)
    await asyncio.gather(*(narrow.carry(cohort) for cast in casts for cohort in {*cast.cohorts}))
    assert await reasons(db) == {"enrolled": 40, "exclusive": 40}
    aboard = "select contact_id, count(*) as n from enrollment where exclusive_key = '育成' group by contact_id"
    assert [row["n"] for row in await db.fetch(aboard)] == [1] * 40
    query = """
        select count(*) from journal j join enrollment e on e.id = j.enrollment_id
        where j.outcome = 'enrolled' and not exists (select from enrollment made where made.origin_id = e.id)
    """
    assert await db.fetchval(query) == 0, "nobody is told to have entered who has not"


async def test_journeys_that_race_for_the_last_seats_of_a_cohort_lose_nobody_and_overfill_none(
    world: World, narrow: Carrier, db: asyncpg.Connection
) -> None:
    there, _ = await world.journey(journey_of({"one": send("one", "pause"), **STAY}))
    casts = [await world.enroll(handing_on(there.id), 25, START) for _ in range(3)]
    cohorts = {cohort for cast in casts for cohort in cast.cohorts}
    await asyncio.gather(*(narrow.carry(cohort) for cohort in cohorts for _ in range(2)))
    assert await reasons(db) == {"enrolled": 75}
    query = """
        select c.boarded, c.closed, count(e.id) as aboard from cohort c join enrollment e on e.cohort_id = c.id
        where c.journey_id = $1 group by c.id
    """
    rows = await db.fetch(query, there.id)
    assert sum(row["aboard"] for row in rows) == 75
    assert all(
        row["aboard"] == row["boarded"] <= CAPACITY and row["closed"] == (row["boarded"] == CAPACITY) for row in rows
    )
    assert len(rows) <= 75 // CAPACITY + 1 + len(cohorts), "seats are filled before new cohorts are opened"
    for row in await db.fetch("select cohort_id from cohort_wake"):
        await narrow.carry(row["cohort_id"])
    assert await db.fetchval("select count(distinct contact_id) from message where status = 'sent'") == 75


async def test_one_that_enters_by_an_api_request_at_the_same_moment_is_aboard_once_and_the_timeline_is_right(
    world: World, narrow: Carrier, db: asyncpg.Connection
) -> None:
    there, version = await world.journey(journey_of(STAY, reentry="always"))
    cast = await world.enroll(handing_on(there.id), 30, START)

    async def by_hand() -> int:
        async with transaction(world.sessions) as session:
            some = list(cast.contacts.values())[::2]
            return len(await board(session, there, version, some, now=START, new_id=new_id, capacity=CAPACITY))

    made, _ = await asyncio.gather(by_hand(), narrow.carry(cast.cohort))
    told = await reasons(db)
    assert told["enrolled"] + made == 30
    assert told == Counter({"enrolled": 30 - made, "already_enrolled": made}) + Counter()


async def test_a_change_that_is_told_again_and_again_by_two_schedulers_lets_nobody_in_twice_and_ends_nobody_twice(
    world: World, narrow: Carrier, db: asyncpg.Connection, engine_settings: Settings
) -> None:
    there, _ = await world.journey(journey_of(STAY, reentry="always"))
    goal = {"when": {"stage_at_least": "sql"}, "title": "商談"}
    document = handing_on(there.id, "P2D") | {"goal": goal}
    cast = await world.enroll(document, 20, START)
    await narrow.carry(cast.cohort)
    rival = await asyncpg.connect(engine_settings.database_url)
    reached = list(cast.contacts.values())[::2]
    for _ in range(4):
        await db.execute("update contact set stage = 'sql', score = score + 1 where id = any($1::uuid[])", reached)
        await db.execute("insert into contact_change (contact_id, facts) select id, '{stage}' from contact")
        await asyncio.gather(
            make_changed_due(db, narrow.now), make_changed_due(rival, narrow.now), narrow.carry(cast.cohort)
        )
        await asyncio.gather(narrow.carry(cast.cohort), narrow.carry(cast.cohort))
    await rival.close()
    assert await reasons(db) == {}, "whoever waits goes on waiting, however often facts are looked at"
    narrow.now += timedelta(days=2)
    await asyncio.gather(narrow.carry(cast.cohort), narrow.carry(cast.cohort))
    assert await reasons(db) == {"enrolled": 10}
    assert await db.fetchval("select count(*) from enrollment where journey_id = $1", there.id) == 10
    assert await db.fetchval("select count(*) from journal where detail ->> 'reason' = 'goal'") == 10
    assert await db.fetchval("select sum(count) from node_counter where metric = 'converted'") == 10
