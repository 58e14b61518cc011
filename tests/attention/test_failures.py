"""Who failed where, why and when: groups, list, file and action always mean the same people."""

import csv
import io
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from backend.execution.shunting import LOADER, shunt
from backend.kit.db import Sessions, transaction
from tests.execution.conftest import Carrier, carrier, db, engine_settings, running, smtp, world
from tests.execution.world import Cast, World, graph, send
from tests.fixtures.journeys import API, ok
from workflows.journey.events import Skip

__all__ = ["carrier", "db", "engine_settings", "running", "smtp", "world"]
"""Fixtures of the engine, for a room that shows what the engine did."""


def dead_end() -> dict[str, Any]:
    """A wait that leads nowhere, as no lint would let pass: whoever leaves it is parked."""
    return graph({"one": send("one", "pause"), "pause": {"type": "wait", "for": "P2D", "next": {}}}, "one")


@pytest.fixture
async def parked(world: World, carrier: Carrier, sessions: Sessions) -> Cast:
    """Five people at 01:00; two fail at 01:30, one at 02:00 sharp, one at 02:59:59; the fifth waits."""
    cast = await world.enroll(dead_end(), 5, carrier.now)
    await carrier.carry(cast.cohort)
    for minutes, ids in ((30, cast.enrollments[:2]), (60, cast.enrollments[2:3]), (119.99, cast.enrollments[3:4])):
        at = carrier.now + timedelta(minutes=minutes)
        async with transaction(sessions) as session:
            found = await shunt(session, LOADER, ids, lambda _, at=at: Skip(at), now=at)
            assert found.moved == ids
    return cast


async def rows_of_file(client: httpx.AsyncClient, journey: str, params: dict[str, Any]) -> list[dict[str, str]]:
    answer = await client.get(f"{API}/journeys/{journey}/enrollments/export", params=params)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_group_of_failures_means_exactly_the_people_that_list_file_and_action_find_by_it(
    admin: httpx.AsyncClient, parked: Cast
) -> None:
    journey = str(parked.journey.id)
    groups = await ok(await admin.get(f"{API}/attention/failures", params={"journey_id": journey}))
    assert [(one["node"], one["code"], one["since"][11:16], one["people"]) for one in groups] == [
        ("pause", "port_unconnected", "02:00", 2),
        ("pause", "port_unconnected", "01:00", 2),
    ]
    seen: list[str] = []
    for group in groups:
        asked = {"node": group["node"], "code": group["code"]}
        params = {**asked, "failed_from": group["since"], "failed_to": group["until"]}
        listed = await ok(await admin.get(f"{API}/journeys/{journey}/enrollments", params=params))
        assert len(listed["items"]) == group["people"]
        assert all(group["since"] <= item["failed_at"] < group["until"] for item in listed["items"])
        in_file = await rows_of_file(admin, journey, params)
        assert [row["メールアドレス"] for row in in_file] == [item["contact"]["email"] for item in listed["items"]]
        chosen = {"journey_id": journey, **asked, "failed_between": [group["since"], group["until"]]}
        shown = await ok(
            await admin.post(
                f"{API}/enrollments/actions/preview", json={"action": "stop", "selection": {"filter": chosen}}
            )
        )
        assert (shown["people"], shown["by_node"]) == (group["people"], {"pause": group["people"]})
        seen += [item["id"] for item in listed["items"]]
    assert sorted(seen) == [str(one) for one in sorted(parked.enrollments[:4])]


async def test_those_who_failed_in_an_hour_are_acted_on_and_no_longer_counted_there(
    admin: httpx.AsyncClient, parked: Cast, carrier: Carrier, db: asyncpg.Connection
) -> None:
    journey = str(parked.journey.id)
    failed = {
        "journey_id": journey,
        "node": "pause",
        "failed_between": ["2026-04-01T10:00+09:00", "2026-04-01T11:00+09:00"],
    }
    body = {"action": "move", "node": "one", "reason": "r", "selection": {"filter": failed}}
    assert (await ok(await admin.post(f"{API}/enrollments/actions", json=body)))["moved"] == 2
    groups = await ok(await admin.get(f"{API}/attention/failures"))
    assert [(one["since"][11:16], one["people"]) for one in groups] == [("02:00", 2)]
    assert await db.fetchval("select count(*) from enrollment where failed_at is not null") == 2
    listed = await ok(await admin.get(f"{API}/attention", params={"kind": "errored", "journey_id": journey}))
    assert [item["failed_at"][11:19] for item in listed["items"]] == ["02:59:59", "02:00:00"]
    narrowed = await ok(await admin.get(f"{API}/attention/failures", params={"failed_to": "2026-04-01T02:00:00Z"}))
    assert narrowed == []


async def test_what_waits_for_a_person_is_counted_by_step_as_it_is_in_all(
    admin: httpx.AsyncClient, parked: Cast, db: asyncpg.Connection
) -> None:
    journey = str(parked.journey.id)
    await db.execute(
        "insert into doubt (message_id) select id from message where enrollment_id = $1", parked.enrollments[0]
    )
    await db.execute("update message set status = 'unconfirmed' where enrollment_id = $1", parked.enrollments[0])
    places = await ok(await admin.get(f"{API}/attention/places", params={"journey_id": journey}))
    by_node = {one["node"]: (one["errored"], one["unconfirmed"], one["stuck"]) for one in places}
    assert by_node == {"pause": (4, 0, 1), "one": (0, 1, 0)}  # due since April: nobody came
    counts = await ok(await admin.get(f"{API}/attention/counts"))
    assert counts == {
        kind: sum(one[kind] for one in places) for kind in ("errored", "unconfirmed", "stuck", "deliveries")
    }
    assert await ok(await admin.get(f"{API}/attention/places", params={"journey_id": str(parked.enrollments[0])})) == []


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ({}, 5),
        ({"version": 1}, 3),
        ({"version": 2}, 2),
        ({"version": 3}, 0),
        ({"stuck": True}, 1),
        ({"stuck": True, "version": 1}, 1),
        ({"status": "errored", "version": 2}, 2),
        ({"failed_from": "2026-04-01T02:00:00Z"}, 2),
        ({"failed_to": "2026-04-01T02:00:00Z", "version": 1}, 0),
        ({"status": "active", "failed_from": "2026-04-01T02:00:00Z"}, 0),
        ({"code": "spinning"}, 0),
    ],
)
async def test_list_file_and_action_never_differ_in_whom_they_mean(
    admin: httpx.AsyncClient, parked: Cast, db: asyncpg.Connection, asked: dict[str, Any], people: int
) -> None:
    await db.execute(
        """
        with added as (insert into journey_version (id, journey_id, number, graph, templates)
                       select gen_random_uuid(), journey_id, 2, graph, templates from journey_version returning id)
        update enrollment set version_id = (select id from added) where id = any($1::uuid[])
        """,
        parked.enrollments[:2],
    )
    journey = str(parked.journey.id)
    listed = await ok(await admin.get(f"{API}/journeys/{journey}/enrollments", params=asked))
    assert len(listed["items"]) == people
    in_file = await rows_of_file(admin, journey, asked)
    assert [row["メールアドレス"] for row in in_file] == [item["contact"]["email"] for item in listed["items"]]
    chosen = {"journey_id": journey, **{key: value for key, value in asked.items() if not key.startswith("failed_")}}
    if "failed_from" in asked or "failed_to" in asked:
        chosen["failed_between"] = [asked.get("failed_from"), asked.get("failed_to")]
    body = {"action": "stop", "selection": {"filter": chosen}}
    assert (await ok(await admin.post(f"{API}/enrollments/actions/preview", json=body)))["people"] == people
