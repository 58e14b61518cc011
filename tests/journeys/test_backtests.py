"""Backtests over HTTP: who may start one, what is refused, and what one can look at."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from backend.execution.operations import OperationDeps
from backend.journeys.backtest import run_backtest
from backend.journeys.backtest_past import Past, Theatre
from backend.kit.clock import utc_now
from backend.kit.db import Sessions
from backend.settings import Settings
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, document, draft, enroll, error_of, ok, running
from workflows.journey.behaviour import Behaviour, Changed, Outside, Reaction
from workflows.journey.graph import parse_graph
from workflows.journey.world import World

pytestmark = pytest.mark.usefixtures("templates")
NOBODY = "00000000-0000-7000-8000-000000000000"
SHORT: dict[str, Any] = {
    "hello": {"type": "send_email", "template": "thanks", "next": {"sent": "end"}},
    "end": {"type": "exit", "reason": "finished"},
}


def path(journey: dict[str, Any], *more: str) -> str:
    return "/".join((API, "journeys", journey["id"], *more))


async def aboard(admin: httpx.AsyncClient, add_contacts: AddContacts, *names: str) -> dict[str, Any]:
    """A running journey with these contacts aboard."""
    journey = await running(admin)
    await add_contacts(*(f"{name}@a.example" for name in names), last_name="山田")
    await enroll(admin, journey, emails=[f"{name}@a.example" for name in names])
    return journey


async def backtest(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings, journey: dict[str, Any], **asked: Any
) -> dict[str, Any]:
    """A finished backtest as its page reads it."""
    started = await ok(await admin.post(path(journey, "backtest"), json=asked), 202)
    deps = OperationDeps(sessions, settings, utc_now)
    assert (await run_backtest(deps, UUID(started["id"]), lambda: None)).finished
    return await ok(await admin.get(path(journey, "backtests", started["id"])))


async def test_only_who_may_change_journeys_may_start_a_backtest(admin: httpx.AsyncClient, as_role: As) -> None:
    journey = await draft(admin)
    for role, status in (("viewer", 403), ("rep", 403), ("marketer", 202), ("admin", 202)):
        client = await as_role(role)
        assert (await client.post(path(journey, "backtest"), json={})).status_code == status
        assert (await client.get(path(journey, "backtests"))).status_code == 200


WRONG: list[dict[str, Any]] = [
    {"limit": 0},
    {"limit": 20_001},
    {"limit": "many"},
    {"from": "2026-05-01T00:00:00Z", "to": "2026-05-01T00:00:00Z"},
    {"from": "2026-05-02T00:00:00Z", "to": "2026-05-01T00:00:00Z"},
    {"from": "2026-05-01T00:00:00"},
    {"from": "0001-01-01T00:00:00Z"},
    {"to": "9999-12-31T23:59:59Z"},
    {"version": 0},
    {"graph": {"schema": 1}},
    {"graph": document({"x": {"type": "fly", "next": {}}})},
    {"horizon": 1},
]


async def test_a_backtest_that_cannot_be_meant_is_refused(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    for body in WRONG:
        error_of(await admin.post(path(journey, "backtest"), json=body), 422)
    assert (await ok(await admin.get(path(journey, "backtests"))))["items"] == []


async def test_what_is_not_there_is_said_so(admin: httpx.AsyncClient, add_contacts: AddContacts) -> None:
    journey, other = await draft(admin), await draft(admin)
    gone = {"id": NOBODY}
    assert error_of(await admin.post(path(gone, "backtest"), json={}), 404)["code"] == "journey_not_found"
    assert error_of(await admin.get(path(gone, "backtests")), 404)["code"] == "journey_not_found"
    missing = await admin.post(path(journey, "backtest"), json={"version": 3})
    assert error_of(missing, 404)["code"] == "version_not_found"
    started = await ok(await admin.post(path(journey, "backtest"), json={}), 202)
    for wrong in (path(journey, "backtests", NOBODY), path(other, "backtests", started["id"])):
        assert error_of(await admin.get(wrong), 404)["code"] == "backtest_not_found"
    film = await admin.get(path(journey, "backtests", started["id"], "films", NOBODY))
    assert error_of(film, 404)["code"] == "backtest_person_not_found"


async def test_a_result_keeps_its_address_and_shows_both_sides(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey = await aboard(admin, add_contacts, "a", "b")
    found = await backtest(admin, sessions, settings, journey, graph=document(SHORT), limit=10)
    assert (found["operation"]["status"], found["counts"]["contacts"], found["counts"]["differ"]) == ("done", 2, 2)
    assert (found["live_version"], found["version"]) == (1, None)
    assert set(found["live_graph"]["nodes"]) == {"hello", "pause", "end"}
    assert set(found["graph"]["nodes"]) == {"hello", "end"}
    assert found["counts"]["draft"]["sent"] == {"hello": 2}
    person = found["people"][0]
    assert (person["contact"]["name"], person["draft"]["end"], person["live"]["end"]) == (
        "山田",
        "finished",
        "under_way",
    )
    film_of = path(journey, "backtests", found["operation"]["id"], "films", person["enrollment_id"])
    film = await ok(await admin.get(film_of))
    assert [step["outcome"] for step in film["draft"]] == ["entered", "sent", "ended"]
    assert (film["live"], film["mails"][0]["subject"] != "", film["mails"][0]["error"]) == ([], True, None)
    [listed] = (await ok(await admin.get(path(journey, "backtests"))))["items"]
    assert (listed["id"], listed["done"], listed["differ"]) == (found["operation"]["id"], 2, 2)


async def test_signs_of_progress_do_not_carry_the_document_and_the_tables(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey = await aboard(admin, add_contacts, "a")
    found = await backtest(admin, sessions, settings, journey, graph=document(SHORT))
    shown = await ok(await admin.get(f"{API}/operations/{found['operation']['id']}"))
    assert not {"graph", "people", "live", "draft", "parted"} & (shown["params"].keys() | shown["result"].keys())
    assert (shown["result"]["contacts"], shown["total"]) == (1, 1)


async def test_a_contact_deleted_after_a_backtest_is_no_name_in_its_result(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings, database_url: str
) -> None:
    journey = await aboard(admin, add_contacts, "secret")
    found = await backtest(admin, sessions, settings, journey, graph=document(SHORT))
    [person] = found["people"]
    assert person["contact"]["email"] == "secret@a.example"
    await ok(await admin.delete(f"{API}/contacts/{person['contact_id']}"), 204)
    again = await ok(await admin.get(path(journey, "backtests", found["operation"]["id"])))
    assert again["people"][0]["contact"] is None
    db = await asyncpg.connect(database_url)
    assert "secret" not in await db.fetchval("select o::text from operation o")
    await db.close()
    film = path(journey, "backtests", found["operation"]["id"], "films", person["enrollment_id"])
    assert error_of(await admin.get(film), 404)["code"] == "backtest_person_not_found"


async def test_a_published_version_can_be_tried_again_on_the_past(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey = await aboard(admin, add_contacts, "a")
    found = await backtest(admin, sessions, settings, journey, version=1)
    assert (found["version"], found["graph"]["nodes"].keys()) == (1, found["live_graph"]["nodes"].keys())


async def test_backtests_are_listed_page_by_page_newest_first(admin: httpx.AsyncClient) -> None:
    journey, other = await draft(admin), await draft(admin)
    made = [(await ok(await admin.post(path(journey, "backtest"), json={}), 202))["id"] for _ in range(3)]
    await ok(await admin.post(path(other, "backtest"), json={}), 202)
    first = await ok(await admin.get(path(journey, "backtests"), params={"limit": 2}))
    rest = await ok(await admin.get(path(journey, "backtests"), params={"cursor": first["next_cursor"]}))
    assert [row["id"] for row in (*first["items"], *rest["items"])] == made[::-1]
    assert rest["next_cursor"] is None
    assert first["items"][0]["created_by"]


def test_who_entered_together_walks_as_alone() -> None:
    nodes = {
        "one": {"type": "send_email", "template": "thanks", "next": {"sent": "read"}},
        "read": {
            "type": "wait_for", "event": "opened", "of": "one", "within": "P2D",
            "next": {"happened": "two", "timed_out": "end"},
        },
        "two": {"type": "send_email", "template": "second", "next": {"sent": "end"}},
        "end": {"type": "exit", "reason": "finished"},
    }  # fmt: skip
    graph = parse_graph(document(nodes, exits=[{"when": {"stage_at_least": "sql"}, "reason": "won"}]))
    begun = utc_now() - timedelta(days=30)
    pasts = [a_past(number, begun + timedelta(hours=number // 8)) for number in range(18)]
    films = list(Theatre(graph).play(pasts))
    assert films == [past.play(graph) for past in pasts]
    assert {film.state.end_reason for film in films} == {"finished", "won", "unsubscribed", None}


def a_past(number: int, begun: datetime) -> Past:
    """Somebody who does what the number says: opens or not, wins or not, opts out, was taken out early."""
    opened = f"PT{number + 1}H" if number % 2 else None
    changes = [Changed(begun + timedelta(hours=4), "stage", "sql")] if number % 3 == 0 else []
    shut = (begun - timedelta(days=1), "unsubscribed") if number % 5 == 4 else None
    return Past(
        enrollment_id=UUID(int=number),
        contact_id=UUID(int=number),
        begun=begun,
        until=begun + timedelta(hours=3 if number % 7 == 5 else 200),
        stopped=number % 7 == 5,
        world=World(f"e{number}", {"stage": "lead"}),
        behaviour=Behaviour(sends={"one": Reaction(opened=opened)}),
        outside=Outside(changes=changes, shut=shut),
        journal=[],
        mails=[],
        end="finished",
    )
