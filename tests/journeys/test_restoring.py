"""An old version becomes the draft again: nothing runs differently, nobody's work is lost unseen."""

from typing import Any

import httpx

from tests.fixtures.api import As
from tests.fixtures.journeys import API, document, error_of, ok, running


async def restore(client: httpx.AsyncClient, journey: dict[str, Any], number: int, revision: int) -> httpx.Response:
    path = f"{API}/journeys/{journey['id']}/versions/{number}/restore"
    return await client.post(path, json={"revision": revision})


async def test_an_old_version_becomes_the_draft_and_what_is_live_stays(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    path = f"{API}/journeys/{journey['id']}"
    graph = document({"end": {"type": "exit", "reason": "other"}})
    await ok(await admin.put(f"{path}/draft", json={"revision": 1, "graph": graph}))
    await ok(await admin.post(f"{path}/publish", json={"revision": 2}))
    await ok(await admin.patch(path, json={"name": "新しい名前"}))

    restored = await ok(await restore(admin, journey, 1, 2))
    assert restored["revision"] == 3
    assert restored["issues"] == []
    assert set(restored["graph"]["nodes"]) == {"hello", "pause", "end"}
    now = await ok(await admin.get(path))
    assert (now["live_version"], now["draft_revision"], now["draft_dirty"]) == (2, 3, True)
    assert now["draft"] == restored["graph"]
    assert now["draft"]["name"] == "新しい名前"
    params = {"object_type": "journey", "object_id": journey["id"]}
    entries = (await ok(await admin.get(f"{API}/audit", params=params)))["items"]
    found = [entry for entry in entries if entry["action"] == "journey.draft_restored"]
    assert [entry["detail"] for entry in found] == [{"version": 1, "revision": 3}]


async def test_restoring_over_a_draft_somebody_else_just_saved_is_refused(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    await ok(await restore(admin, journey, 1, 1))
    error = error_of(await restore(admin, journey, 1, 1), 409)
    assert error["code"] == "draft_conflict"
    assert error["fields"] == {"revision": 2, "saved_by": "admin"}


async def test_a_version_that_never_was_or_a_person_who_may_not_edit_restores_nothing(
    as_role: As, templates: list[str]
) -> None:
    del templates
    admin = await as_role("admin")
    journey = await running(admin)
    assert error_of(await restore(admin, journey, 9, 1), 404)["code"] == "version_not_found"
    for role in ("viewer", "rep"):
        assert error_of(await restore(await as_role(role), journey, 1, 1), 403)["code"] == "forbidden"
    await ok(await admin.delete(f"{API}/journeys/{journey['id']}"), 204)
    assert error_of(await restore(admin, journey, 1, 1), 409)["code"] == "journey_state"
