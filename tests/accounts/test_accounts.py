import pytest
from sqlalchemy import text

from backend.accounts.service import create_token
from backend.kit.db import transaction
from tests.fixtures.api import make_token

pytestmark = pytest.mark.pg
NEW = {"email": "taro@tabiji.example", "name": "太郎", "role": "rep", "password": "correct horse battery"}


async def test_only_an_admin_makes_accounts(as_role):
    for role, status in (("viewer", 403), ("rep", 403), ("marketer", 403), ("admin", 201)):
        assert (await (await as_role(role)).post("/api/v1/accounts", json=NEW)).status_code == status


async def test_the_team_names_everybody_who_can_work_and_shows_no_address(as_role):
    admin = await as_role("admin")
    taro = (await admin.post("/api/v1/accounts", json=NEW)).json()["id"]
    gone = (await admin.post("/api/v1/accounts", json={**NEW, "email": "jiro@tabiji.example", "name": "次郎"})).json()
    await admin.patch(f"/api/v1/accounts/{gone['id']}", json={"disabled": True})
    team = (await (await as_role("viewer")).get("/api/v1/team")).json()["items"]
    assert {"id": taro, "name": "太郎", "role": "rep"} in team
    assert "次郎" not in {person["name"] for person in team}


async def test_two_accounts_never_share_an_address(as_role):
    admin = await as_role("admin")
    assert (await admin.post("/api/v1/accounts", json=NEW)).status_code == 201
    twin = await admin.post("/api/v1/accounts", json={**NEW, "email": "ＴＡＲＯ@tabiji.example"})
    assert (twin.status_code, twin.json()["error"]["code"]) == (409, "email_taken")


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "too_short"),
        ("x" * 201, "too_long"),
        ("Password123", "too_common"),
        ("ababababababab", "too_common"),
        ("my-taro-is-here", "contains_email"),
    ],
)
async def test_a_password_easy_to_guess_is_refused_by_rule(as_role, password, rule):
    admin = await as_role("admin")
    refused = await admin.post("/api/v1/accounts", json={**NEW, "password": password})
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "password_refused"
    assert refused.json()["error"]["fields"]["rule"] == rule


async def test_the_last_admin_cannot_lock_everybody_out(as_role):
    admin = await as_role("admin")
    me = (await admin.get("/api/v1/session")).json()["account"]["id"]
    for change in ({"role": "viewer"}, {"disabled": True}):
        refused = await admin.patch(f"/api/v1/accounts/{me}", json=change)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "last_admin")
    await admin.post("/api/v1/accounts", json={**NEW, "role": "admin"})
    assert (await admin.patch(f"/api/v1/accounts/{me}", json={"role": "viewer"})).status_code == 200


async def test_work_of_somebody_who_cannot_sign_in_any_more_is_not_left_with_them(as_role, sessions):
    admin = await as_role("admin")
    gone = (await admin.post("/api/v1/accounts", json=NEW)).json()["id"]
    contact = (await admin.post("/api/v1/contacts", json={"email": "hanako@kojin.example"})).json()["id"]
    task = {"contact_id": contact, "kind": "call", "subject": "電話", "assignee_id": gone}
    made = await admin.post("/api/v1/tasks", json=task)
    assert made.status_code == 201, made.text
    assert (await admin.patch(f"/api/v1/accounts/{gone}", json={"disabled": True})).status_code == 200
    async with transaction(sessions) as session:
        assert (await session.execute(text("select assignee_id, status from task"))).one() == (None, "open")
        detail = await session.scalar(text("select detail from audit_entry where action = 'account.changed'"))
    assert detail == {"changes": {"disabled": {"from": False, "to": True}}, "tasks_released": 1}


async def test_nobody_raises_their_own_role(as_role):
    rep = await as_role("rep")
    me = (await rep.get("/api/v1/session")).json()["account"]["id"]
    assert (await rep.patch(f"/api/v1/accounts/{me}", json={"role": "admin"})).status_code == 403
    assert (await rep.patch(f"/api/v1/accounts/{me}", json={"name": "新しい名前"})).json()["name"] == "新しい名前"


async def test_passwords_are_kept_as_argon2_only(as_role, sessions):
    await (await as_role("admin")).post("/api/v1/accounts", json=NEW)
    async with transaction(sessions) as session:
        kept = await session.scalar(text("select password_hash from account where email = 'taro@tabiji.example'"))
        assert str(kept).startswith("$argon2id$")
        details = (await session.scalars(text("select detail::text from audit_entry"))).all()
        assert not any(NEW["password"] in detail for detail in details)


async def test_a_token_never_has_more_rights_than_its_owner(as_role):
    rep = await as_role("rep")
    refused = await rep.post("/api/v1/tokens", json={"name": "crm", "role": "admin"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "role_too_high")
    made = await rep.post("/api/v1/tokens", json={"name": "crm", "role": "viewer"})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("tbj_")


async def test_a_revoked_token_is_useless_at_once(as_role, client):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/tokens", json={"name": "crm", "role": "viewer"})).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert (await client.get("/api/v1/contacts", headers=headers)).status_code == 200
    assert (await client.post("/api/v1/contacts", json={"email": "a@b.example"}, headers=headers)).status_code == 403
    assert (await rep.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    assert (await client.get("/api/v1/contacts", headers=headers)).status_code == 401
    listed = (await rep.get("/api/v1/tokens")).json()["items"]
    assert [item["revoked_at"] is not None for item in listed if item["id"] == made["id"]] == [True]
    assert "secret" not in listed[0]


async def test_nobody_sees_or_revokes_the_tokens_of_others(as_role):
    rep, other, admin = await as_role("rep"), await as_role("rep"), await as_role("admin")
    made = (await rep.post("/api/v1/tokens", json={"name": "crm", "role": "viewer"})).json()
    assert (await other.delete(f"/api/v1/tokens/{made['id']}")).status_code == 404
    assert made["id"] not in [item["id"] for item in (await other.get("/api/v1/tokens")).json()["items"]]
    assert made["id"] in [item["id"] for item in (await admin.get("/api/v1/tokens")).json()["items"]]
    assert (await admin.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YTpi", "Bearer ", "tbj_x"])
async def test_a_bad_authorization_header_is_refused_even_with_a_good_cookie(client, header):
    answer = await client.get("/api/v1/contacts", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


async def test_a_token_from_the_command_line_works(sessions, client):
    await make_token(sessions, "admin")
    async with transaction(sessions) as session:
        account_id = await session.scalar(text("select id from account"))
        secret = await create_token(session, account_id, "first", "admin")
    answer = await client.get("/api/v1/session", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["account"]["role"] == "admin"
    assert answer.json()["csrf_token"] == ""
