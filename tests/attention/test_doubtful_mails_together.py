"""Hundreds of mails in doubt after a crash: found by step, cause and time, settled together, each at most once."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from backend.attention.operations import run_settle_mails
from backend.execution.operations import OperationDeps
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.models import Operation
from backend.settings import Settings
from tests.execution.conftest import Carrier, carrier, db, engine_settings, running, smtp, world
from tests.execution.operation_process import killed_after
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import Cast, World, three_mails
from tests.fixtures.api import As
from tests.fixtures.journeys import API, error_of, ok

__all__ = ["carrier", "db", "engine_settings", "running", "smtp", "world"]
"""Fixtures of the engine, for a room that shows what the engine did."""

MAILS = f"{API}/attention/mails"


async def settle(client: httpx.AsyncClient, action: str, status: int = 200, **whom: Any) -> Any:
    body = {"action": action, "reason": "サーバーの停止のあと", "selection": whom}
    return await ok(await client.post(f"{MAILS}/settle", json=body), status)


async def preview(client: httpx.AsyncClient, action: str, **whom: Any) -> Any:
    body = {"action": action, "selection": whom}
    return await ok(await client.post(f"{MAILS}/settle/preview", json=body))


async def in_doubt(client: httpx.AsyncClient) -> int:
    return (await ok(await client.get(f"{API}/attention/counts")))["unconfirmed"]


async def broken_off(world: World, carrier: Carrier, smtp: ScriptedServer, people: int) -> Cast:
    """So many people whose first mail broke off after its data; the server takes mails again."""
    carrier.now = utc_now()
    smtp.behaviour = lambda rcpt: "drop_after_data"
    cast = await world.enroll(three_mails(), people, carrier.now)
    for cohort in cast.cohorts:
        await carrier.carry(cohort)
    smtp.behaviour = lambda rcpt: "take"
    return cast


async def test_a_group_means_exactly_the_mails_that_list_preview_and_settling_find_by_it(
    admin: httpx.AsyncClient, world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    first, second = [await broken_off(world, carrier, smtp, people) for people in (3, 2)]
    one = await db.fetchval("select id from message where enrollment_id = $1", first.enrollments[0])
    await db.execute("update message set reason = 'worker_lost', transmitting_at = '2026-01-02' where id = $1", one)
    await db.execute("update message set node = 'two' where enrollment_id = $1", second.enrollments[0])
    groups = await ok(await admin.get(f"{MAILS}/groups"))
    assert sorted((g["journey_id"], g["node"], g["code"], g["mails"]) for g in groups) == sorted(
        [
            (str(first.journey.id), "one", "worker_lost", 1),
            (str(first.journey.id), "one", "outcome_unknown", 2),
            (str(second.journey.id), "one", "outcome_unknown", 1),
            (str(second.journey.id), "two", "outcome_unknown", 1),
        ]
    )
    for group in groups:
        wanted = {name: group[name] for name in ("journey_id", "node", "code")}
        listed = (await ok(await admin.get(MAILS, params=wanted)))["items"]
        assert len(listed) == group["mails"]
        shown = await preview(admin, "resend", filter=wanted)
        assert (shown["mails"], shown["refused"], shown["held"]) == (group["mails"], {}, 0)
        assert [(place["node"], place["mails"]) for place in shown["places"]] == [(group["node"], group["mails"])]
    span = {"started_to": "2026-01-03T00:00:00Z"}
    assert (await preview(admin, "dismiss", filter={"started_between": [span["started_to"], None]}))["mails"] == 4
    assert [item["message"]["id"] for item in (await ok(await admin.get(MAILS, params=span)))["items"]] == [str(one)]
    done = await settle(admin, "dismiss", filter={"started_between": [None, span["started_to"]]})
    assert (done["settled"], await in_doubt(admin)) == (1, 4)
    done = await settle(admin, "dismiss", filter={"journey_id": str(second.journey.id)})
    assert (done["settled"], await in_doubt(admin)) == (2, 2)
    assert (await settle(admin, "dismiss", filter={}))["settled"] == 2
    assert await in_doubt(admin) == 0
    assert len(smtp.taken) == 0


async def test_mails_sent_again_together_go_once_each_and_those_settled_before_are_named(
    admin: httpx.AsyncClient, world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await broken_off(world, carrier, smtp, 4)
    ids = [str(row["message_id"]) for row in await db.fetch("select message_id from doubt order by 1")]
    await ok(await admin.post(f"{API}/messages/{ids[0]}/dismiss", json={"reason": "確認済み"}))
    await db.execute("update message set status = 'sent' where id = $1", UUID(ids[1]))  # the answer came after all
    shown = await preview(admin, "resend", ids=ids)
    assert (shown["mails"], shown["refused"]) == (2, {"settled": 2})
    done = await settle(admin, "resend", ids=ids)
    assert done == {"settled": 2, "refused": {"settled": 2}, "operation_id": None}
    assert (await settle(admin, "resend", ids=ids))["refused"] == {"settled": 4}
    await carrier.carry(cast.cohort, minutes=1)
    assert (len(smtp.taken), smtp.duplicates(), await in_doubt(admin)) == (2, 0, 0)
    again = await db.fetch(
        "select detail ->> 'by' as by, detail ->> 'reason' as why from journal where outcome = 'resending'"
    )
    assert {row["why"] for row in again} == {"サーバーの停止のあと"}
    assert len(again) == 2
    entries = (await ok(await admin.get(f"{API}/audit")))["items"]
    told = [(one["reason"], one["detail"]["count"]) for one in entries if one["action"] == "message.resent"]
    assert told == [("サーバーの停止のあと", 0), ("サーバーの停止のあと", 2)]


async def test_what_cannot_be_sent_again_stays_on_the_list_and_the_preview_said_so(
    admin: httpx.AsyncClient, world: World, carrier: Carrier, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    stopped, held, cast = [await broken_off(world, carrier, smtp, people) for people in (1, 1, 5)]
    await db.execute("update journey set status = 'stopped' where id = $1", stopped.journey.id)
    await db.execute("update journey set status = 'paused' where id = $1", held.journey.id)
    paused, away, gone, twice, _ = cast.enrollments
    await ok(await admin.post(f"{API}/enrollments/{paused}/pause", json={"reason": "休み"}))
    await db.execute(
        "insert into suppression (email, reason) select to_email, 'unsubscribed' from message where enrollment_id = $1",
        away,
    )
    await db.execute(
        "update contact set deleted_at = now() where id = (select contact_id from enrollment where id = $1)", gone
    )
    await db.execute(
        """
        with copied as (insert into message select (jsonb_populate_record(m, jsonb_build_object(
            'id', gen_random_uuid(), 'seq', 99))).* from message m where enrollment_id = $1 returning id)
        insert into doubt (message_id) select id from copied
        """,
        twice,
    )
    shown = await preview(admin, "resend", filter={})
    assert shown["refused"] == {"journey_stopped": 1, "paused": 1, "one_at_a_time": 1}
    assert (shown["mails"], shown["not_sent"], shown["held"]) == (5, {"unsubscribed": 1, "contact_deleted": 1}, 1)
    assert (await preview(admin, "dismiss", filter={}))["mails"] == 8
    await db.execute("update organization set sending_stopped_at = now()")
    assert (await preview(admin, "resend", filter={}))["held"] == 5 - 2, "all that would go wait for the brake"
    await db.execute("update organization set sending_stopped_at = null")
    done = await settle(admin, "resend", filter={})
    assert (done["settled"], done["refused"]) == (shown["mails"], shown["refused"])
    assert await in_doubt(admin) == 3
    shown = await preview(admin, "resend", filter={})
    assert (shown["mails"], shown["refused"]) == (0, {"journey_stopped": 1, "paused": 1, "command_out": 1})
    for cohort in cast.cohorts:
        await carrier.carry(cohort, minutes=1)
    assert len(smtp.taken) == 2
    for busy in ('{"phase": "acting"}', '{"behind": "2026-04-01T00:00:00Z"}'):
        await db.execute("update enrollment set state = state || $2::text::jsonb where id = $1", twice, busy)
        wanted = {"journey_stopped": 1, "paused": 1, "command_out": 1}
        assert (await preview(admin, "resend", filter={}))["refused"] == wanted
        assert (await settle(admin, "resend", filter={}))["refused"] == wanted
        await db.execute('update enrollment set state = state || \'{"phase": "waiting"}\' where id = $1', twice)


async def test_what_comes_into_doubt_after_all_were_meant_is_not_sent_again_so_that_the_work_ends(
    admin: httpx.AsyncClient,
    world: World,
    carrier: Carrier,
    sessions: Sessions,
    smtp: ScriptedServer,
    settings: Settings,
    db: asyncpg.Connection,
) -> None:
    await broken_off(world, carrier, smtp, 205)
    first = await db.fetchval("select enrollment_id from message order by id limit 1")
    await ok(await admin.post(f"{API}/enrollments/{first}/pause", json={"reason": "休み"}))  # stays on the list
    asked = await settle(admin, "resend", filter={})
    await broken_off(world, carrier, smtp, 5)
    operation = UUID(asked["operation_id"])
    assert (await run_settle_mails(OperationDeps(sessions, settings), operation, lambda: None)).finished
    async with transaction(sessions) as session:
        row = await session.get_one(Operation, operation)
        assert (row.status, row.total, row.result) == ("done", 205, {"settled": 204, "refused": {"paused": 1}})
    assert await in_doubt(admin) == 1 + 5


@pytest.mark.parametrize("action", ["resend", "dismiss"])
async def test_work_whose_process_is_killed_goes_on_and_settles_no_mail_twice(
    admin: httpx.AsyncClient, world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer,
    db: asyncpg.Connection, settings: Settings, action: str,
) -> None:  # fmt: skip
    await broken_off(world, carrier, smtp, 450)
    asked = await settle(admin, action, filter={})
    operation = UUID(asked["operation_id"])
    await killed_after(1, "settle_mails", operation, settings.database_url)
    async with transaction(sessions) as session:
        died = await session.get_one(Operation, operation)
        assert (died.status, died.finished_at) == ("running", None)
        assert (died.done, died.result["settled"]) == (200, 200)
    assert (await run_settle_mails(OperationDeps(sessions, settings), operation, lambda: None)).finished
    async with transaction(sessions) as session:
        row = await session.get_one(Operation, operation)
        assert (row.status, row.total, row.result) == ("done", 450, {"settled": 450, "refused": {}})
    asked_again = await db.fetchval("select count(*) from journal where outcome = 'resending'")
    assert (asked_again, await in_doubt(admin)) == (450 if action == "resend" else 0, 0)


async def test_cancelled_work_leaves_the_rest_on_the_list_and_reps_may_not_ask_for_it(
    admin: httpx.AsyncClient,
    as_role: As,
    world: World,
    carrier: Carrier,
    sessions: Sessions,
    smtp: ScriptedServer,
    settings: Settings,
) -> None:
    await broken_off(world, carrier, smtp, 250)
    rep = await as_role("rep")
    body = {"action": "dismiss", "selection": {"filter": {}}, "reason": "急ぎ"}
    error_of(await rep.post(f"{MAILS}/settle", json=body), 403)
    asked = await settle(admin, "dismiss", filter={})
    await ok(await admin.post(f"{API}/operations/{asked['operation_id']}/cancel"))
    await run_settle_mails(OperationDeps(sessions, settings), UUID(asked["operation_id"]), lambda: None)
    assert await in_doubt(admin) == 250
