"""Stopping: one contact by hand, everybody of a journey by an operation, and figures that stay true."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from backend.enrollments.operations import run_stop_journey
from backend.execution.operations import OperationDeps
from backend.kit.db import Sessions, transaction
from backend.models import Enrollment, NodeCounter, Operation
from backend.settings import Settings
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, enroll, error_of, ok, running
from workflows.journey.state import State

pytestmark = pytest.mark.usefixtures("templates")


async def one_aboard(client: httpx.AsyncClient, add_contacts: AddContacts) -> tuple[dict[str, Any], str]:
    journey = await running(client)
    await add_contacts("a@a.example", last_name="山田", first_name="花子")
    await enroll(client, journey, all=True)
    page = await ok(await client.get(f"{API}/journeys/{journey['id']}/enrollments"))
    return journey, page["items"][0]["id"]


async def stop(client: httpx.AsyncClient, enrollment: str, reason: str = "本人の希望") -> httpx.Response:
    return await client.post(f"{API}/enrollments/{enrollment}/stop", json={"reason": reason})


async def park(sessions: Sessions, enrollment: str) -> None:
    """As the engine parks somebody whose journey failed at `hello`."""
    state = State("hello", "ended", "errored", 2, {"hello": 1}, end_reason="template_missing")
    async with transaction(sessions) as session:
        row = await session.get_one(Enrollment, UUID(enrollment))
        row.node, row.status, row.seq, row.state, row.error = (
            "hello",
            "errored",
            2,
            state.to_json(),
            {"code": "template_missing"},
        )
        for metric in ("entered", "failed"):
            session.add(NodeCounter(version_id=row.version_id, node="hello", metric=metric, count=1))


async def stats_of(client: httpx.AsyncClient, journey: dict[str, Any]) -> dict[str, Any]:
    return await ok(await client.get(f"{API}/journeys/{journey['id']}/stats"))


async def test_a_contact_stopped_by_hand_is_out_with_journal_reason_and_audit(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    journey, enrollment = await one_aboard(admin, add_contacts)
    assert (await stats_of(admin, journey))["aboard"] == 1
    stopped = await ok(await stop(admin, enrollment))
    assert (stopped["status"], stopped["end_reason"], stopped["due_at"]) == ("stopped", "stopped_by_hand", None)
    assert [(step["outcome"], step["detail"]) for step in stopped["journal"]] == [
        ("ended", {"reason": "stopped_by_hand", "note": "本人の希望", "by": stopped["journal"][0]["detail"]["by"]})
    ]
    assert stopped["contact"]["name"] == "山田 花子"
    assert stopped["journey"]["name"] == journey["name"]
    figures = await stats_of(admin, journey)
    assert (figures["aboard"], figures["waiting"], figures["ended"]) == (0, 0, 1)
    entries = await ok(await admin.get(f"{API}/audit", params={"object_type": "enrollment", "object_id": enrollment}))
    assert [(entry["action"], entry["reason"]) for entry in entries["items"]] == [("enrollment.stopped", "本人の希望")]
    assert error_of(await stop(admin, enrollment), 409)["fields"]["status"] == "stopped"


async def test_who_took_a_contact_out_and_why_is_on_its_timeline_not_only_in_the_audit_log(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    _, enrollment = await one_aboard(admin, add_contacts)
    stopped = await ok(await stop(admin, enrollment, "競合の方でした"))
    who = (await ok(await admin.get(f"{API}/session")))["account"]["name"]
    page = await ok(await admin.get(f"{API}/contacts/{stopped['contact']['id']}/timeline"))
    told = [item["detail"] for item in page["items"] if item["title_code"] == "step.ended"]
    assert [(one["note"], one["by"]) for one in told] == [("競合の方でした", who)]


async def test_a_parked_contact_can_be_closed_and_is_no_longer_counted_as_failed(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey, enrollment = await one_aboard(admin, add_contacts)
    await park(sessions, enrollment)
    assert (await stats_of(admin, journey))["failed"] == 1
    await ok(await stop(admin, enrollment))
    figures = await stats_of(admin, journey)
    assert (figures["aboard"], figures["failed"], figures["ended"]) == (0, 0, 1)
    assert figures["nodes"]["hello"]["waiting"] == 0


async def test_a_viewer_or_rep_cannot_stop_anybody(as_role: As, add_contacts: AddContacts) -> None:
    _, enrollment = await one_aboard(await as_role("admin"), add_contacts)
    for role in ("viewer", "rep"):
        assert error_of(await stop(await as_role(role), enrollment), 403)["code"] == "forbidden"
    assert (await ok(await stop(await as_role("marketer"), enrollment)))["status"] == "stopped"


async def test_stopping_without_a_reason_is_refused(admin: httpx.AsyncClient, add_contacts: AddContacts) -> None:
    _, enrollment = await one_aboard(admin, add_contacts)
    assert "reason" in error_of(await stop(admin, enrollment, ""), 422)["fields"]


async def test_a_stopped_journey_ends_for_everybody_and_for_nobody_who_comes_later(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey = await running(admin)
    await add_contacts(*(f"c{n}@a.example" for n in range(30)))
    await enroll(admin, journey, all=True)
    answer = await ok(await admin.post(f"{API}/journeys/{journey['id']}/stop", json={"reason": "終了"}))
    await ok(await admin.post(f"{API}/journeys/{journey['id']}/publish", json={"revision": 1, "start": True}))
    await add_contacts("late@a.example")
    await enroll(admin, journey, emails=["late@a.example"])
    deps = OperationDeps(sessions, settings)
    tick = await run_stop_journey(deps, UUID(answer["operation_id"]), lambda: None)
    assert tick.finished
    async with transaction(sessions) as session:
        counts = await session.execute(
            select(Enrollment.status, Enrollment.end_reason, func.count()).group_by("status", "end_reason")
        )
        assert sorted(map(tuple, counts)) == [("active", None, 1), ("stopped", "journey_stopped", 30)]
        operation = await session.get_one(Operation, UUID(answer["operation_id"]))
        assert (operation.status, operation.done, operation.result) == ("done", 30, {"stopped": 30})
    assert (await stats_of(admin, journey))["aboard"] == 1


async def test_an_operation_that_is_over_does_nothing_when_it_is_called_again(
    admin: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    journey = await running(admin)
    answer = await ok(await admin.post(f"{API}/journeys/{journey['id']}/stop", json={}))
    deps = OperationDeps(sessions, settings)
    for _ in range(2):
        assert (await run_stop_journey(deps, UUID(answer["operation_id"]), lambda: None)).finished
