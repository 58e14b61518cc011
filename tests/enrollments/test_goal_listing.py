"""Who reached the goal: the number on the monitor, the list behind it and its file name the same people."""

import asyncpg
import httpx

from backend.execution.judging import make_changed_due
from tests.attention.test_failures import rows_of_file
from tests.execution.conftest import Carrier, carrier, db, engine_settings, running, smtp, world
from tests.execution.world import END, World, graph, send, wait
from tests.fixtures.journeys import API, ok

__all__ = ["carrier", "db", "engine_settings", "running", "smtp", "world"]
"""Fixtures of the engine, for a list that shows what the engine did."""


async def test_the_list_behind_the_goal_shows_neither_who_still_waits_nor_who_came_to_the_end_otherwise(
    admin: httpx.AsyncClient, world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    nodes = {"one": send("one", "pause"), "pause": wait("P2D", "end"), "end": END}
    goal = {"when": {"stage_at_least": "sql"}, "title": "商談になった"}
    cast = await world.enroll(graph(nodes, "one", goal=goal), 3, carrier.now)
    await carrier.carry(cast.cohort)
    (bought, person), (taken_out, _), *_ = cast.contacts.items()
    await db.execute("update contact set stage = 'customer' where id = $1", person)
    await make_changed_due(db, carrier.now)
    await carrier.carry(cast.cohort, hours=1)
    journey = f"{API}/journeys/{cast.journey.id}"
    listed = (await ok(await admin.get(f"{journey}/enrollments")))["items"]
    gone = next(item["id"] for item in listed if item["contact"]["email"] == taken_out)
    await ok(await admin.post(f"{API}/enrollments/{gone}/stop", json={"reason": "goal"}))
    reached = (await ok(await admin.get(f"{journey}/enrollments", params={"converted": True})))["items"]
    assert [item["contact"]["email"] for item in reached] == [bought]
    in_file = await rows_of_file(admin, str(cast.journey.id), {"converted": True})
    assert [row["メールアドレス"] for row in in_file] == [bought]
    assert (await ok(await admin.get(f"{journey}/stats")))["converted"] == 1
