import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from backend.contacts import operations
from backend.contacts.operations import run_import
from backend.execution.operations import OPERATIONS
from backend.kit.db import transaction
from tests.contacts.conftest import DATA, upload

pytestmark = pytest.mark.pg
CSV = "メールアドレス,姓,会社名,従業員数,タグ,メモ\n"


def _lines(count: int, memo: str = "") -> bytes:
    rows = (
        f"person{number}@tabi{number % 7}.example,山田{number},㈱旅{number % 7},10名,展示会,{memo}"
        for number in range(count)
    )
    return (CSV + "\n".join(rows)).encode()


async def _import(client, content: bytes) -> dict:
    return (await upload(client, content)).json()


async def _start(client, import_id: str) -> str:
    return (await client.post(f"/api/v1/contacts/import/{import_id}/start")).json()["id"]


@pytest.mark.parametrize("name", ["leads-2000.csv", "leads-2000-cp932.csv"])
async def test_no_lead_is_lost_or_doubled_from_upload_to_contacts(as_role, carry, sessions, expected, name):
    admin = await as_role("admin")
    domains = json.loads((DATA / "domains.json").read_text(encoding="utf-8"))
    assert (await admin.put("/api/v1/organization", json={"domains": domains})).status_code == 200
    uploaded = (await upload(admin, DATA / name)).json()
    path = f"/api/v1/contacts/import/{uploaded['id']}"
    report = (await admin.post(f"{path}/dry-run")).json()["report"]
    facts = expected["contacts"]
    assert (report["records"], report["new"], report["updated"]) == (2000, facts["distinct"], 0)
    assert report["merged"] == facts["rows_merged_into_an_earlier_row"]
    assert (report["rejected"], report["by_reason"]) == (87, expected["rejected"]["by_reason"])
    assert report["companies"] == report["new_companies"] == expected["companies"]["distinct_in_accepted_rows"]
    assert report["without_company"] == expected["companies"]["accepted_contacts_without_company"]
    assert report["domains"] == expected["domains"]["contacts_by_class"]
    assert (await admin.get("/api/v1/contacts/count")).json()["count"] == 0

    operation = await carry(admin, await _start(admin, uploaded["id"]))
    assert operation["status"] == "done"
    assert (operation["done"], operation["total"]) == (facts["distinct"], facts["distinct"])
    assert operation["result"]["new"] == facts["distinct"]
    async with transaction(sessions) as session:
        classes = await session.execute(text("select domain_class, count(*) from contact group by 1"))
        assert {name: count for name, count in classes} == expected["domains"]["contacts_by_class"]
        assert await session.scalar(text("select count(*) from company")) == report["companies"]
        industries = await session.execute(
            text("select coalesce(nullif(industry, ''), '(empty)'), count(*) from contact group by 1")
        )
        assert {name: count for name, count in industries} == expected["industries"]["by_contact"]
        ranks = await session.execute(text("select stage, count(*) from contact group by 1"))
        assert {name: count for name, count in ranks} == {"lead": 1832, "disqualified": 15, "internal": 6}


async def test_every_rejected_row_can_be_listed_with_its_line(as_role, expected):
    rep = await as_role("rep")
    uploaded = (await upload(rep, DATA / "leads-2000.csv")).json()
    path = f"/api/v1/contacts/import/{uploaded['id']}"
    await rep.post(f"{path}/dry-run")
    found: list[dict] = []
    asked: dict[str, str] = {"kind": "rejected", "limit": "40"}
    while asked.get("cursor") != "":
        page = (await rep.get(f"{path}/issues", params=asked)).json()
        found += [{name: item[name] for name in ("row", "line", "reason", "value")} for item in page["items"]]
        asked["cursor"] = page["next_cursor"] or ""
    assert found == expected["rejected"]["rows"]
    merged = (await rep.get(f"{path}/issues", params={"kind": "merged", "limit": 200})).json()["items"]
    assert len(merged) == 60
    assert merged[0] | {"value": ""} == {
        "row": 79, "line": 84, "kind": "merged", "reason": "same_address", "value": "", "into_row": 12,
    }  # fmt: skip


async def test_importing_the_same_list_twice_makes_no_second_contact(as_role, carry):
    rep = await as_role("rep")
    for new, updated in ((30, 0), (0, 30)):
        uploaded = await _import(rep, _lines(30))
        operation = await carry(rep, await _start(rep, uploaded["id"]))
        assert (operation["result"]["new"], operation["result"]["updated"]) == (new, updated)
    assert (await rep.get("/api/v1/contacts/count")).json()["count"] == 30


async def test_an_empty_cell_never_erases_what_is_known(as_role, carry):
    rep = await as_role("rep")
    known = {"email": "person1@tabi1.example", "last_name": "旧姓", "memo": "大切", "tags": ["VIP"], "title": "部長"}
    made = (await rep.post("/api/v1/contacts", json=known)).json()
    uploaded = await _import(rep, _lines(2))
    await carry(rep, await _start(rep, uploaded["id"]))
    contact = (await rep.get(f"/api/v1/contacts/{made['id']}")).json()
    assert (contact["last_name"], contact["memo"], contact["title"]) == ("山田1", "大切", "部長")
    assert contact["tags"] == ["VIP", "展示会"]
    assert contact["company"]["name"] == "㈱旅1"
    assert contact["company"]["employees"] == 10


