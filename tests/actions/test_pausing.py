"""Pausing one contact or many over HTTP: said who and why, found again, and never in the way of leaving."""

from uuid import UUID

import httpx
import pytest

from backend.enrollments.operations import run_stop_journey
from backend.execution.operations import OperationDeps
from backend.kit.db import Sessions
from backend.settings import Settings
from tests.actions.test_actions import aboard, act, park, preview
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, error_of, ok

pytestmark = pytest.mark.usefixtures("templates")
WHY = {"reason": "先方の都合"}


async def test_one_is_paused_and_resumed_by_somebody_for_a_reason_that_journal_and_audit_keep(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey, (one, _) = await aboard(admin, add_contacts, sessions, 2)
    url = f"{API}/enrollments/{one}"
    paused = await ok(await admin.post(f"{url}/pause", json=WHY))
    assert (paused["status"], paused["node"], paused["due_at"]) == ("paused", "pause", None)
    assert paused["journal"][-1]["outcome"] == "paused"
    assert paused["journal"][-1]["detail"]["reason"] == WHY["reason"]
    again = error_of(await admin.post(f"{url}/pause", json=WHY), 409)
    assert (again["code"], again["fields"]["reason"]) == ("action_refused", "already_paused")
    moved = error_of(await admin.post(f"{url}/move", json={**WHY, "node": "hello"}), 409)
    assert moved["fields"]["reason"] == "paused"
    listed = await ok(await admin.get(f"{API}/journeys/{journey['id']}/enrollments", params={"status": "paused"}))
    assert [row["id"] for row in listed["items"]] == [one]
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}/stats")))["aboard"] == 2
    resumed = await ok(await admin.post(f"{url}/resume", json={**WHY, "choice": "keep_remaining"}))
    assert resumed["status"] == "active"
    assert resumed["due_at"] is not None
    told = [step["outcome"] for step in resumed["journal"]]
    assert told[:2] == ["paused", "resumed"]
    error_of(await admin.post(f"{url}/resume", json=WHY), 409)
    entries = await ok(await admin.get(f"{API}/audit", params={"object_type": "enrollment", "object_id": one}))
    assert [entry["action"] for entry in entries["items"]] == ["enrollment.resumed", "enrollment.paused"]


async def test_a_preview_of_pausing_many_names_who_is_left_alone_and_what_they_will_not_get(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey, ids = await aboard(admin, add_contacts, sessions, 4)
    await park(sessions, ids[:1])
    await act(admin, action="pause", selection={"ids": ids[1:2]})
    everybody = {"filter": {"journey_id": journey["id"]}}
    shown = await preview(admin, action="pause", selection=everybody)
    assert shown == {
        "people": 2, "by_node": {"pause": 2}, "refused": {"parked": 1, "already_paused": 1}, "mails": 0,
    }  # fmt: skip
    done = await act(admin, action="pause", selection=everybody)
    assert (done["moved"], done["refused"]) == (2, shown["refused"])
    for action, where in (("skip", {}), ("retry", {}), ("move", {"node": "hello"}), ("replay", {"node": "hello"})):
        shown = await preview(admin, action=action, selection={"ids": ids[1:]}, **where)
        assert (shown["people"], shown["refused"]) == (0, {"paused": 3})
        assert (await act(admin, action=action, selection={"ids": ids[1:]}, **where))["refused"] == {"paused": 3}
    shown = await preview(admin, action="resume", selection=everybody)
    assert (shown["people"], shown["refused"]) == (3, {"not_paused": 1})
    asked = {"filter": {"journey_id": journey["id"], "status": "paused"}}
    assert (await act(admin, action="resume", choice="keep_remaining", selection=asked))["moved"] == 3
    assert (await act(admin, action="resume", selection=asked))["moved"] == 0


async def test_who_is_paused_still_leaves_when_stopped_erased_or_when_the_journey_stops_and_cannot_enter_twice(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, settings: Settings
) -> None:
    journey, ids = await aboard(admin, add_contacts, sessions, 3)
    await act(admin, action="pause", selection={"ids": ids})
    enrolling = {"selection": {"all": True}}
    shown = await ok(await admin.post(f"{API}/journeys/{journey['id']}/enrollments/preview", json=enrolling))
    assert shown["left_out"] == {"already_enrolled": 3}
    assert (await act(admin, action="stop", selection={"ids": ids[:1]}))["moved"] == 1
    contact = (await ok(await admin.get(f"{API}/enrollments/{ids[1]}")))["contact"]["id"]
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json=WHY), 204)
    asked = await ok(await admin.post(f"{API}/journeys/{journey['id']}/stop", json=WHY))
    await run_stop_journey(OperationDeps(sessions, settings), UUID(asked["operation_id"]), lambda: None)
    rows = [await ok(await admin.get(f"{API}/enrollments/{one}")) for one in ids]
    assert [(row["status"], row["end_reason"]) for row in rows] == [
        ("stopped", "stopped_by_hand"), ("stopped", "contact_deleted"), ("stopped", "journey_stopped"),
    ]  # fmt: skip
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}/stats")))["aboard"] == 0


async def test_reps_pause_nobody_and_an_unknown_way_of_going_on_is_refused(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, as_role: As
) -> None:
    _, (one,) = await aboard(admin, add_contacts, sessions, 1)
    rep = await as_role("rep")
    for verb in ("pause", "resume"):
        assert (await rep.post(f"{API}/enrollments/{one}/{verb}", json=WHY)).status_code == 403
    body = {**WHY, "choice": "skip_overdue"}
    assert (await admin.post(f"{API}/enrollments/{one}/resume", json=body)).status_code == 422
