"""What notify steps could not send: seen with its reason, sent again once by a person, and then off the list."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from backend.contacts.erasure import erase_contact
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from tests.execution.conftest import START, Carrier, calling, db, engine_settings, receiver, running, smtp, world
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, account, graph
from tests.fixtures.api import As
from tests.fixtures.journeys import API, ok

__all__ = ["calling", "db", "engine_settings", "receiver", "running", "smtp", "world"]
"""Fixtures of the engine, for a room that shows what the engine did."""

pytestmark = pytest.mark.usefixtures("running")
LIST = f"{API}/attention/deliveries"


async def settle(client: httpx.AsyncClient, how: str, **whom: Any) -> Any:
    return await ok(await client.post(f"{LIST}/settle", json={"how": how, "reason": "直りました", **whom}))


@pytest.fixture
async def refused(world: World, calling: Carrier, receiver: Receiver) -> Cast:
    """Three contacts of whom another system did not want to hear."""
    rep = await account(world.sessions, f"rep-{new_id().hex[-6:]}")
    tell = {
        "type": "notify", "via": ["webhook"], "accounts": [rep], "owner": False, "url": f"{receiver.url}/T0/secret",
        "subject": "反応", "body": "{{ email }}", "next": {"done": "end"},
    }  # fmt: skip
    cast = await world.enroll(graph({"tell": tell, "end": END}, "tell"), 3, START)
    await calling.carry(cast.cohort)
    receiver.status = 404
    await calling.engine.courier.deliver_once()
    return cast


async def test_a_call_refused_for_good_is_not_forgotten_and_its_address_not_shown_to_everybody(
    as_role: As, refused: Cast, receiver: Receiver
) -> None:
    looking = await as_role("viewer")
    assert (await ok(await looking.get(f"{API}/attention/counts")))["deliveries"] == 3
    assert (await ok(await looking.get(f"{API}/home")))["attention"]["deliveries"] == 3
    (group,) = await ok(await looking.get(f"{LIST}/groups"))
    told = {name: group[name] for name in ("node", "version", "channel", "status", "code", "count")}
    assert told == {
        "node": "tell", "version": 1, "channel": "webhook", "status": "failed", "code": "status_404", "count": 3,
    }  # fmt: skip
    listed: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await ok(await looking.get(LIST, params={"limit": 2, **cursor}))
        listed += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert {one["email"] for one in listed} == set(refused.contacts)
    assert len(listed) == 3
    assert "secret" not in str(listed)
    assert listed[0]["target"] in receiver.url
    (place,) = await ok(await looking.get(f"{API}/attention/places"))
    assert (place["node"], place["version"], place["deliveries"]) == ("tell", 1, 3)
    forbidden = await looking.post(f"{LIST}/settle", json={"how": "resend", "reason": "x", "ids": [listed[0]["id"]]})
    assert forbidden.status_code == 403


async def test_a_notice_that_failed_is_told_on_the_story_of_whom_it_was_about_and_whether_it_is_settled(
    as_role: As, refused: Cast, receiver: Receiver, db: asyncpg.Connection
) -> None:
    looking = await as_role("marketer")
    one, other = refused.enrollments[:2]
    contact = await db.fetchval("select contact_id from enrollment where id = $1", one)
    settled = str(await db.fetchval("select id from delivery where enrollment_id = $1", one))
    for dismissed in (False, True):
        if dismissed:
            await settle(looking, "dismiss", ids=[settled])
        trip = await ok(await looking.get(f"{API}/enrollments/{one}"))
        (notice,) = trip["notices"]
        assert (notice["node"], notice["channel"], notice["status"]) == ("tell", "webhook", "failed")
        assert (notice["code"], notice["dismissed_at"] is not None) == ("status_404", dismissed)
        told = (await ok(await looking.get(f"{API}/contacts/{contact}/timeline")))["items"]
        (item,) = [item for item in told if item["kind"] == "notice"]
        assert item["title_code"] == "notice.failed"
        assert (item["detail"]["reason"], item["detail"]["dismissed"]) == ("status_404", dismissed)
        assert item["detail"]["to"] == notice["target"] != ""
        assert notice["target"] in receiver.url
        assert "secret" not in str(told) + str(trip["notices"])
    assert (await ok(await looking.get(f"{API}/enrollments/{other}")))["notices"][0]["dismissed_at"] is None


async def test_what_is_sent_again_by_two_hands_goes_once_under_the_same_key_and_leaves_the_list(
    admin: httpx.AsyncClient, refused: Cast, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    before = receiver.deliveries
    receiver.status = 200
    chosen = {"journey_id": str(refused.journey.id), "node": "tell", "channel": "webhook", "code": "status_404"}
    assert await settle(admin, "resend", filter=chosen) == {"settled": 3, "refused": {}}
    assert await settle(admin, "resend", filter=chosen) == {"settled": 0, "refused": {}}
    ids = [str(one) for one in await db.fetchval("select array_agg(id) from delivery")]
    assert await settle(admin, "resend", ids=ids) == {"settled": 0, "refused": {"not_found": 3}}
    for _ in range(2):
        await calling.engine.courier.deliver_once()
    assert (len(receiver.calls), receiver.deliveries) == (6, before)
    assert (await ok(await admin.get(LIST)))["items"] == []
    entries = (await ok(await admin.get(f"{API}/audit", params={"object_type": "journey"})))["items"]
    assert [(one["reason"], one["detail"]["count"]) for one in entries if one["action"] == "delivery.resent"] == [
        ("直りました", 3)
    ]


async def test_what_failed_in_a_long_outage_is_sent_again_together_however_many_they_are(
    admin: httpx.AsyncClient, refused: Cast, db: asyncpg.Connection
) -> None:
    more = """
        insert into delivery (id, enrollment_id, seq, node, channel, target, content, status, reason, due_at)
        select gen_random_uuid(), d.enrollment_id, n, d.node, d.channel, d.target, '{}', 'failed', d.reason, d.due_at
        from (select * from delivery limit 1) d cross join generate_series(1000, 33999) n
    """
    await db.execute(more)
    chosen = {"journey_id": str(refused.journey.id), "node": "tell"}
    assert await settle(admin, "resend", filter=chosen) == {"settled": 33_003, "refused": {}}


async def test_the_log_says_which_ones_were_settled_when_they_were_picked_by_hand(
    admin: httpx.AsyncClient, refused: Cast, db: asyncpg.Connection
) -> None:
    del refused
    ids = sorted(str(row["id"]) for row in await db.fetch("select id from delivery limit 2"))
    await settle(admin, "dismiss", ids=ids)
    (entry,) = (await ok(await admin.get(f"{API}/audit", params={"object_type": "delivery"})))["items"]
    assert sorted(entry["detail"]["ids"]) == ids


async def test_what_is_taken_off_the_list_stays_off_and_is_never_sent(
    admin: httpx.AsyncClient, refused: Cast, calling: Carrier, receiver: Receiver
) -> None:
    receiver.status = 200
    first, *_ = (await ok(await admin.get(LIST)))["items"]
    assert await settle(admin, "dismiss", ids=[first["id"]]) == {"settled": 1, "refused": {}}
    assert await settle(admin, "resend", ids=[first["id"]]) == {"settled": 0, "refused": {"not_found": 1}}
    await calling.engine.courier.deliver_once()
    assert len(receiver.calls) == 3
    assert (await ok(await admin.get(f"{API}/attention/counts")))["deliveries"] == 2


async def test_nothing_of_a_stopped_journey_or_about_an_erased_contact_is_sent_again(
    admin: httpx.AsyncClient, refused: Cast, calling: Carrier, receiver: Receiver, world: World, db: asyncpg.Connection
) -> None:
    receiver.status = 200
    gone = next(iter(refused.contacts.values()))
    async with transaction(world.sessions) as session:
        actor = Actor(UUID(await account(world.sessions, "eraser")), "管理", "admin")
        await erase_contact(session, actor, gone, "request", suppress=False, now=START)
    await db.execute("update journey set status = 'stopped'")
    chosen = {"journey_id": str(refused.journey.id)}
    assert await settle(admin, "resend", filter=chosen) == {"settled": 0, "refused": {"journey_stopped": 2}}
    await calling.engine.courier.deliver_once()
    assert len(receiver.calls) == 3


async def test_a_mail_to_the_team_in_doubt_is_named_so_and_sent_again_only_by_a_person(
    admin: httpx.AsyncClient, world: World, calling: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    rep = await account(world.sessions, f"rep-{new_id().hex[-6:]}")
    tell = {
        "type": "notify", "via": ["mail"], "accounts": [rep], "owner": False, "subject": "反応", "body": "本文",
        "next": {"done": "end"},
    }  # fmt: skip
    cast = await world.enroll(graph({"tell": tell, "end": END}, "tell"), 1, START)
    await calling.carry(cast.cohort)
    await db.execute("update delivery set status = 'transmitting', attempt = 1, worker_id = gen_random_uuid()")
    await calling.engine.courier.deliver_once()
    (one,) = (await ok(await admin.get(LIST)))["items"]
    assert (one["status"], one["code"], one["channel"]) == ("unconfirmed", "worker_lost", "mail")
    assert "@" in one["target"]
    assert smtp.taken == []
    await settle(admin, "resend", ids=[one["id"]])
    for _ in range(2):
        await calling.engine.courier.deliver_once()
    assert len(smtp.taken) == 1
