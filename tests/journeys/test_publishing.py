"""Publishing, versions, pause, resume, stop, archive."""

import asyncio
from typing import Any

import httpx
from sqlalchemy import func, select

from backend.kit.db import Sessions, transaction
from backend.models import CohortWake, JourneyVersion, TemplateVersion
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, document, draft, enroll, error_of, ok, running


async def act(client: httpx.AsyncClient, journey: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    return await client.post(f"{API}/journeys/{journey['id']}/{verb}", json=body)


async def test_a_draft_with_errors_cannot_be_published_and_says_where(admin: httpx.AsyncClient) -> None:
    nodes = {"hello": {"type": "send_email", "template": "no_such_text", "next": {}}}
    journey = await draft(admin, document(nodes))
    error = error_of(await act(admin, journey, "publish", revision=1), 422)
    assert error["code"] == "journey_has_errors"
    assert {issue["node"] for issue in error["fields"]["issues"]} == {"hello"}
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}")))["status"] == "draft"


async def test_a_stale_revision_is_not_published_by_accident(admin: httpx.AsyncClient, templates: list[str]) -> None:
    del templates
    journey = await draft(admin)
    body = {"revision": 1, "graph": document()}
    await ok(await admin.put(f"{API}/journeys/{journey['id']}/draft", json=body))
    error = error_of(await act(admin, journey, "publish", revision=1), 409)
    assert error["fields"] == {"revision": 2, "saved_by": "admin"}


async def test_publishing_twice_at_once_makes_two_versions_and_no_gap(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await draft(admin)
    answers = await asyncio.gather(*(act(admin, journey, "publish", revision=1) for _ in range(3)))
    assert sorted([(await ok(answer))["version"] for answer in answers]) == [1, 2, 3]


async def test_a_version_keeps_its_graph_and_its_wordings_when_draft_and_template_change(
    admin: httpx.AsyncClient, templates: list[str], sessions: Sessions
) -> None:
    del templates
    journey = await running(admin)
    async with transaction(sessions) as session:
        pinned = (await session.scalars(select(JourneyVersion.templates))).one()
        version = await session.get_one(TemplateVersion, pinned["thanks"])
        assert version.number == 1
    changed = document({"end": {"type": "exit", "reason": "other"}})
    await ok(await admin.put(f"{API}/journeys/{journey['id']}/draft", json={"revision": 1, "graph": changed}))
    await ok(await act(admin, journey, "publish", revision=2, note="短くしました"))
    first = await ok(await admin.get(f"{API}/journeys/{journey['id']}/versions/1"))
    assert set(first["graph"]["nodes"]) == {"hello", "pause", "end"}
    listed = await ok(await admin.get(f"{API}/journeys/{journey['id']}/versions"))
    assert [(row["number"], row["live"], row["note"]) for row in listed] == [(2, True, "短くしました"), (1, False, "")]
    assert error_of(await admin.get(f"{API}/journeys/{journey['id']}/versions/9"), 404)["code"] == "version_not_found"


async def test_the_list_says_when_a_draft_differs_from_what_is_live(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)

    async def dirty() -> bool:
        page = await ok(await admin.get(f"{API}/journeys"))
        return page["items"][0]["draft_dirty"]

    assert not await dirty()
    await ok(await admin.patch(f"{API}/journeys/{journey['id']}", json={"name": "別名"}))
    assert not await dirty()
    graph = document({"end": {"type": "exit", "reason": "other"}})
    await ok(await admin.put(f"{API}/journeys/{journey['id']}/draft", json={"revision": 1, "graph": graph}))
    assert await dirty()


async def test_pause_changes_one_row_and_resume_wakes_whoever_is_aboard(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts, sessions: Sessions
) -> None:
    del templates
    journey = await running(admin)
    await add_contacts("a@a.example")
    await enroll(admin, journey, all=True)
    async with transaction(sessions) as session:
        before = await session.scalar(select(func.sum(CohortWake.requested)))
    assert (await ok(await act(admin, journey, "pause", reason="点検")))["status"] == "paused"
    async with transaction(sessions) as session:
        assert await session.scalar(select(func.sum(CohortWake.requested))) == before
    assert (await ok(await act(admin, journey, "resume")))["status"] == "running"
    async with transaction(sessions) as session:
        assert await session.scalar(select(func.sum(CohortWake.requested))) == (before or 0) + 1
    params = {"object_type": "journey", "object_id": journey["id"]}
    entries = (await ok(await admin.get(f"{API}/audit", params=params)))["items"]
    assert ("journey.paused", "点検") in [(entry["action"], entry["reason"]) for entry in entries]


async def test_publishing_a_correction_does_not_let_a_paused_journey_go_on(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    await ok(await act(admin, journey, "pause"))
    await ok(await act(admin, journey, "publish", revision=1))
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}")))["status"] == "paused"


async def test_a_viewer_or_rep_can_neither_pause_nor_resume_nor_stop(as_role: As, templates: list[str]) -> None:
    del templates
    journey = await running(await as_role("admin"))
    for role in ("viewer", "rep"):
        client = await as_role(role)
        for verb in ("pause", "resume", "stop"):
            assert error_of(await act(client, journey, verb), 403)["code"] == "forbidden"
    assert (await ok(await act(await as_role("marketer"), journey, "pause")))["status"] == "paused"


async def test_verbs_that_do_not_fit_the_status_are_refused_with_it(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    made = await draft(admin)
    for verb in ("pause", "resume", "stop"):
        assert error_of(await act(admin, made, verb), 409)["fields"] == {"status": "draft"}
    journey = await running(admin)
    assert error_of(await act(admin, journey, "resume"), 409)["fields"] == {"status": "running"}


async def test_a_journey_with_people_on_the_way_cannot_be_archived(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts
) -> None:
    del templates
    journey = await running(admin)
    await add_contacts("a@a.example")
    await enroll(admin, journey, all=True)
    assert error_of(await admin.delete(f"{API}/journeys/{journey['id']}"), 409)["code"] == "journey_has_people"
    empty = await running(admin)
    await ok(await admin.delete(f"{API}/journeys/{empty['id']}"), 204)
    assert [row["id"] for row in (await ok(await admin.get(f"{API}/journeys")))["items"]] == [journey["id"]]
    assert error_of(await act(admin, empty, "publish", revision=1), 409)["fields"] == {"status": "archived"}


async def test_journeys_are_paged_without_gap_or_repetition(admin: httpx.AsyncClient) -> None:
    made = [(await draft(admin))["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await ok(
            await admin.get(f"{API}/journeys", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        )
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]
