"""A mail in doubt sent again to who has gone on, is parked, or has long been through: once, and nobody moves."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.actions.errors import ActionRefused
from backend.attention import repository, settling
from backend.attention.errors import MessageNotUnconfirmed
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, three_mails, wait

WHO = Actor(id=new_id(), name="佐藤", role="marketer")
PLACE = "select node, status, end_reason, ended_at, error, failed_at, seq from enrollment where id = $1"


async def doubtful(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, document: dict[str, Any]
) -> tuple[Cast, UUID]:
    """One contact whose first mail broke off in DATA, carried for ten days; and that mail."""
    smtp.behaviour = lambda rcpt: "drop_after_data"
    cast = await world.enroll(document, 1, carrier.now)
    await carrier.carry(cast.cohort)
    smtp.behaviour = lambda rcpt: "take"
    for _ in range(5):
        await carrier.carry(cast.cohort, days=2)
    return cast, await db.fetchval("select message_id from doubt")


async def resend(sessions: Sessions, carrier: Carrier, mail: UUID) -> None:
    async with transaction(sessions) as session:
        await settling.settle_one(session, mail, "resend", "届いていないとの連絡", actor=WHO, now=carrier.now)


DEAD_END = graph({"one": send("one", "pause"), "pause": {"type": "wait", "for": "P2D", "next": {}}}, "one")
WAITS = graph({"one": send("one", "pause"), "pause": wait("P90D", "end"), "end": END}, "one")


@pytest.mark.parametrize(
    ("document", "status"), [(three_mails(), "completed"), (DEAD_END, "errored"), (WAITS, "active")]
)
async def test_a_mail_in_doubt_goes_out_once_more_wherever_its_contact_is_by_now_and_who_stays_there(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    document: dict[str, Any], status: str,
) -> None:  # fmt: skip
    cast, mail = await doubtful(world, carrier, smtp, db, document)
    (one,) = cast.enrollments
    before = await db.fetchrow(PLACE, one)
    assert before is not None
    assert before["status"] == status
    taken = len(smtp.taken)
    await resend(sessions, carrier, mail)
    between = await db.fetchrow(PLACE, one)
    assert between is not None
    assert {**between, "seq": 0} == {**before, "seq": 0}, "nobody moves while the mail is on its way"
    assert await db.fetchval("select count(*) from cohort_wake where cohort_id = $1", cast.cohort) == 1
    tick = await carrier.carry(cast.cohort)
    assert tick.open == (status == "active")
    after = await db.fetchrow(PLACE, one)
    assert after is not None
    assert {**after, "seq": 0} == {**before, "seq": 0}
    assert len(smtp.taken) == taken + 1
    for _ in range(3):
        await carrier.carry(cast.cohort, days=1)
    assert len(smtp.taken) == taken + 1
    ledger = await db.fetch("select status from message where enrollment_id = $1 and node = 'one' order by seq", one)
    assert [row["status"] for row in ledger] == ["unconfirmed", "sent"]
    told = await db.fetch(
        "select node, outcome from journal where enrollment_id = $1 and seq >= $2 order by seq", one, before["seq"]
    )
    assert [tuple(row) for row in told] == [(before["node"], "resending"), ("one", "sent")]


async def test_two_hands_that_resend_at_the_same_moment_send_it_once(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast, mail = await doubtful(world, carrier, smtp, db, three_mails())
    taken = len(smtp.taken)
    results = await asyncio.gather(*(resend(sessions, carrier, mail) for _ in range(4)), return_exceptions=True)
    assert [type(one) for one in results if one is not None] == [MessageNotUnconfirmed] * 3
    await asyncio.gather(*(carrier.carry(cast.cohort) for _ in range(3)))
    assert len(smtp.taken) == taken + 1


async def test_a_crash_before_the_commit_of_a_resend_leaves_the_mail_on_the_list_and_one_after_it_sends_it_once(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast, mail = await doubtful(world, carrier, smtp, db, three_mails())
    taken = len(smtp.taken)
    async with sessions() as session:  # killed before the commit
        await settling.settle_one(session, mail, "resend", "r", actor=WHO, now=carrier.now)
        await session.rollback()
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == taken
    async with transaction(sessions) as session:
        assert (await repository.counts(session, None, carrier.now)).unconfirmed == 1
    await resend(sessions, carrier, mail)
    smtp.behaviour = lambda rcpt: "drop_after_data"  # and again nobody knows
    await carrier.carry(cast.cohort)
    smtp.behaviour = lambda rcpt: "take"
    await carrier.carry(cast.cohort, minutes=5)
    assert len(smtp.taken) == taken, "what is in doubt is never sent again by itself"
    second = await db.fetchval("select message_id from doubt")
    assert second not in (None, mail)
    await resend(sessions, carrier, second)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == taken + 1
    assert await db.fetchval("select status from enrollment") == "completed"


async def test_a_resend_waits_out_a_pause_and_a_server_that_says_later_although_nobody_is_aboard(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast, mail = await doubtful(world, carrier, smtp, db, three_mails())
    taken = len(smtp.taken)
    await db.execute("update journey set status = 'paused'")
    await resend(sessions, carrier, mail)
    assert (await carrier.carry(cast.cohort)).open == 1, "the cohort's workflow must not end"
    assert len(smtp.taken) == taken
    await db.execute("update journey set status = 'running'")
    smtp.behaviour = lambda rcpt: "defer_rcpt"
    tick = await carrier.carry(cast.cohort)
    assert (tick.open, tick.next_due is not None) == (1, True)
    smtp.behaviour = lambda rcpt: "take"
    assert (await carrier.carry(cast.cohort, hours=2)).open == 0
    assert len(smtp.taken) == taken + 1


async def test_a_stopped_journey_sends_nothing_again_not_even_what_was_asked_for_before_the_stop(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast, mail = await doubtful(world, carrier, smtp, db, three_mails())
    taken = len(smtp.taken)
    await db.execute("update journey set status = 'paused'")
    await resend(sessions, carrier, mail)
    await db.execute("update journey set status = 'stopped'")
    assert (await carrier.carry(cast.cohort)).open == 0
    assert await db.fetchval("select due_at from enrollment") is None
    last = await db.fetchrow("select outcome, detail ->> 'reason' as reason from journal order by seq desc limit 1")
    assert last is not None
    assert tuple(last) == ("not_sent", "journey_stopped")
    await db.execute("insert into doubt (message_id) values ($1)", mail)
    with pytest.raises(ActionRefused):
        await resend(sessions, carrier, mail)
    assert len(smtp.taken) == taken
