"""SMTP servers and databases that misbehave while a cohort sends."""

import asyncio
from collections import Counter
from typing import Any

import asyncpg
import pytest

from backend.mail.smtp import BODY_PATIENCE
from backend.worker import Engine
from tests.execution.conftest import SMTP_TIMEOUT_S, START, Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, three_mails
from tests.patience import outwait, until

ONE_MAIL = graph({"one": send("one", "end"), "end": END}, "one")


async def ledger(db: asyncpg.Connection) -> dict[str, tuple[str, str | None]]:
    """Status and reason of every mail, by address."""
    rows = await db.fetch("select to_email, status, reason from message")
    return {row["to_email"]: (row["status"], row["reason"]) for row in rows}


async def ends(db: asyncpg.Connection) -> Counter[tuple[str, str | None]]:
    """How enrollments ended."""
    rows = await db.fetch("select status, end_reason from enrollment")
    return Counter((row["status"], row["end_reason"]) for row in rows)


async def test_a_refused_address_is_named_and_never_written_to_again(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 3, START)
    dead = next(iter(cast.contacts))
    smtp.behaviour = lambda rcpt: "refuse_rcpt" if rcpt == dead else "take"
    assert (await carrier.carry(cast.cohort)).open == 0
    assert (await ledger(db))[dead] == ("refused", "bounced")
    assert await ends(db) == {("completed", "done"): 2, ("exited", "bounced"): 1}
    assert await db.fetchval("select reason from suppression where email = $1", dead) == "hard_bounce"


async def test_a_greylisting_server_gets_the_same_mail_later_not_another_one(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 2, START)
    smtp.behaviour = lambda rcpt: "defer_rcpt"
    tick = await carrier.carry(cast.cohort)
    assert tick.open == 2
    before = await db.fetch("select id, rfc_message_id from message order by id")
    smtp.behaviour = lambda rcpt: "take"
    assert (await carrier.carry(cast.cohort, minutes=1)).open == 0
    assert await db.fetch("select id, rfc_message_id from message order by id") == before
    assert len(smtp.taken) == 2
    assert await db.fetchval("select count(*) from journal where outcome = 'deferred'") == 2


@pytest.mark.parametrize("behaviour", ["drop_after_data", "drop_in_data", "hold"])
async def test_a_server_that_hangs_up_or_stalls_after_the_body_makes_a_named_doubt_and_no_second_mail(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, behaviour: str
) -> None:
    cast = await world.enroll(three_mails(), 3, START)
    doubtful = next(iter(cast.contacts))
    smtp.behaviour = lambda rcpt: behaviour if rcpt == doubtful else "take"  # type: ignore[return-value]
    carrying = asyncio.create_task(carrier.carry(cast.cohort))
    if behaviour == "hold":
        await until(lambda: db.fetchval("select count(*) = 2 from message where status = 'sent'"))
        await outwait(carrying, BODY_PATIENCE * SMTP_TIMEOUT_S + 1)
    assert (await carrying).open == 3
    assert (await ledger(db))[doubtful] == ("unconfirmed", "outcome_unknown")
    smtp.behaviour = lambda rcpt: "take"
    await carrier.carry(cast.cohort, days=2)
    assert (await carrier.carry(cast.cohort, days=2)).open == 0
    assert smtp.count() == {address: 2 if address == doubtful else 3 for address in cast.contacts}
    assert smtp.duplicates() == 0


async def test_a_server_that_is_away_costs_time_and_no_attempt(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 5, START)
    await smtp.close()
    tick = await carrier.carry(cast.cohort)
    assert tick.open == 5
    assert tick.next_due is not None
    assert tick.next_due > carrier.now
    assert set((await ledger(db)).values()) == {("deferred", "smtp_unreachable")}
    assert await db.fetchval("select count(*) from journal where outcome = 'deferred'") == 0
    await smtp.start(smtp.port)
    assert (await carrier.carry(cast.cohort, minutes=5)).open == 0
    assert smtp.count() == Counter(cast.contacts.keys())


