"""Coming again after a time, groups of journeys that exclude each other, and journeys that are over."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import ARRAY, DateTime, cast, func, literal, select, update

from backend.kit.db import Sessions, transaction
from backend.models import Contact, Enrollment
from tests.fixtures.journeys import API, AddContacts, document, enroll, ok, running
from workflows.journey.duration import parse_duration
from workflows.journey.schedule import after

pytestmark = pytest.mark.usefixtures("templates")


def with_entry(**entry: Any) -> dict[str, Any]:
    graph = document()
    return graph | {"entry": graph["entry"] | entry}


async def left(sessions: Sessions, ago: timedelta) -> None:
    """Everybody aboard has left this long ago."""
    async with transaction(sessions) as session:
        await session.execute(update(Enrollment).values(status="completed", ended_at=datetime.now(UTC) - ago))


async def aboard(sessions: Sessions) -> int:
    async with transaction(sessions) as session:
        return await session.scalar(select(func.count()).where(Enrollment.status == "active")) or 0


async def test_who_left_a_month_ago_may_come_again_who_left_yesterday_may_not(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin, with_entry(reentry={"after": "P30D"}))
    await add_contacts("a@a.example")
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1
    await left(sessions, timedelta(days=29))
    body = {"selection": {"all": True}}
    seen = await ok(await admin.post(f"{API}/journeys/{journey['id']}/enrollments/preview", json=body))
    assert (seen["left_out"], seen["samples"]) == ({"too_soon": 1}, [{"email": "a@a.example", "reason": "too_soon"}])
    assert (await enroll(admin, journey, all=True))["left_out"] == {"too_soon": 1}
    assert (await enroll(admin, journey, all=True, test={"max_wait": "PT2S"}))["enrolled"] == 1
    await left(sessions, timedelta(days=31))
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1


@pytest.mark.parametrize(
    ("day", "zone", "contact_zone", "hours"),
    [
        ((2026, 3, 7), "America/New_York", None, 47),
        ((2026, 3, 7), "contact", "America/New_York", 47),
        ((2026, 3, 7), "contact", "Mars/Olympus", 48),
        ((2026, 3, 7), "contact", None, 48),
        ((2026, 3, 7), "organization", "America/New_York", 48),
        ((2026, 10, 31), "America/New_York", None, 49),
    ],
)
async def test_the_days_until_one_may_come_again_are_those_of_the_journeys_calendar_also_when_the_clocks_change(
    app: FastAPI, admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions,
    day: tuple[int, int, int], zone: str, contact_zone: str | None, hours: int,
) -> None:  # fmt: skip
    new_york = ZoneInfo("America/New_York")
    ended = datetime(*day, 9, tzinfo=new_york).astimezone(UTC)  # the clocks change in the night after
    entered = ended - timedelta(days=1)
    app.state.tabiji.clock = lambda: entered
    journey = await running(admin, with_entry(reentry={"after": "P2D"}) | {"settings": {"timezone": zone}})
    await add_contacts("a@a.example")
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1
    async with transaction(sessions) as session:
        await session.execute(update(Enrollment).values(status="completed", ended_at=ended))
        await session.execute(update(Contact).values(timezone=contact_zone))
    again = ended + timedelta(hours=hours)
    app.state.tabiji.clock = lambda: again - timedelta(minutes=1)
    assert (await enroll(admin, journey, all=True))["left_out"] == {"too_soon": 1}
    app.state.tabiji.clock = lambda: again
    answer = await enroll(admin, journey, all=True)
    assert answer["enrolled"] == 1, answer


@pytest.mark.parametrize(
    ("zone", "otherwise", "counted"),
    [
        ("America/New_York", "Asia/Tokyo", "America/New_York"),
        ("Europe/Berlin", "Asia/Tokyo", "Europe/Berlin"),
        ("Mars/Olympus", "America/New_York", "America/New_York"),
    ],
)
async def test_the_database_counts_days_as_waits_do(
    sessions: Sessions, zone: str, otherwise: str, counted: str
) -> None:
    starts = [datetime(2026, 1, 29, tzinfo=UTC) + timedelta(hours=n) for n in range(7700)]  # also hours that come twice
    for text in ("P1D", "P30D", "P1M", "PT36H", "P1M2DT5H"):
        wait = parse_duration(text)
        async with transaction(sessions) as session:
            moved = func.calendar_after(
                func.unnest(cast(literal(starts, ARRAY(DateTime(True))), ARRAY(DateTime(True)))),
                wait.months,
                wait.days,
                wait.seconds,
                zone,
                otherwise,
                type_=DateTime(True),
            )
            found = list(await session.scalars(select(moved)))
        assert found == [after(start, wait, ZoneInfo(counted)) for start in starts], text


async def test_two_journeys_of_a_group_that_enroll_the_same_person_in_parallel_get_her_once(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journeys = [await running(admin, with_entry(exclusive="育成")) for _ in range(3)]
    beside = await running(admin)
    await add_contacts(*(f"c{n}@a.example" for n in range(20)))
    answers = await asyncio.gather(*(enroll(admin, one, all=True) for one in journeys * 2))
    assert sum(answer["enrolled"] for answer in answers) == 20
    for answer in answers:
        assert answer["enrolled"] + sum(answer["left_out"].values()) == 20
        assert set(answer["left_out"]) <= {"exclusive", "already_enrolled"}
    assert (await enroll(admin, beside, all=True))["enrolled"] == 20
    assert await aboard(sessions) == 40


async def test_who_has_left_one_journey_of_a_group_may_enter_the_other(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    one, two = [await running(admin, with_entry(exclusive="育成")) for _ in range(2)]
    await add_contacts("a@a.example")
    await enroll(admin, one, all=True)
    assert (await enroll(admin, two, all=True))["left_out"] == {"exclusive": 1}
    assert (await enroll(admin, two, all=True, test={"max_wait": "PT2S"}))["enrolled"] == 1
    await left(sessions, timedelta())
    assert (await enroll(admin, two, all=True))["enrolled"] == 1


async def test_who_was_aboard_before_the_journey_joined_the_group_is_seen_as_well(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    old, new = await running(admin), await running(admin, with_entry(exclusive="育成"))
    await add_contacts("a@a.example")
    await enroll(admin, old, all=True)
    path = f"{API}/journeys/{old['id']}"
    body = {"revision": old["draft_revision"], "graph": with_entry(exclusive="育成")}
    saved = await ok(await admin.put(f"{path}/draft", json=body))
    await ok(await admin.post(f"{path}/publish", json={"revision": saved["revision"]}))
    assert (await enroll(admin, new, all=True))["left_out"] == {"exclusive": 1}


async def test_a_trigger_that_fires_twice_lets_in_once_even_when_the_first_trip_is_over_already(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example")
    enrolled = asyncio.Event()

    async def over_at_once() -> None:
        await enrolled.wait()
        await left(sessions, timedelta())

    async def fire() -> int:
        answer = await enroll(admin, journey, all=True)
        enrolled.set()
        return answer["enrolled"]

    *fired, _ = await asyncio.gather(fire(), fire(), fire(), fire(), over_at_once())
    assert sum(filter(None, fired)) == 1


async def test_nobody_enters_after_the_end_of_the_journey(
    app: FastAPI, admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    ends_at = datetime.now(UTC) + timedelta(days=1)
    journey = await running(admin, document() | {"settings": {"ends_at": ends_at.isoformat()}})
    await add_contacts("a@a.example")
    app.state.tabiji.clock = lambda: ends_at + timedelta(seconds=1)
    body = {"selection": {"all": True}}
    seen = await ok(await admin.post(f"{API}/journeys/{journey['id']}/enrollments/preview", json=body))
    assert (seen["eligible"], seen["left_out"]) == (0, {"journey_ended": 1})
    assert (await enroll(admin, journey, all=True))["left_out"] == {"journey_ended": 1}
    assert await aboard(sessions) == 0
