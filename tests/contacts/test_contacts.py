import pytest
from sqlalchemy import text

from backend.kit.db import transaction

pytestmark = pytest.mark.pg
HANAKO = {
    "email": "Hanako@Tabiji.Example",
    "last_name": "髙﨑①",
    "first_name": "花子",
    "company": "㈱旅路",
    "tags": ["VIP", "VIP"],
    "attributes": {"plan": "pro"},
    "consent_on": "2026-04-01",
}


async def test_one_address_is_one_contact_however_it_is_written(as_role):
    rep = await as_role("rep")
    made = await rep.post("/api/v1/contacts", json=HANAKO)
    assert made.status_code == 201
    again = await rep.post("/api/v1/contacts", json={"email": "ｈａｎａｋｏ@tabiji.example", "title": "部長"})
    assert again.status_code == 200
    contact = again.json()
    assert contact["id"] == made.json()["id"]
    assert (contact["title"], contact["last_name"], contact["tags"]) == ("部長", "髙﨑①", ["VIP"])


async def test_names_are_shown_as_given_and_a_company_is_found_in_any_spelling(as_role):
    rep = await as_role("rep")
    first = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    assert first["last_name"] == "髙﨑①"
    second = (await rep.post("/api/v1/contacts", json={"email": "b@c.example", "company": "旅路　株式会社"})).json()
    assert second["company"] == first["company"]
    assert second["company"]["name"] == "㈱旅路"
    found = (await rep.get("/api/v1/companies", params={"q": "(株)旅路"})).json()["items"]
    assert [(company["name"], company["contacts"]) for company in found] == [("㈱旅路", 2)]
    shown = (await rep.get(f"/api/v1/companies/{found[0]['id']}")).json()
    assert shown["contacts"] == 2
    listed = (await rep.get("/api/v1/contacts", params={"company_id": found[0]["id"]})).json()["items"]
    assert len(listed) == 2


@pytest.mark.parametrize("email", ["", "a", "a@b", "a@@b.example", "a b@c.example", "a@b.example, c@d.example"])
async def test_an_address_that_is_no_address_is_refused_by_field(as_role, email):
    answer = await (await as_role("rep")).post("/api/v1/contacts", json={"email": email})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "validation_failed"
    assert "email" in answer.json()["error"]["fields"]


async def test_a_viewer_changes_nothing(as_role):
    viewer, rep = await as_role("viewer"), await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    path = f"/api/v1/contacts/{made['id']}"
    assert (await viewer.get(path)).status_code == 200
    for refused in (
        await viewer.post("/api/v1/contacts", json=HANAKO),
        await viewer.patch(path, json={"title": "x"}),
        await viewer.delete(path),
    ):
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")


async def test_a_change_says_what_was_before_and_why(as_role):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    path = f"/api/v1/contacts/{made['id']}"
    change = {"stage": "mql", "attributes": {"plan": None, "seats": 5}, "reason": "デモ依頼"}
    changed = (await rep.patch(path, json=change)).json()
    assert (changed["stage"], changed["attributes"]) == ("mql", {"seats": 5})
    newest = (await rep.get(f"{path}/timeline")).json()["items"][0]
    assert (newest["kind"], newest["title_code"]) == ("change", "contact.changed")
    assert newest["detail"]["changes"]["stage"] == {"from": "lead", "to": "mql"}
    assert (newest["detail"]["reason"], newest["detail"]["actor"]) == ("デモ依頼", "rep")


async def test_a_company_stands_where_its_most_advanced_contact_stands(as_role):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json={**HANAKO, "stage": "sql"})).json()
    await rep.post("/api/v1/contacts", json={"email": "b@c.example", "company": "旅路", "stage": "mql"})
    await rep.post("/api/v1/contacts", json={"email": "d@e.example", "company": "旅路", "stage": "disqualified"})
    assert (await rep.get(f"/api/v1/contacts/{made['id']}")).json()["company"]["stage"] == "sql"


async def test_two_contacts_never_come_to_share_an_address(as_role):
    rep = await as_role("rep")
    first = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    second = (await rep.post("/api/v1/contacts", json={"email": "b@c.example"})).json()
    refused = await rep.patch(f"/api/v1/contacts/{second['id']}", json={"email": HANAKO["email"]})
    assert (refused.status_code, refused.json()["error"]["fields"]) == (409, {"contact_id": first["id"]})


