"""Versions: what publishing would change and for whom, names, rolling back."""

from typing import Any

import httpx
from sqlalchemy import select

from backend.kit.db import Sessions, transaction
from backend.models import JourneyVersion
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, Document, document, draft, enroll, error_of, ok, running

SHORTER = document(
    {
        "hello": {"type": "send_email", "template": "thanks", "next": {"sent": "pause"}},
        "pause": {"type": "wait", "for": "P1D", "next": {"done": "end"}},
        "end": {"type": "exit", "reason": "finished"},
    }
)
WITHOUT_PAUSE = document({"end": {"type": "exit", "reason": "other"}})


async def save(client: httpx.AsyncClient, journey: Document, graph: Document, revision: int = 1) -> int:
    body = {"revision": revision, "graph": graph}
    return (await ok(await client.put(f"{API}/journeys/{journey['id']}/draft", json=body)))["revision"]


async def act(client: httpx.AsyncClient, journey: Document, verb: str, **body: Any) -> httpx.Response:
    return await client.post(f"{API}/journeys/{journey['id']}/{verb}", json=body)


async def test_publishing_shows_what_changes_and_who_is_where_before_it_happens(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts
) -> None:
    del templates
    journey = await running(admin)
    contacts = await add_contacts("a@a.example", "b@a.example")
    await enroll(admin, journey, contact_ids=[str(one) for one in contacts])
    revision = await save(admin, journey, SHORTER)
    found = await ok(await act(admin, journey, "publish/preview", revision=revision))
    assert found["live_version"] == 1
    assert found["diff"]["changed"] == {"pause": [{"field": "for", "before": "P2D", "after": "P1D"}]}
    assert (found["longest_before"], found["longest"]["duration"]) == ("P2D", "P1D")
    [place] = found["waiting"]
    assert (place["node"], place["people"], place["versions"]) == ("hello", 2, {"1": 2})
    assert (place["exists_in_new"], place["changed"]) == (True, False)
    assert place["choices"] == ["stay", "migrate", "redirect", "exit"]
    stale = error_of(await act(admin, journey, "publish/preview", revision=1), 409)
    assert stale["code"] == "draft_conflict"


async def test_people_cannot_be_sent_to_a_step_that_is_not_there(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    revision = await save(admin, journey, WITHOUT_PAUSE)
    people = {
        "pause": {"choice": "migrate"},
        "hello": {"choice": "redirect", "to": "nowhere"},
        "end": {"choice": "stay"},
        "*": {"choice": "migrate"},
    }
    error = error_of(await act(admin, journey, "publish", revision=revision, people=people), 422)
    assert error["code"] == "people_choices_invalid"
    assert error["fields"] == {"pause": "step_is_gone", "hello": "no_such_target"}
    listed = await ok(await admin.get(f"{API}/journeys/{journey['id']}/versions"))
    assert [row["number"] for row in listed] == [1], "nothing is published by halves"
    aimless = {"hello": {"choice": "redirect"}}
    assert (await act(admin, journey, "publish", revision=revision, people=aimless)).status_code == 422


async def test_a_version_gets_a_name_later_and_its_graph_never_changes(
    admin: httpx.AsyncClient, templates: list[str], as_role: As
) -> None:
    del templates
    journey = await running(admin)
    path = f"{API}/journeys/{journey['id']}/versions/1"
    before = await ok(await admin.get(path))
    named = await ok(await admin.patch(path, json={"name": "春のキャンペーン"}))
    assert (named["name"], named["note"], named["graph"]) == ("春のキャンペーン", "", before["graph"])
    assert (await ok(await admin.patch(path, json={"note": "3月まで"})))["name"] == "春のキャンペーン"
    viewer = await as_role("viewer")
    assert (await viewer.patch(path, json={"name": "x"})).status_code == 403
    audit = await ok(await admin.get(f"{API}/audit", params={"object_type": "journey", "object_id": journey["id"]}))
    assert [entry["action"] for entry in audit["items"]][:2] == ["journey.version_named"] * 2


async def test_rolling_back_brings_the_old_graph_and_its_old_wordings_and_keeps_the_draft(
    admin: httpx.AsyncClient, templates: list[str], sessions: Sessions
) -> None:
    del templates
    journey = await running(admin)
    listed = await ok(await admin.get(f"{API}/templates"))
    template = next(item for item in listed["items"] if item["key"] == "thanks")
    text = await ok(await admin.get(f"{API}/templates/{template['id']}"))
    body = {name: text[name] for name in ("name", "preheader", "body", "text_body")} | {"subject": "新しい件名"}
    await ok(await admin.put(f"{API}/templates/{template['id']}", json=body))
    revision = await save(admin, journey, SHORTER)
    assert (await ok(await act(admin, journey, "publish", revision=revision, name="短縮版")))["version"] == 2
    assert (await ok(await act(admin, journey, "publish/preview", version=1)))["diff"]["changed"]["pause"]
    back = await ok(await act(admin, journey, "versions/1/rollback", note="戻す"))
    assert back["version"] == 3
    async with transaction(sessions) as session:
        rows = (await session.scalars(select(JourneyVersion).order_by(JourneyVersion.number))).all()
        first, second, third = rows
        assert third.graph == first.graph
        assert third.templates == first.templates != second.templates
    after = await ok(await admin.get(f"{API}/journeys/{journey['id']}"))
    assert (after["live_version"], after["draft_revision"], after["draft_dirty"]) == (3, revision, True)
    assert after["draft"]["nodes"]["pause"]["for"] == "P1D"
    assert error_of(await act(admin, journey, "versions/9/rollback"), 404)["code"] == "version_not_found"


async def test_an_archived_journey_is_not_brought_back_by_rolling_back(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    assert (await admin.delete(f"{API}/journeys/{journey['id']}")).status_code == 204
    assert error_of(await act(admin, journey, "versions/1/rollback"), 409)["code"] == "journey_state"


async def test_a_draft_never_published_has_no_difference_and_nobody_waiting(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await draft(admin)
    found = await ok(await act(admin, journey, "publish/preview", revision=1))
    assert (found["live_version"], found["diff"], found["waiting"], found["parked"]) == (None, None, [], 0)


async def test_publishing_queues_what_carries_people_over_only_when_somebody_does_not_stay(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    revision = await save(admin, journey, SHORTER)
    stay = {"pause": {"choice": "stay"}}
    assert (await ok(await act(admin, journey, "publish", revision=revision, people=stay)))["operation_id"] is None
    people = {"pause": {"choice": "migrate"}, "*": {"choice": "exit"}}
    published = await ok(await act(admin, journey, "publish", revision=revision, people=people))
    operation = await ok(await admin.get(f"{API}/operations/{published['operation_id']}"))
    assert (operation["kind"], operation["params"]["number"]) == ("migrate", 3)
    back = await ok(await act(admin, journey, "versions/1/rollback", people={"*": {"choice": "migrate"}}))
    assert back["operation_id"] is not None