async def test_nothing_goes_to_the_suppressed_the_deleted_and_the_unaddressable(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await world.enroll(ONE_MAIL, 4, START)
    stopped, deleted, broken, fine = cast.contacts
    await db.execute("insert into suppression (email, reason) values ($1, 'unsubscribed')", stopped)
    await db.execute("update contact set email = 'no address' where email = $1", broken)
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def delete_before(*arguments: Any) -> None:
        await db.execute("update contact set deleted_at = now() where email = $1", deleted)
        await perform(*arguments)

    monkeypatch.setattr(effects[kind], "perform", delete_before)
    assert (await carrier.carry(cast.cohort)).open == 0
    assert [mail.rcpt for mail in smtp.taken] == [fine]
    book = await ledger(db)
    assert book[stopped] == ("skipped", "unsubscribed")
    assert book[deleted] == ("skipped", "contact_deleted")
    assert book["no address"] == ("skipped", "invalid_address")
    assert await ends(db) == {
        ("completed", "done"): 1,
        ("exited", "unsubscribed"): 1,
        ("exited", "contact_deleted"): 1,
        ("exited", "invalid_address"): 1,
    }


async def test_pausing_in_the_middle_of_a_chunk_stops_the_next_mails_and_resuming_loses_nobody(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 150, START)
    smtp.behaviour = lambda _: "take" if len(smtp.taken) < 10 else "hold"
    carrying = asyncio.create_task(carrier.carry(cast.cohort))
    await until(lambda: len(smtp.taken) == 10)
    await db.execute("update journey set status = 'paused'")
    smtp.released.set()
    assert (await carrying).next_due is None
    assert 10 < len(smtp.taken) <= 10 + 3 * 4, "what was marked before the pause: three micro-batches of four"
    await db.execute("update journey set status = 'running'")
    assert (await carrier.carry(cast.cohort, hours=1)).open == 0
    assert smtp.count() == Counter(cast.contacts.keys())


async def test_stopping_all_sending_holds_a_cohort_and_asks_again_by_itself(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 3, START)
    await db.execute("update organization set sending_stopped_at = now()")
    tick = await carrier.carry(cast.cohort)
    assert (tick.open, tick.more, len(smtp.taken)) == (3, False, 0)
    assert tick.next_due is not None
    await db.execute("update organization set sending_stopped_at = null")
    assert (await carrier.carry(cast.cohort, minutes=1)).open == 0
    assert len(smtp.taken) == 3


async def test_a_stopped_contact_gets_no_mail_that_was_already_being_written(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(ONE_MAIL, 60, START)
    last = cast.enrollments[-1]
    arrived = asyncio.Event()
    smtp.on_body, smtp.behaviour = (lambda _: arrived.set()), (lambda _: "hold")
    carrying = asyncio.create_task(carrier.carry(cast.cohort))
    await arrived.wait()
    await db.execute("update enrollment set status = 'stopped', due_at = null where id = $1", last)
    smtp.released.set()
    await carrying
    assert await db.fetchval("select status from message where enrollment_id = $1", last) == "reserved"
    assert len(smtp.taken) == 59


async def test_a_mail_left_in_doubt_by_a_crash_is_named_when_its_lease_is_over_and_the_contact_goes_on(
    world: World, carrier: Carrier, running: Engine, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 2, START)
    await carrier.carry(cast.cohort)
    # As a killed worker leaves it: the command out, the ledger row marked, nothing recorded.
    await carrier.carry(cast.cohort, days=2)
    victim = cast.enrollments[0]
    await db.execute(
        "update message set status = 'transmitting', sent_at = null where enrollment_id = $1 and node = 'two'", victim
    )
    journal = await db.fetchval("select count(*) from journal where enrollment_id = $1", victim)
    await db.execute("delete from journal where enrollment_id = $1 and seq >= $2", victim, journal - 2)
    await db.execute(
        """
        update enrollment set seq = $2, node = 'two', due_at = $3,
               state = state || jsonb_build_object('seq', $2::int, 'node', 'two', 'phase', 'acting', 'action', $2::int,
                                                   'attempt', 1)
        where id = $1
        """,
        victim,
        journal - 2,
        carrier.now,
    )
    tick = await carrier.carry(cast.cohort)
    assert tick.next_due is not None
    assert tick.next_due > carrier.now, "another hand may still be sending it"
    sent_before = len(smtp.taken)
    await carrier.carry(cast.cohort, minutes=10)
    row = await db.fetchrow("select status, reason from message where enrollment_id = $1 and node = 'two'", victim)
    assert tuple(row or ()) == ("unconfirmed", "worker_lost")
    detail = await db.fetchval(
        "select detail from journal where enrollment_id = $1 and node = 'two' and outcome = 'sent'", victim
    )
    assert '"unconfirmed": true' in detail
    assert len(smtp.taken) == sent_before
