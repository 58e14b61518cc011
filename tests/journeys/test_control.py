"""Pause, resume, drain and the brake over HTTP: who may, what is refused, what the log says."""

import httpx
import pytest

from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, error_of, ok, running

pytestmark = pytest.mark.usefixtures("templates")


async def test_nobody_enters_a_draining_journey_nor_one_that_was_draining_when_paused(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example")
    url = f"{API}/journeys/{journey['id']}"
    assert (await ok(await admin.post(f"{url}/drain", json={"reason": "終了"})))["status"] == "draining"
    body = {"selection": {"all": True}}
    assert error_of(await admin.post(f"{url}/enrollments", json=body), 409)["code"] == "journey_not_live"
    await ok(await admin.post(f"{url}/pause", json={}))
    assert error_of(await admin.post(f"{url}/enrollments", json=body), 409)["code"] == "journey_not_live"
    shown = await ok(await admin.get(f"{url}/resume/preview"))
    assert set(shown["choices"]) == {"keep_remaining", "keep_date", "skip_overdue"}
    assert (await ok(await admin.post(f"{url}/resume", json={"choice": "skip_overdue"})))["status"] == "draining"
    assert error_of(await admin.post(f"{url}/resume", json={}), 409)["code"] == "journey_state"


async def test_whoever_looks_at_a_held_journey_reads_who_holds_it_and_why(
    admin: httpx.AsyncClient, as_role: As
) -> None:
    journey = await running(admin)
    url = f"{API}/journeys/{journey['id']}"
    viewer = await as_role("viewer")
    assert (await ok(await viewer.get(url)))["held"] is None
    me = (await ok(await admin.get(f"{API}/session")))["account"]["name"]
    for verb, reason in (("pause", "文面の誤り"), ("resume", "直した"), ("drain", "終了"), ("pause", "再確認")):
        await ok(await admin.post(f"{url}/{verb}", json={"reason": reason}))
        held = (await ok(await viewer.get(url)))["held"]
        assert held is None if verb == "resume" else (held["by"], held["reason"]) == (me, reason)
    await ok(await admin.post(f"{url}/resume", json={}))
    assert (await ok(await viewer.get(url)))["held"]["reason"] == "終了"


async def test_only_an_administrator_brakes_all_sending_and_everybody_reads_who_and_why(
    admin: httpx.AsyncClient, as_role: As
) -> None:
    marketer = await as_role("marketer")
    me = (await ok(await admin.get(f"{API}/session")))["account"]["name"]
    body = {"on": True, "reason": "誤送信の疑い"}
    assert (await marketer.post(f"{API}/organization/brake", json=body)).status_code == 403
    assert (await ok(await admin.post(f"{API}/organization/brake", json=body)))["on"]
    for role in ("marketer", "rep", "viewer"):
        shown = await ok(await (await as_role(role)).get(f"{API}/organization/brake"))
        assert shown["since"]
        assert (shown["by"], shown["reason"]) == (me, "誤送信の疑い")
    released = await ok(await admin.post(f"{API}/organization/brake", json={"on": False, "reason": "問題なし"}))
    assert released == dict.fromkeys(released, None) | {"on": False}
    log = await ok(await admin.get(f"{API}/audit", params={"object_type": "organization"}))
    assert [entry["action"] for entry in log["items"][:2]] == ["sending.released", "sending.stopped"]


async def test_the_lists_of_what_needs_a_person_are_empty_to_begin_with(admin: httpx.AsyncClient) -> None:
    assert await ok(await admin.get(f"{API}/attention/counts")) == {
        "errored": 0,
        "unconfirmed": 0,
        "stuck": 0,
        "deliveries": 0,
    }
    for kind in ("errored", "unconfirmed", "stuck"):
        assert (await ok(await admin.get(f"{API}/attention", params={"kind": kind})))["items"] == []
    stranger = "00000000-0000-7000-8000-000000000000"
    error_of(await admin.post(f"{API}/messages/{stranger}/dismiss", json={"reason": "r"}), 404)


async def test_publishing_a_correction_never_lets_a_stopped_journey_run_again_unasked(admin: httpx.AsyncClient) -> None:
    journey = await running(admin)
    url = f"{API}/journeys/{journey['id']}"
    await ok(await admin.post(f"{url}/stop", json={"reason": "誤り"}))
    for path, body in (("publish", {"revision": 1}), ("versions/1/rollback", {})):
        assert error_of(await admin.post(f"{url}/{path}", json=body), 409)["code"] == "journey_is_stopped"
    shown = await ok(await admin.get(url))
    assert (shown["status"], shown["live_version"]) == ("stopped", 1)
    await ok(await admin.post(f"{url}/publish", json={"revision": 1, "start": True}))
    assert (await ok(await admin.get(url)))["status"] == "running"


async def test_publishing_a_correction_neither_opens_what_drains_nor_resumes_what_is_paused(
    admin: httpx.AsyncClient,
) -> None:
    journey = await running(admin)
    url = f"{API}/journeys/{journey['id']}"
    await ok(await admin.post(f"{url}/drain", json={}))
    await ok(await admin.post(f"{url}/publish", json={"revision": 1}))
    assert (await ok(await admin.get(url)))["status"] == "draining"
    await ok(await admin.post(f"{url}/publish", json={"revision": 1, "start": True}))
    await ok(await admin.post(f"{url}/pause", json={}))
    await ok(await admin.post(f"{url}/publish", json={"revision": 1, "start": True}))
    assert (await ok(await admin.get(url)))["status"] == "paused"


async def test_a_draining_journey_that_was_paused_and_is_started_by_publishing_opens_when_it_is_resumed(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example")
    url, body = f"{API}/journeys/{journey['id']}", {"selection": {"all": True}}
    await ok(await admin.post(f"{url}/drain", json={}))
    await ok(await admin.post(f"{url}/pause", json={}))
    refused = error_of(await admin.post(f"{url}/enrollments", json=body), 409)
    assert refused["fields"] == {"status": "draining"}, "what keeps people out is not the pause"
    await ok(await admin.post(f"{url}/publish", json={"revision": 1, "start": True}))
    assert (await ok(await admin.get(url)))["status"] == "paused"
    assert (await ok(await admin.post(f"{url}/enrollments", json=body)))["enrolled"] == 1
    assert (await ok(await admin.post(f"{url}/resume", json={})))["status"] == "running"


async def test_a_paused_journey_that_is_closed_stays_paused_lets_nobody_in_and_runs_out_when_it_is_resumed(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example")
    url, body = f"{API}/journeys/{journey['id']}", {"selection": {"all": True}}
    assert not (await ok(await admin.get(url)))["drains"]
    await ok(await admin.post(f"{url}/pause", json={"reason": "点検"}))
    assert (await ok(await admin.post(f"{url}/enrollments", json=body)))["enrolled"] == 1
    assert (await ok(await admin.post(f"{url}/drain", json={"reason": "終了"})))["status"] == "paused"
    shown = await ok(await admin.get(url))
    assert (shown["status"], shown["drains"], shown["held"]["reason"]) == ("paused", True, "点検")
    await add_contacts("b@a.example")
    refused = error_of(await admin.post(f"{url}/enrollments", json=body), 409)
    assert (refused["code"], refused["fields"]) == ("journey_not_live", {"status": "draining"})
    assert error_of(await admin.post(f"{url}/drain", json={}), 409)["fields"] == {"status": "draining"}
    assert (await ok(await admin.post(f"{url}/resume", json={})))["status"] == "draining"
    shown = await ok(await admin.get(url))
    assert (shown["status"], shown["drains"], shown["held"]["reason"]) == ("draining", True, "終了")
    log = await ok(await admin.get(f"{API}/audit", params={"object_type": "journey", "object_id": journey["id"]}))
    assert "journey.draining" in [entry["action"] for entry in log["items"]]
