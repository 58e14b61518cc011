"""Calls to other systems: workers killed at the worst moment, receivers that behave badly, people erased meanwhile."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.contacts.erasure import erase_contact
from backend.kit.state import Actor
from backend.settings import Settings
from backend.webhooks.addresses import Refused, is_public, resolve
from backend.webhooks.calling import TIMEOUT_S, Caller
from tests.execution.conftest import START, Carrier
from tests.execution.receiver import MEGABYTE, Receiver
from tests.execution.world import END, Cast, World, account, graph
from tests.patience import PATIENCE_S, outwait, patience, until

GOLD = b'{"data": {"plan": "gold"}}'


def hooked(url: str, **more: Any) -> dict[str, Any]:
    """A webhook whose answer decides."""
    hook = {"type": "webhook", "url": url, "take": {"plan": "data.plan"}, "next": {"done": "gold", "failed": "lost"}}
    case = {"id": "yes", "when": {"field": "steps.hook.plan", "op": "eq", "value": "gold"}}
    nodes = {
        "hook": hook | more,
        "gold": {"type": "branch", "cases": [case], "next": {"yes": "end", "else": "lost"}},
        "end": END,
        "lost": {"type": "exit", "reason": "lost"},
    }
    return graph(nodes, "hook")


async def told(db: asyncpg.Connection) -> list[str]:
    """What happened, of all enrollments."""
    return [row["outcome"] for row in await db.fetch("select outcome from journal order by enrollment_id, seq")]


RECORDING = """
    select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%update webhook_call%'
"""
"""The backend that waits to record an answer."""


@asynccontextmanager
async def process(settings: Settings, cast: Cast) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A worker process that looks at the cohort once."""
    more = {"DATABASE_URL": settings.database_url, "SECRET_KEY": "k" * 40, "WEBHOOK_ALLOW_PRIVATE": "true"}
    command = [sys.executable, "-m", "tests.execution.worker_process", str(cast.cohort), START.isoformat()]
    made = await asyncio.create_subprocess_exec(*command, env={**os.environ, **more})
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.wait()


