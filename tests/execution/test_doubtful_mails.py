"""Mails in doubt: listed, dismissed, or sent again as a new mail; never the same one twice."""

from uuid import UUID

import asyncpg
import orjson
import pytest

from backend.attention import repository, service, settling
from backend.attention.errors import MessageNotUnconfirmed
from backend.attention.mail_schemas import Way
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails

WHO = Actor(id=new_id(), name="佐藤", role="marketer")


async def test_a_mail_in_doubt_is_listed_sent_again_under_its_own_row_and_never_a_third_time(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    smtp.behaviour = lambda rcpt: "drop_after_data"
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    smtp.behaviour = lambda rcpt: "take"
    async with transaction(sessions) as session:
        assert (await repository.counts(session, cast.journey.id, carrier.now)).unconfirmed == 2
        page = await service.page(session, "unconfirmed", None, before=None, limit=50, now=carrier.now)
        first, second = (item.message.id for item in page.items if item.message)
    ways: tuple[Way, Way] = ("resend", "dismiss")
    for mail, how in zip((first, second), ways, strict=True):
        async with transaction(sessions) as session:
            await settling.settle_one(session, UUID(mail), how, "確認済み", actor=WHO, now=carrier.now)
    for how in ways:
        async with transaction(sessions) as session:
            with pytest.raises(MessageNotUnconfirmed):
                await settling.settle_one(session, UUID(first), how, "もう一度", actor=WHO, now=carrier.now)
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 1
    rows = await db.fetch("select status, count(*) as n from message group by status")
    assert {row["status"]: row["n"] for row in rows} == {"unconfirmed": 2, "sent": 1}
    assert await db.fetchval("select count(*) from enrollment where node = 'pause1' and status = 'active'") == 2
    async with transaction(sessions) as session:
        assert (await repository.counts(session, None, carrier.now)).unconfirmed == 0
    for _ in range(3):
        await carrier.carry(cast.cohort, days=3)
    assert smtp.duplicates() == 0
    assert len(smtp.taken) == 5


async def test_parked_and_stuck_people_are_counted_and_listed_by_journey(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 3, carrier.now)
    await carrier.carry(cast.cohort)
    parked, late, _ = cast.enrollments
    await db.execute(
        "update enrollment set status = 'errored', due_at = null, error = $2::jsonb where id = $1",
        parked, orjson.dumps({"code": "machine_failed"}).decode(),
    )  # fmt: skip
    await db.execute("update enrollment set due_at = $2 where id = $1", late, carrier.now.replace(year=2020))
    async with transaction(sessions) as session:
        found = await repository.counts(session, cast.journey.id, carrier.now)
        assert (found.errored, found.unconfirmed, found.stuck) == (1, 0, 1)
        for kind, who in (("errored", parked), ("stuck", late)):
            page = await service.page(session, kind, None, before=None, limit=50, now=carrier.now)  # type: ignore[arg-type]
            assert [item.enrollment_id for item in page.items] == [str(who)]


@pytest.mark.parametrize(
    "gone",
    [
        "update contact set deleted_at = now()",
        "delete from sender",
        "update template set archived_at = now()",
        "delete from account",
    ],
)
async def test_a_contact_sender_template_or_account_gone_in_the_middle_leaves_nobody_hanging(
    world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection, gone: str
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await db.execute(gone)
    for _ in range(3):
        await carrier.carry(cast.cohort, days=3)
    rows = await db.fetch("select status, due_at from enrollment")
    assert all(row["due_at"] is not None or row["status"] != "active" for row in rows)
    assert smtp.duplicates() == 0