async def test_a_deleted_contact_is_gone_everywhere_and_comes_back_as_new(as_role):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    path = f"/api/v1/contacts/{made['id']}"
    assert (await rep.delete(path)).status_code == 204
    for gone in (await rep.get(path), await rep.delete(path), await rep.get(f"{path}/timeline")):
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "contact_not_found")
    assert (await rep.get("/api/v1/contacts")).json()["items"] == []
    assert (await rep.get("/api/v1/contacts/count")).json() == {"count": 0}
    assert (await rep.post("/api/v1/contacts", json={"email": HANAKO["email"]})).status_code == 201


async def test_a_nul_in_a_text_is_refused_and_not_a_crash(as_role):
    rep = await as_role("rep")
    answer = await rep.post("/api/v1/contacts", json={**HANAKO, "memo": "a\0b"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "validation_failed")
    for path in ("/api/v1/contacts", "/api/v1/contacts/count", "/api/v1/contacts/export", "/api/v1/companies"):
        for name in ("q", "tag"):
            answer = await rep.get(path, params={"q": "x", name: "\0"})
            assert answer.status_code == (200 if "companies" in path and name == "tag" else 422)


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "email", "-score", "-updated_at"])
async def test_pages_neither_repeat_nor_skip_anybody(as_role, sort):
    rep = await as_role("rep")
    for number in range(12):
        body = {"email": f"p{number % 5}{number}@tabi.example", "score": number % 3}
        assert (await rep.post("/api/v1/contacts", json=body)).status_code == 201
    seen: list[str] = []
    asked: dict[str, str] = {"limit": "5", "sort": sort}
    while asked.get("cursor") != "":
        page = (await rep.get("/api/v1/contacts", params=asked)).json()
        seen += [item["email"] for item in page["items"]]
        asked["cursor"] = page["next_cursor"] or ""
    assert len(seen) == len(set(seen)) == 12
    whole = (await rep.get("/api/v1/contacts", params={"limit": 100, "sort": sort})).json()["items"]
    assert seen == [item["email"] for item in whole]


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WyJhIl0", "WzEsMl0", "é", "W1tdLFtdXQ", "WyIyMDI2LTAxLTAxIiwiYSJd"])
async def test_a_cursor_of_somebody_elses_is_refused(as_role, cursor):
    rep = await as_role("rep")
    for path in ("/api/v1/contacts", "/api/v1/audit", "/api/v1/operations", "/api/v1/contacts/imports"):
        answer = await rep.get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cursor_invalid"), path


async def test_filters_and_count_agree(as_role):
    rep = await as_role("rep")
    await rep.post("/api/v1/contacts", json=HANAKO)
    await rep.post("/api/v1/contacts", json={"email": "b@freemail.example", "stage": "mql"})
    for asked, count in (
        ({"stage": "mql"}, 1),
        ({"stage": ["mql", "lead"]}, 2),
        ({"tag": "VIP"}, 1),
        ({"domain_class": "free_mail"}, 1),
        ({"stage": "mql", "tag": "VIP"}, 0),
    ):
        assert (await rep.get("/api/v1/contacts/count", params=asked)).json()["count"] == count, asked
        assert len((await rep.get("/api/v1/contacts", params=asked)).json()["items"]) == count


async def test_a_suppressed_contact_is_marked_and_its_timeline_says_why(as_role, sessions):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    async with transaction(sessions) as session:
        await session.execute(
            text("insert into suppression (email, reason) values ('hanako@tabiji.example', 'unsubscribed')")
        )
    assert (await rep.get("/api/v1/contacts")).json()["items"][0]["suppressed"] == "unsubscribed"
    items = (await rep.get(f"/api/v1/contacts/{made['id']}/timeline")).json()["items"]
    assert {item["title_code"] for item in items} == {"suppression.unsubscribed", "contact.created"}


async def test_the_timeline_pages_through_everything_once(as_role):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json=HANAKO)).json()
    for number in range(9):
        await rep.patch(f"/api/v1/contacts/{made['id']}", json={"title": f"役職{number}"})
    seen: list[str] = []
    asked: dict[str, str] = {"limit": "4"}
    while asked.get("cursor") != "":
        page = (await rep.get(f"/api/v1/contacts/{made['id']}/timeline", params=asked)).json()
        seen += [item["id"] for item in page["items"]]
        asked["cursor"] = page["next_cursor"] or ""
    assert len(seen) == len(set(seen)) == 10
