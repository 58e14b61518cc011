"""Stopped addresses stay stopped until an admin says otherwise."""

from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import AuditEntry, Contact
from backend.suppression import repository
from tests.fixtures.api import As


async def test_an_address_is_stopped_however_it_is_written(as_role: As, sessions: Sessions) -> None:
    marketer = await as_role("marketer")
    async with transaction(sessions) as session:
        session.add(Contact(id=new_id(), email="yamada@tozai.example", last_name="山田", first_name="花子"))
    answer = await marketer.post("/api/v1/suppression", json={"email": " Ｙamada@Tozai.example ", "note": "電話で依頼"})
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["email"], row["reason"], row["contact_name"]) == ("yamada@tozai.example", "manual", "山田 花子")
    async with transaction(sessions) as session:
        assert await repository.suppressed(session, ["yamada@tozai.example", "x@y.example"]) == {
            "yamada@tozai.example": "manual"
        }


async def test_the_first_reason_stays(as_role: As, sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        assert await repository.add(session, "a@b.example", "unsubscribed", now=utc_now())
        assert not await repository.add(session, "a@b.example", "hard_bounce", now=utc_now())
    marketer = await as_role("marketer")
    row = (await marketer.post("/api/v1/suppression", json={"email": "a@b.example"})).json()
    assert row["reason"] == "unsubscribed"


async def test_only_an_admin_lets_mail_go_again_and_it_is_written_down(as_role: As, sessions: Sessions) -> None:
    marketer, admin = await as_role("marketer"), await as_role("admin")
    await marketer.post("/api/v1/suppression", json={"email": "a@b.example"})
    assert (await marketer.delete("/api/v1/suppression/a@b.example")).status_code == 403
    assert (await admin.delete("/api/v1/suppression/A@b.example")).status_code == 204
    answer = await admin.delete("/api/v1/suppression/a@b.example")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_suppressed")
    async with transaction(sessions) as session:
        from sqlalchemy import select

        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["suppression.added", "suppression.removed"]


async def test_what_is_no_address_is_not_kept(as_role: As) -> None:
    marketer = await as_role("marketer")
    for wrong in ("", "x", "a@b", "a b@c.example"):
        assert (await marketer.post("/api/v1/suppression", json={"email": wrong})).status_code == 422
    assert (await (await as_role("rep")).post("/api/v1/suppression", json={"email": "a@b.example"})).status_code == 403


async def test_the_list_is_paged_and_searched(as_role: As, sessions: Sessions) -> None:
    now = utc_now()
    async with transaction(sessions) as session:
        for n in range(5):
            await repository.add(session, f"n{n}@b.example", "manual", now=now)
        await repository.add(session, "100%_sure@b.example", "manual", now=now)
    viewer = await as_role("viewer")
    seen: list[str] = []
    cursor = ""
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await viewer.get("/api/v1/suppression", params=params)).json()
        seen += [item["email"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 6
    found = (await viewer.get("/api/v1/suppression", params={"q": "%_S"})).json()["items"]
    assert [item["email"] for item in found] == ["100%_sure@b.example"]