async def test_a_webhook_that_says_503_for_an_hour_is_called_again_until_it_answers(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    receiver.status = 503
    cast = await world.enroll(hooked(receiver.url), 1, START)
    for minutes in (0, 1, 5, 15):
        await calling.carry(cast.cohort, minutes=minutes)
    assert len(receiver.calls) == 4
    assert len({headers["tabiji-delivery"] for headers, _ in receiver.calls}) == 1, "one call, however often"
    receiver.status, receiver.body = 200, b'{"data": {"plan": "gold"}}'
    await calling.carry(cast.cohort, minutes=60)
    assert await db.fetchval("select end_reason from enrollment") == "done"
    outcomes = [row["outcome"] for row in await db.fetch("select outcome from journal order by seq")]
    assert outcomes == ["entered", *["deferred"] * 4, "called", "passed", "ended"]


@pytest.mark.parametrize(("recorded", "calls"), [(False, 2), (True, 1)])
async def test_a_worker_killed_between_the_answer_and_its_recording_repeats_the_call_under_the_same_key_or_not_at_all(
    world: World,
    engine_settings: Settings,
    receiver: Receiver,
    db: asyncpg.Connection,
    recorded: bool,
    calls: int,
) -> None:
    receiver.body = GOLD
    cast = await world.enroll(hooked(receiver.url), 1, START)
    holder = await asyncpg.connect(engine_settings.database_url)
    hold = holder.transaction()

    async def nobody_may_record(number: int) -> None:
        if number == 1:
            await hold.start()
            await holder.execute("select from webhook_call for update")

    receiver.before_answer = nobody_may_record
    async with process(engine_settings, cast) as victim:
        await until(lambda: db.fetchval(RECORDING))
        victim.kill()
        await victim.wait()
    if not recorded:
        await db.execute(f"select pg_terminate_backend(pid) from ({RECORDING}) one")
        await until(lambda: db.fetchval(f"select not exists ({RECORDING})"))
    await hold.rollback()
    await holder.close()
    if recorded:
        await until(lambda: db.fetchval("select status = 'answered' from webhook_call"))
    assert await told(db) == ["entered"], "whatever is in the ledger, the journey has heard of nothing yet"

    async with process(engine_settings, cast) as successor:
        assert await asyncio.wait_for(successor.wait(), PATIENCE_S) == 0
    assert len(receiver.calls) == calls
    assert len(receiver.deliveries) == 1, "the receiver can tell that it is the same call"
    assert {str(body) for _, body in receiver.calls} == {str(receiver.calls[0][1])}
    assert await told(db) == ["entered", "called", "passed", "ended"]
    assert await db.fetchval("select end_reason from enrollment") == "done"


async def test_two_hands_that_call_at_once_hear_the_answer_that_was_recorded_first(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    both = asyncio.Event()

    async def answer_when_both_have_called(number: int) -> None:
        if number == 2:
            both.set()
        await both.wait()
        if number == 2:
            await until(lambda: db.fetchval("select status = 'answered' from webhook_call"))
            receiver.body = b'{"data": {"plan": "silver"}}'

    receiver.body, receiver.before_answer = GOLD, answer_when_both_have_called
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await asyncio.gather(calling.carry(cast.cohort), calling.carry(cast.cohort))
    assert (len(receiver.calls), len(receiver.deliveries)) == (2, 1)
    assert await db.fetchval("select answer #>> '{fields,plan}' from webhook_call") == "gold"
    assert await told(db) == ["entered", "called", "passed", "ended"]
    assert await db.fetchval("select end_reason from enrollment") == "done"


async def test_a_receiver_that_takes_its_time_is_asked_again_later_and_holds_nobody_up_for_longer_than_its_time(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    never = asyncio.Event()

    async def nobody_is_answered_the_first_time(number: int) -> None:
        if number <= 3:
            await never.wait()

    receiver.before_answer = nobody_is_answered_the_first_time
    cast = await world.enroll(hooked(receiver.url), 3, START)
    async with patience():
        carrying = asyncio.create_task(calling.carry(cast.cohort))
        await until(lambda: len(receiver.calls) == 3)
        await outwait(carrying, TIMEOUT_S + 1)
    assert await db.fetch("select distinct detail ->> 'reason' from journal where outcome = 'deferred'") == [
        ("timed_out",)
    ]
    receiver.body = GOLD
    await calling.carry(cast.cohort, minutes=1)
    assert await db.fetchval("select count(*) from enrollment where end_reason = 'done'") == 3
    assert (len(receiver.calls), len(receiver.deliveries)) == (6, 3)


async def test_a_receiver_that_answers_500_for_a_day_is_given_up_by_name(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    receiver.status = 500
    cast = await world.enroll(hooked(receiver.url), 1, START)
    for _ in range(12):
        await calling.carry(cast.cohort, hours=8)
    assert (len(receiver.calls), len(receiver.deliveries)) == (8, 1)
    assert await told(db) == ["entered", *["deferred"] * 7, "call_failed", "ended"]
    failed = await db.fetchval("select detail ->> 'reason' from journal where outcome = 'call_failed'")
    assert (failed, await db.fetchval("select end_reason from enrollment")) == ("status_500", "lost")


async def test_a_redirect_is_not_followed_so_that_a_receiver_cannot_send_us_into_our_own_network(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    inside = Receiver()
    await inside.start()
    receiver.status, receiver.headers = 307, {"Location": inside.url}
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await calling.carry(cast.cohort)
    assert inside.connections == 0
    await inside.close()
    assert await db.fetchval("select detail ->> 'reason' from journal where outcome = 'call_failed'") == "redirected"


async def test_an_answer_of_100_megabytes_is_hung_up_on_and_fails_by_name(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    receiver.endless = 100 * MEGABYTE
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await calling.carry(cast.cohort)
    assert receiver.sent < 10 * MEGABYTE
    failed = await db.fetchval("select detail ->> 'reason' from journal where outcome = 'call_failed'")
    assert failed == "answer_too_large"


@pytest.mark.parametrize("answer", [b"", b"<html>OK</html>", b"[1, 2", b'"gold"', b'{"data": [["gold"]]}', b"\xff\xfe"])
async def test_an_answer_that_is_no_json_passes_and_leaves_nothing_to_decide_by(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection, answer: bytes
) -> None:
    receiver.body = answer
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await calling.carry(cast.cohort)
    assert await told(db) == ["entered", "called", "passed", "ended"]
    assert await db.fetchval("select end_reason from enrollment") == "lost"


NAMES = b'{"data": {"plan": "Yamada Hanako"}}'


@pytest.mark.parametrize("commits", ["before the answer", "while the answer is recorded"])
async def test_of_a_person_erased_while_they_are_called_about_nothing_stays(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection, commits: str
) -> None:
    actor = Actor(UUID(await account(world.sessions, "admin")), "管理", "admin")
    cast = await world.enroll(hooked(receiver.url), 1, START)
    ((email, contact),) = cast.contacts.items()
    session = world.sessions()
    late: list[asyncio.Task[None]] = []

    async def commit_when_somebody_waits() -> None:
        await until(lambda: db.fetchval(RECORDING))
        await session.commit()

    async def erase(_: int) -> None:
        await erase_contact(session, actor, contact, "request", suppress=False, now=START)
        if commits == "before the answer":
            await session.commit()
        else:
            late.append(asyncio.create_task(commit_when_somebody_waits()))

    receiver.body, receiver.before_answer = NAMES, erase
    await calling.carry(cast.cohort)
    await asyncio.gather(*late)
    await session.close()
    assert len(receiver.calls) == 1
    for table in ("webhook_call", "enrollment", "journal", "contact", "audit_entry"):
        rows = str(await db.fetch(f"select * from {table}"))
        assert not [word for word in ("Hanako", "山田", email) if word in rows], table
    assert await told(db) == ["entered", "ended"]


async def test_two_names_behind_one_address_never_share_a_connection_and_so_a_certificate(receiver: Receiver) -> None:
    receiver.stays = True
    caller = Caller(allow_private=True)
    try:
        for name in ("127.0.0.1", "127.1"):
            url = receiver.url.replace("127.0.0.1", name)
            answered = await caller.call("POST", url, {}, delivery=name, at=START, secret=None)
            assert answered.ok
    finally:
        await caller.close()
    assert [headers["host"].split(":")[0] for headers, _ in receiver.calls] == ["127.0.0.1", "127.1"]
    assert receiver.connections == 2


async def test_a_webhook_into_our_own_network_is_refused(
    world: World, carrier: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await carrier.carry(cast.cohort)
    assert receiver.calls == []
    failed = await db.fetchval("select detail ->> 'reason' from journal where outcome = 'call_failed'")
    assert failed == "address_forbidden"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fe80::1", "::ffff:127.0.0.1", "0.0.0.0",
     "100.64.0.1", "fd00::1", "64:ff9b::7f00:1", "224.0.0.1", "nonsense"],
)  # fmt: skip
async def test_no_special_address_counts_as_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://user:pw@a.example/", "http://", "http://2130706433/"])
async def test_what_hides_an_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        await resolve(url, allow_private=False)
