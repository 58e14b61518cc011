"""What notify steps send: held by pause and brake, ended by a stop, named after a crash, gone with an erased person."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.contacts.erasure import erase_contact
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from tests.execution.conftest import START, Carrier
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, account, graph

pytestmark = pytest.mark.usefixtures("running")
STATES = "select array_agg(channel || ' ' || status || ' ' || coalesce(reason, '-') order by channel) from delivery"


async def told_everywhere(world: World, calling: Carrier, receiver: Receiver) -> tuple[Cast, str]:
    """A colleague is told of a contact in the product and by mail, another system by a call; nothing has left yet."""
    rep = await account(world.sessions, f"rep-{new_id().hex[-6:]}")
    tell: dict[str, Any] = {
        "type": "notify", "via": ["in_app", "mail", "webhook"], "accounts": [rep], "owner": False, "url": receiver.url,
        "subject": "{{ last_name }}様の反応", "body": "{{ email }}", "next": {"done": "end"},
    }  # fmt: skip
    cast = await world.enroll(graph({"tell": tell, "end": END}, "tell"), 1, START)
    await calling.carry(cast.cohort)
    return cast, rep


@pytest.mark.parametrize(
    ("hold", "release"),
    [
        ("update journey set status = 'paused', paused_from = 'running'", "update journey set status = 'running'"),
        ("update organization set sending_stopped_at = now()", "update organization set sending_stopped_at = null"),
    ],
    ids=["pause", "brake"],
)
async def test_nothing_leaves_for_the_team_or_another_system_while_an_admin_holds_it_and_all_does_once_after_that(
    world: World,
    calling: Carrier,
    receiver: Receiver,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
    hold: str,
    release: str,
) -> None:
    await told_everywhere(world, calling, receiver)
    await db.execute(hold)
    assert await calling.engine.courier.deliver_once() == 0
    assert (smtp.taken, receiver.calls) == ([], [])
    assert await db.fetchval("select count(*) from notification") == 1, "what is told in the product stays"
    await db.execute(release)
    for _ in range(2):
        await calling.engine.courier.deliver_once()
    assert (len(smtp.taken), len(receiver.calls)) == (1, 1)
    assert await db.fetchval(STATES) == ["mail sent -", "webhook sent -"]


async def test_what_a_stopped_journey_had_not_sent_yet_is_not_sent_and_says_why(
    world: World, calling: Carrier, receiver: Receiver, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    await told_everywhere(world, calling, receiver)
    await db.execute("update journey set status = 'stopped'")
    assert await calling.engine.courier.deliver_once() == 0
    await db.execute("update journey set status = 'running'")
    assert await calling.engine.courier.deliver_once() == 0
    assert (smtp.taken, receiver.calls) == ([], [])
    assert await db.fetchval(STATES) == ["mail failed journey_stopped", "webhook failed journey_stopped"]


async def test_what_everybody_has_passed_is_still_told_when_the_journey_is_put_away(
    world: World, calling: Carrier, receiver: Receiver, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    await told_everywhere(world, calling, receiver)
    await db.execute("update journey set status = 'stopped', archived_at = now()")
    await calling.engine.courier.deliver_once()
    assert (len(smtp.taken), len(receiver.calls)) == (1, 1)


async def test_of_a_dead_workers_deliveries_the_mail_is_named_as_in_doubt_and_the_call_repeated_under_its_key(
    world: World, calling: Carrier, receiver: Receiver, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    await told_everywhere(world, calling, receiver)
    await db.execute("update delivery set status = 'transmitting', attempt = 1, worker_id = gen_random_uuid()")
    key = await db.fetchval("select id::text from delivery where channel = 'webhook'")
    for _ in range(3):
        await calling.engine.courier.deliver_once()
    assert (smtp.taken, receiver.deliveries, len(receiver.calls)) == ([], {key}, 1)
    assert await db.fetchval(STATES) == ["mail unconfirmed worker_lost", "webhook sent -"]


async def test_a_person_erased_while_the_team_is_told_of_them_leaves_nothing_in_what_was_on_its_way(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    cast, rep = await told_everywhere(world, calling, receiver)
    ((email, contact),) = cast.contacts.items()

    async def erase(_: int) -> None:
        async with transaction(world.sessions) as session:
            actor = Actor(UUID(rep), "管理", "admin")
            await erase_contact(session, actor, contact, "request", suppress=False, now=START)

    receiver.before_answer = erase
    await calling.engine.courier.deliver_once()
    for table in ("delivery", "notification", "contact", "journal", "enrollment", "audit_entry"):
        rows = str(await db.fetch(f"select * from {table}"))
        assert not [word for word in ("山田", email) if word in rows], table
    assert await calling.engine.courier.deliver_once() == 0
