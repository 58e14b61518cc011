"""Actions on one and many: a preview that holds, nobody acted on twice, interrupted work that goes on."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from backend.actions.operations import run_shunt
from backend.execution.operations import OperationDeps
from backend.kit.db import Sessions, transaction
from backend.models import Operation
from backend.settings import Settings
from tests.execution.operation_process import killed_after
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, enroll, error_of, ok, running

pytestmark = pytest.mark.usefixtures("templates")

_WAIT = """
    update enrollment set seq = 3, node = 'pause', due_at = now() + interval '2 days', state = jsonb_build_object(
      'node', 'pause', 'phase', 'waiting', 'status', 'active', 'seq', 3, 'visits', '{"hello": 1, "pause": 1}'::jsonb,
      'since', now(), 'due', now() + interval '2 days') where status = 'active'
"""
_PARK = """
    update enrollment set seq = 4, status = 'errored', due_at = null, end_reason = 'machine_failed', error = '{}',
      failed_at = cast(cast(:at as text) as timestamptz),
      state = state || jsonb_build_object('phase', 'ended', 'status', 'errored', 'seq', 4, 'since', cast(:at as text),
                                          'end_reason', 'machine_failed')
    where id = any(:ids)
"""


async def aboard(
    client: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, count: int = 3
) -> tuple[dict[str, Any], list[str]]:
    """A journey with people waiting at `pause`."""
    journey = await running(client)
    await add_contacts(*(f"p{n}@a.example" for n in range(count)))
    await enroll(client, journey, all=True)
    async with transaction(sessions) as session:
        await session.execute(text(_WAIT))
        ids = [str(one) for one in await session.scalars(text("select id from enrollment order by id"))]
    return journey, ids


async def park(sessions: Sessions, ids: list[str], at: str = "2026-10-06T01:30:00+00:00") -> None:
    async with transaction(sessions) as session:
        await session.execute(text(_PARK), {"at": at, "ids": [UUID(one) for one in ids]})


async def act(client: httpx.AsyncClient, status: int = 200, **body: Any) -> Any:
    return await ok(await client.post(f"{API}/enrollments/actions", json={"reason": "調整", **body}), status)


async def preview(client: httpx.AsyncClient, **body: Any) -> Any:
    return await ok(await client.post(f"{API}/enrollments/actions/preview", json=body))


async def test_a_skipped_wait_is_told_in_journal_and_audit_and_cannot_be_skipped_again(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    _, (one,) = await aboard(admin, add_contacts, sessions, 1)
    skipped = await ok(await admin.post(f"{API}/enrollments/{one}/skip", json={"reason": "急ぎ"}))
    assert skipped["node"] == "end"
    assert [step["outcome"] for step in skipped["journal"]] == ["skipped", "passed"]
    assert skipped["journal"][0]["detail"]["reason"] == "急ぎ"
    refused = error_of(await admin.post(f"{API}/enrollments/{one}/skip", json={"reason": "急ぎ"}), 409)
    assert (refused["code"], refused["fields"]["reason"]) == ("action_refused", "not_waiting")
    entries = await ok(await admin.get(f"{API}/audit", params={"object_type": "enrollment", "object_id": one}))
    assert [entry["action"] for entry in entries["items"]] == ["enrollment.skipped"]


async def test_one_is_moved_replayed_and_retried_and_strangers_are_not_found(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    _, (one,) = await aboard(admin, add_contacts, sessions, 1)
    url = f"{API}/enrollments/{one}"
    moved = await ok(await admin.post(f"{url}/move", json={"node": "hello", "reason": "r"}))
    assert moved["node"] == "hello"
    replayed = await ok(await admin.post(f"{url}/replay", json={"node": "pause", "resend": True, "reason": "r"}))
    assert replayed["node"] == "pause"
    assert error_of(await admin.post(f"{url}/replay", json={"node": "end", "reason": "r"}), 409)["fields"] == {
        "reason": "not_reached"
    }
    await park(sessions, [one])
    async with transaction(sessions) as session:
        await session.execute(text("update enrollment set seq = 9, state = state || '{\"seq\": 9}'"))
    retried = await ok(await admin.post(f"{url}/retry", json={"reason": "r"}))
    assert (retried["status"], retried["error"]) == ("active", None)
    stranger = "00000000-0000-7000-8000-000000000000"
    error_of(await admin.post(f"{API}/enrollments/{stranger}/retry", json={"reason": "r"}), 404)
    await ok(await admin.post(f"{url}/stop", json={"reason": "r"}))
    assert error_of(await admin.post(f"{url}/retry", json={"reason": "r"}), 409)["code"] == "enrollment_ended"


async def test_a_filter_finds_those_who_failed_at_a_step_in_an_hour_and_the_preview_says_as_much(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey, ids = await aboard(admin, add_contacts, sessions, 4)
    await park(sessions, ids[:2])
    await park(sessions, ids[2:3], at="2026-10-06T09:00:00+00:00")
    chosen = {"journey_id": journey["id"], "node": "pause", "code": "machine_failed",
              "failed_between": ["2026-10-06T10:00:00+09:00", "2026-10-06T11:00:00+09:00"], "version": 1}  # fmt: skip
    shown = await preview(admin, action="retry", selection={"filter": chosen})
    assert shown == {"people": 2, "by_node": {"pause": 2}, "refused": {}, "mails": 0}
    done = await act(admin, action="retry", selection={"filter": chosen})
    assert done == {"moved": 2, "refused": {}, "operation_id": None}
    assert (await act(admin, action="retry", selection={"filter": chosen}))["moved"] == 0
    everybody = {"filter": {"journey_id": journey["id"]}}
    shown = await preview(admin, action="retry", selection=everybody)
    assert (shown["people"], shown["refused"]) == (1, {"not_errored": 3})
    shown = await preview(admin, action="move", node="hello", selection=everybody)
    assert (shown["people"], shown["mails"]) == (4, 4)
    entries = await ok(await admin.get(f"{API}/audit", params={"object_type": "journey", "object_id": journey["id"]}))
    assert "enrollments.shunted" in [entry["action"] for entry in entries["items"]]


async def test_a_selection_by_ids_names_who_has_ended_meanwhile(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    _, ids = await aboard(admin, add_contacts, sessions, 3)
    await act(admin, action="stop", selection={"ids": ids[:1]})
    shown = await preview(admin, action="skip", selection={"ids": ids})
    assert (shown["people"], shown["refused"]) == (2, {"ended": 1})
    done = await act(admin, action="skip", selection={"ids": ids})
    assert (done["moved"], done["refused"]) == (2, {"ended": 1})


async def test_stuck_people_are_found_by_the_filter(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey, ids = await aboard(admin, add_contacts, sessions, 3)
    async with transaction(sessions) as session:
        await session.execute(
            text("update enrollment set due_at = now() - interval '1 hour' where id = :id"), {"id": UUID(ids[0])}
        )
        await session.execute(text("update cohort set created_at = now() - interval '90 days'"))
        await session.execute(
            text("update enrollment set enrolled_at = now() - interval '60 days' where id = :id"), {"id": UUID(ids[1])}
        )
    chosen = {"filter": {"journey_id": journey["id"], "stuck": True}}
    assert (await preview(admin, action="skip", selection=chosen))["people"] == 2


async def test_what_makes_no_sense_is_refused_and_reps_may_not(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, as_role: As
) -> None:
    _, ids = await aboard(admin, add_contacts, sessions, 1)
    for body in (
        {"action": "move", "selection": {"ids": ids}},
        {"action": "skip", "node": "end", "selection": {"ids": ids}},
        {"action": "skip", "selection": {}},
        {"action": "skip", "selection": {"ids": ids, "filter": {"journey_id": ids[0]}}},
    ):
        assert (await admin.post(f"{API}/enrollments/actions/preview", json=body)).status_code == 422
    rep = await as_role("rep")
    body = {"action": "skip", "selection": {"ids": ids}, "reason": "r"}
    assert (await rep.post(f"{API}/enrollments/actions", json=body)).status_code == 403


@pytest.mark.parametrize("action", ["replay", "stop", "pause"])
async def test_a_bulk_action_whose_worker_is_killed_goes_on_and_acts_on_nobody_twice(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings, action: str
) -> None:
    journey, _ = await aboard(admin, add_contacts, sessions, 650)
    where = {"node": "hello"} if action == "replay" else {}
    chosen = {"filter": {"journey_id": journey["id"], "status": "active"}}
    asked = await act(admin, action=action, selection=chosen, **where)
    operation = UUID(asked["operation_id"])
    await killed_after(2, "shunt", operation, settings.database_url)
    async with transaction(sessions) as session:
        died = await session.get_one(Operation, operation)
        assert (died.status, died.finished_at) == ("running", None)
        assert 400 <= died.done == died.result["moved"] < 650
    assert (await run_shunt(OperationDeps(sessions, settings), operation, lambda: None)).finished
    async with transaction(sessions) as session:
        row = await session.get_one(Operation, operation)
        assert (row.status, row.done, row.result) == ("done", 650, {"moved": 650, "refused": {}})
        told = text(
            "select count(*), count(distinct enrollment_id) from journal where outcome in ('moved', 'ended', 'paused')"
        )
        assert tuple((await session.execute(told)).one()) == (650, 650)


async def test_a_cancelled_bulk_stop_leaves_the_rest_aboard(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey, _ = await aboard(admin, add_contacts, sessions, 250)
    asked = await act(admin, action="stop", selection={"filter": {"journey_id": journey["id"]}})
    await ok(await admin.post(f"{API}/operations/{asked['operation_id']}/cancel"), 200)
    await run_shunt(OperationDeps(sessions, settings), UUID(asked["operation_id"]), lambda: None)
    stats = await ok(await admin.get(f"{API}/journeys/{journey['id']}/stats"))
    assert stats["aboard"] == 250