async def test_a_worker_killed_in_the_middle_goes_on_where_it_was(as_role, deps, sessions, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 10)
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(35))
    operation_id = UUID(await _start(rep, uploaded["id"]))
    beats = 0

    def dying() -> None:
        nonlocal beats
        beats += 1
        if beats == 3:
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await run_import(deps, operation_id, dying)
    between = (await rep.get(f"/api/v1/operations/{operation_id}")).json()
    assert (between["status"], between["done"], between["total"]) == ("running", 20, 35)
    assert (await run_import(deps, operation_id, lambda: None)).finished
    done = (await rep.get(f"/api/v1/operations/{operation_id}")).json()
    assert (done["status"], done["done"], done["result"]["new"]) == ("done", 35, 35)
    async with transaction(sessions) as session:
        entries = await session.scalar(text("select count(*) from audit_entry where action = 'contact.imported'"))
        assert entries == 35


async def test_a_cancelled_import_stops_before_its_next_batch(as_role, deps, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 10)
    monkeypatch.setattr(operations, "BUDGET", timedelta(0))
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(35))
    operation_id = await _start(rep, uploaded["id"])
    assert not (await run_import(deps, UUID(operation_id), lambda: None)).finished
    await rep.post(f"/api/v1/operations/{operation_id}/cancel")
    assert (await run_import(deps, UUID(operation_id), lambda: None)).finished
    operation = (await rep.get(f"/api/v1/operations/{operation_id}")).json()
    assert (operation["status"], operation["done"]) == ("cancelled", 10)
    assert (await rep.get("/api/v1/contacts/count")).json()["count"] == 10
    assert (await rep.get(f"/api/v1/contacts/import/{uploaded['id']}")).json()["status"] == "cancelled"
    refused = await rep.post(f"/api/v1/operations/{operation_id}/cancel")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "operation_finished")


async def test_a_finished_import_run_again_changes_nothing(as_role, carry, deps):
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(5))
    operation_id = await _start(rep, uploaded["id"])
    before = await carry(rep, operation_id)
    assert (await run_import(deps, UUID(operation_id), lambda: None)).finished
    assert (await rep.get(f"/api/v1/operations/{operation_id}")).json() == before


async def test_an_import_cannot_be_started_twice(as_role):
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(5))
    await _start(rep, uploaded["id"])
    for call in ("start", "dry-run"):
        refused = await rep.post(f"/api/v1/contacts/import/{uploaded['id']}/{call}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "import_started")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"メールアドレス": None, "姓": "last_name"}, "email_column_missing"),
        ({"メールアドレス": "email", "姓": "email"}, "field_twice"),
        ({"メールアドレス": "email", "姓": "nickname"}, "field_unknown"),
        ({"メールアドレス": "email", "住所": "memo"}, "column_unknown"),
    ],
)
async def test_a_mapping_that_cannot_work_is_refused_by_name(as_role, mapping, code):
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(2))
    refused = await rep.put(f"/api/v1/contacts/import/{uploaded['id']}/mapping", json={"mapping": mapping})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)


async def test_columns_go_where_the_mapping_says(as_role, carry):
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(1, "赤"))
    assert uploaded["mapping"]["メモ"] == "memo"
    assert uploaded["sample_rows"][0]["cells"][0] == "person0@tabi0.example"
    mapping = {"メールアドレス": "email", "メモ": "attributes.favourite_colour"}
    mapped = (await rep.put(f"/api/v1/contacts/import/{uploaded['id']}/mapping", json={"mapping": mapping})).json()
    assert mapped["mapping"]["姓"] is None
    await carry(rep, await _start(rep, uploaded["id"]))
    contact = (await rep.get("/api/v1/contacts")).json()["items"][0]
    assert contact["last_name"] == ""
    whole = (await rep.get(f"/api/v1/contacts/{contact['id']}")).json()
    assert whole["attributes"] == {"favourite_colour": "赤"}


async def test_the_timeline_says_which_row_of_which_file_made_the_contact(as_role, carry):
    rep = await as_role("rep")
    uploaded = await _import(rep, _lines(3))
    await carry(rep, await _start(rep, uploaded["id"]))
    contact = (await rep.get("/api/v1/contacts", params={"q": "person2"})).json()["items"][0]
    item = (await rep.get(f"/api/v1/contacts/{contact['id']}/timeline")).json()["items"][0]
    assert item["title_code"] == "contact.imported"
    assert (item["detail"]["file"], item["detail"]["row"], item["detail"]["line"]) == ("leads.csv", 3, 4)


async def test_a_viewer_imports_nothing(as_role):
    viewer = await as_role("viewer")
    assert (await upload(viewer, _lines(1))).status_code == 403


async def test_the_worker_finds_the_handler():
    assert OPERATIONS["contact_import"] is run_import


async def test_two_imports_of_the_same_people_at_once_do_not_block_each_other(as_role, deps, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 20)
    rep = await as_role("rep")
    ids = [UUID(await _start(rep, (await _import(rep, _lines(120)))["id"])) for _ in range(2)]
    await asyncio.gather(*(run_import(deps, operation_id, lambda: None) for operation_id in ids))
    done = [(await rep.get(f"/api/v1/operations/{operation_id}")).json() for operation_id in ids]
    assert [operation["status"] for operation in done] == ["done", "done"]
    assert (await rep.get("/api/v1/contacts/count")).json()["count"] == 120


async def test_a_list_of_three_megabytes_is_no_ordinary_request_and_passes(as_role):
    rep = await as_role("rep")
    uploaded = await upload(rep, _lines(3000, "あ" * 350))
    assert uploaded.status_code == 201
    assert uploaded.json()["records"] == 3000


async def test_a_row_with_too_many_cells_is_rejected_instead_of_shifted(as_role):
    rep = await as_role("rep")
    uploaded = await _import(
        rep, (CSV + "a@b.example,山田,旅,10名,,x,はみ出し\nc@d.example,山田,旅,10名,,x,,\n").encode()
    )
    checked = (await rep.post(f"/api/v1/contacts/import/{uploaded['id']}/dry-run")).json()["report"]
    assert (checked["new"], checked["by_reason"]) == (1, {"too_many_cells": 1})
