"""A contact that is deleted leaves its journeys at once, by name, whatever its trip is doing at that moment."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from backend.settings import Settings
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_migration import Publisher, figures, mails, publisher
from tests.execution.world import END, World, graph, send, wait
from tests.fixtures.journeys import API, admin, ok

__all__ = ["admin", "publisher"]
GONE = ("stopped", "contact_deleted")


@pytest.fixture
def engine_settings(engine_settings: Settings) -> Settings:
    """A server may hold a mail for as long as a busy machine needs."""
    return engine_settings.model_copy(update={"smtp_timeout": 60.0})


def called_later() -> dict[str, Any]:
    """A mail, a day, then a task."""
    task = {"type": "create_task", "kind": "call", "subject": "電話", "next": {"done": "end"}}
    return graph({"one": send("one", "pause"), "pause": wait("P1D", "call"), "call": task, "end": END}, "one")


async def delete(client: httpx.AsyncClient, contact: object) -> None:
    await ok(await client.delete(f"{API}/contacts/{contact}"), 204)


async def end(db: asyncpg.Connection, contact: object) -> tuple[str, str]:
    row = await db.fetchrow("select status, end_reason from enrollment where contact_id = $1", contact)
    assert row is not None
    return row["status"], row["end_reason"]


async def test_a_deleted_contact_leaves_at_once_and_nobody_gets_a_task_about_it(
    world: World, carrier: Carrier, admin: httpx.AsyncClient, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(called_later(), 2, START)
    await carrier.carry(cast.cohort)
    gone, stays = cast.contacts.values()
    await delete(admin, gone)
    assert await end(db, gone) == GONE
    assert (await carrier.carry(cast.cohort, days=1)).open == 0
    assert [row["contact_id"] for row in await db.fetch("select contact_id from task")] == [stays]
    assert len(smtp.taken) == 2
    told = "select detail from journal where outcome = 'ended' and detail ->> 'reason' = 'contact_deleted'"
    assert "by" in await db.fetchval(told), "who deleted it is told in the journal"
    assert "enrollments_ended" in await db.fetchval("select detail from audit_entry where action = 'contact.deleted'")
    assert await figures(db, 1) == {"": 2}, "boarded stays; less who ended nobody is aboard"
    assert await db.fetchval("select sum(count) from node_counter where metric = 'ended'") == 2


async def test_a_contact_deleted_at_the_moment_it_enters_leaves_before_its_first_step(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(called_later(), 1, START)
    (person,) = cast.contacts.values()
    await db.execute("update contact set deleted_at = now()")  # by somebody who did not see it enter yet
    assert (await carrier.carry(cast.cohort)).open == 0
    assert await end(db, person) == GONE
    assert smtp.taken == []


async def test_a_contact_hidden_between_the_reservation_of_its_mail_and_its_sending_gets_no_mail(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await world.enroll(called_later(), 2, START)
    gone, stays = cast.contacts.values()
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def hide_before(*arguments: object) -> None:
        monkeypatch.undo()
        # By somebody who does not see that they are aboard: whom the deletion finds there leaves with it.
        await db.execute("update contact set deleted_at = now() where id = $1", gone)
        await perform(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(effects[kind], "perform", hide_before)
    await carrier.carry(cast.cohort)
    assert await end(db, gone) == ("exited", "contact_deleted")
    told = await db.fetch("select contact_id, status, reason from message order by status")
    assert [tuple(row) for row in told] == [(stays, "sent", None), (gone, "skipped", "contact_deleted")]
    assert len(smtp.taken) == 1


@pytest.mark.parametrize("paused", [False, True])
async def test_a_contact_deleted_while_its_mail_is_on_its_way_is_out_and_the_mail_is_in_the_ledger(
    world: World, carrier: Carrier, admin: httpx.AsyncClient, smtp: ScriptedServer, db: asyncpg.Connection, paused: bool
) -> None:
    arrived = asyncio.Event()
    smtp.on_body = lambda _: arrived.set()
    smtp.behaviour = lambda _: "hold"
    cast = await world.enroll(called_later(), 1, carrier.now)
    (person,) = cast.contacts.values()
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    await arrived.wait()
    if paused:
        (trip,) = cast.enrollments
        await ok(await admin.post(f"{API}/enrollments/{trip}/pause", json={"reason": "r"}))
    await delete(admin, person)
    smtp.released.set()
    await sending
    assert await db.fetchval("select status from message") == "sent"
    assert await end(db, person) == GONE
    assert (await carrier.carry(cast.cohort, days=2)).open == 0
    assert len(smtp.taken) == 1
    assert await db.fetchval("select count(*) from task") == 0


async def test_contacts_deleted_in_the_same_instant_as_a_migration_and_a_carry_are_out_and_the_others_carried(
    world: World, carrier: Carrier, publisher: Publisher, admin: httpx.AsyncClient, smtp: ScriptedServer,
    db: asyncpg.Connection,
) -> None:  # fmt: skip
    cast = await world.enroll(mails("P30D"), 40, carrier.now)
    await carrier.carry(cast.cohort)
    contacts = list(cast.contacts.values())
    operation = await publisher.publish(cast, 2, mails("P1D"), all="migrate")
    carrier.now = carrier.now.replace(day=carrier.now.day + 2)
    deleting = [asyncio.create_task(delete(admin, one)) for one in contacts[::4]]
    await asyncio.gather(publisher.carry(operation), *(carrier.carry(cast.cohort) for _ in range(2)), *deleting)
    for _ in range(3):
        await carrier.carry(cast.cohort, days=31)
    assert {await end(db, one) for one in contacts[::4]} == {GONE}
    others = [one for index, one in enumerate(contacts) if index % 4]
    assert {await end(db, one) for one in others} == {("completed", "done")}
    assert smtp.duplicates() == 0
    finished = {email for email, one in cast.contacts.items() if one in others}
    assert {count for email, count in smtp.count().items() if email in finished} == {3}
