"""Enrolling: seats, doubles, and the request to look."""

import asyncio

import asyncpg

from backend.execution.boarding import board
from backend.kit.db import transaction
from backend.kit.ids import new_id
from tests.execution.conftest import START
from tests.execution.world import World, three_mails


async def test_cohorts_are_filled_before_new_ones_are_opened(world: World, db: asyncpg.Connection) -> None:
    cast = await world.enroll(three_mails(), 25, START, capacity=10)
    assert [row["boarded"] for row in await db.fetch("select boarded from cohort order by boarded")] == [5, 10, 10]
    more = await world.contacts(7, prefix="more")
    async with transaction(world.sessions) as session:
        await board(session, cast.journey, cast.version_id, more.values(), now=START, new_id=new_id, capacity=10)
    rows = await db.fetch("select boarded, closed from cohort order by boarded")
    assert [tuple(row) for row in rows] == [(2, False), (10, True), (10, True), (10, True)]
    assert await db.fetchval("select sum(requested) from cohort_wake") == 5


async def test_a_contact_enrolled_from_two_sides_at_once_is_aboard_once(world: World, db: asyncpg.Connection) -> None:
    journey, version = await world.journey(three_mails())
    contacts = list((await world.contacts(200)).values())

    async def enroll(order: list) -> int:
        async with transaction(world.sessions) as session:
            return len(await board(session, journey, version, order, now=START, new_id=new_id, capacity=500))

    counts = await asyncio.gather(enroll(contacts), enroll(contacts[::-1]), enroll(contacts[:50]))
    assert sum(counts) == 200
    assert await db.fetchval("select count(*) from enrollment") == 200
    assert await db.fetchval("select sum(boarded) from cohort") == 200
