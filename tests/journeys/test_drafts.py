"""Drafts: what is refused, what may stay unfinished, and two people saving at once."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.fixtures.api import As
from tests.fixtures.journeys import API, document, draft, error_of, ok

END = {"type": "exit", "reason": "finished"}


async def save(client: httpx.AsyncClient, journey: dict[str, Any], revision: int, graph: Any) -> httpx.Response:
    return await client.put(f"{API}/journeys/{journey['id']}/draft", json={"revision": revision, "graph": graph})


async def codes_of(client: httpx.AsyncClient, journey: dict[str, Any], graph: Any) -> set[tuple[str, str | None]]:
    found = await ok(await client.post(f"{API}/journeys/{journey['id']}/lint", json={"graph": graph}))
    return {(issue["code"], issue["node"]) for issue in found["issues"]}


async def test_an_empty_journey_is_its_entry_and_an_exit(admin: httpx.AsyncClient) -> None:
    made = await ok(await admin.post(f"{API}/journeys", json={"name": "新規", "kind": "sequence"}), 201)
    assert made["draft"]["kind"] == "sequence"
    assert [node["type"] for node in made["draft"]["nodes"].values()] == ["exit"]
    assert made["status"] == "draft"
    assert made["live_version"] is None


async def test_unknown_kinds_are_refused_by_name_and_nothing_is_saved(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    nodes = {"a": {"type": "send_fax", "next": {}}, "b": {"type": "telepathy", "next": {}}, "end": END}
    error = error_of(await save(admin, journey, 1, document(nodes)), 422)
    assert error["code"] == "unknown_node_kind"
    assert "send_fax" in error["message"]
    assert "telepathy" in error["message"]
    assert error["fields"]["nodes.a.type"]["kind"] == "send_fax"
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}")))["draft_revision"] == 1


@pytest.mark.parametrize(
    ("graph", "path"),
    [
        ([], "document"),
        ("journey", "document"),
        (None, "document"),
        ({}, "schema"),
        (document() | {"schema": 99}, "schema"),
        (document() | {"colour": "red"}, "colour"),
        (document({"p": {"type": "wait", "for": "two days", "next": {"done": "p"}}}), "nodes.p.for"),
        (document({"p": {"type": "wait", "next": {}}}), "nodes.p"),
        (document({"BAD ID": END}), "nodes.BAD ID"),
    ],
)
async def test_a_malformed_document_is_refused_by_path(admin: httpx.AsyncClient, graph: Any, path: str) -> None:
    journey = await draft(admin)
    error = error_of(await save(admin, journey, 1, graph), 422)
    assert error["code"] in ("graph_invalid", "validation_failed")
    assert any(key.startswith(path) for key in error["fields"]), error["fields"]


async def test_a_document_of_two_megabytes_is_refused_and_not_stored(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    large = document({"end": END | {"note": "x" * 1_000_001}})
    error = error_of(await save(admin, journey, 1, large), 422)
    assert error["fields"]["document"]["code"] == "document_too_large"
    larger = document({"end": END | {"note": "x" * 2_200_000}})
    assert error_of(await save(admin, journey, 1, larger), 413)["code"] == "too_large"


async def test_conditions_nested_without_end_do_not_exhaust_the_server(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    for depth in (20, 300, 30_000):
        when = '{"not":' * depth + '{"tag":"a"}' + "}" * depth
        body = (
            '{"revision":1,"graph":{"schema":1,"name":"x","kind":"nurture","entry":{"node":null},"nodes":{},'
            f'"exits":[{{"when":{when},"reason":"x"}}]}}}}'
        )
        address = f"{API}/journeys/{journey['id']}/draft"
        response = await admin.put(address, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 422), response.text


async def test_dangling_ports_unreachable_steps_and_loops_without_a_wait_are_named_on_their_step(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await draft(admin)
    nodes: dict[str, Any] = {
        "hello": {"type": "send_email", "template": "thanks", "next": {"sent": "again"}},
        "again": {"type": "update_contact", "add_tags": ["x"], "next": {"done": "hello"}},
        "open": {"type": "wait", "for": "P1D", "next": {}},
        "lost": {"type": "wait", "for": "P1D", "next": {"done": "nowhere"}},
    }
    found = await codes_of(admin, journey, document(nodes))
    assert {node for code, node in found if "unreachable" in code} == {"open", "lost"}
    assert {node for code, node in found if code.startswith("port_")} >= {"open", "lost"}
    assert any("loop" in code for code, _ in found), found


async def test_a_branch_on_opens_right_after_the_send_is_warned_about_and_may_be_published(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    nodes = {
        "hello": {"type": "send_email", "template": "thanks", "next": {"sent": "read"}},
        "read": {
            "type": "branch",
            "cases": [{"id": "yes", "when": {"engagement": "opened", "of": "hello"}}],
            "next": {"yes": "end", "else": "end"},
        },
        "end": END,
    }
    journey = await draft(admin, document(nodes))
    published = await ok(await admin.post(f"{API}/journeys/{journey['id']}/publish", json={"revision": 1}))
    assert [(issue["code"], issue["node"]) for issue in published["warnings"]] == [("branch_right_after_send", "read")]


async def test_a_conflicting_save_is_refused_with_the_name_of_who_saved(as_role: As) -> None:
    admin, marketer = await as_role("admin"), await as_role("marketer")
    journey = await draft(admin)
    assert (await ok(await save(marketer, journey, 1, document())))["revision"] == 2
    error = error_of(await save(admin, journey, 1, document()), 409)
    assert error["code"] == "draft_conflict"
    assert error["fields"] == {"revision": 2, "saved_by": "marketer"}


async def test_of_many_saves_at_once_exactly_one_wins(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    answers = await asyncio.gather(*(save(admin, journey, 1, document()) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]


async def test_autosaves_do_not_flood_the_audit_log(as_role: As) -> None:
    admin, marketer = await as_role("admin"), await as_role("marketer")
    journey = await draft(admin)
    for revision, client in enumerate((admin, admin, admin, marketer, admin), start=1):
        await ok(await save(client, journey, revision, document()))
    entries = await ok(await admin.get(f"{API}/audit", params={"object_type": "journey", "object_id": journey["id"]}))
    saves = [entry["actor_name"] for entry in entries["items"] if entry["action"] == "journey.draft_saved"]
    assert saves == ["admin", "marketer", "admin"]


async def test_a_stale_editor_cannot_undo_a_renaming(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    await ok(await admin.patch(f"{API}/journeys/{journey['id']}", json={"name": "新しい名前"}))
    await ok(await save(admin, journey, 1, document()))
    read = await ok(await admin.get(f"{API}/journeys/{journey['id']}"))
    assert read["name"] == read["draft"]["name"] == "新しい名前"


async def test_the_kind_of_a_journey_cannot_change_under_its_people(admin: httpx.AsyncClient) -> None:
    journey = await draft(admin)
    error = error_of(await save(admin, journey, 1, document(kind="sequence")), 409)
    assert error["code"] == "journey_kind_fixed"


async def test_a_viewer_reads_journeys_and_changes_none(as_role: As) -> None:
    admin, viewer = await as_role("admin"), await as_role("viewer")
    journey = await draft(admin)
    assert (await ok(await viewer.get(f"{API}/journeys/{journey['id']}")))["id"] == journey["id"]
    assert error_of(await save(viewer, journey, 1, document()), 403)["code"] == "forbidden"
    assert error_of(await viewer.post(f"{API}/journeys", json={"name": "x", "kind": "nurture"}), 403)
