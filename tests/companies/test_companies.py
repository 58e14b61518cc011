"""Companies: changed by people, moved by contacts, and what goes on with their people."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from tests.fixtures.api import As
from tests.fixtures.journeys import API, enroll, ok, running

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("templates")]


async def _contact(client: httpx.AsyncClient, email: str, **more: Any) -> dict[str, Any]:
    body = {"email": email, "company": "㈱旅路", **more}
    answer = await client.post(f"{API}/contacts", json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def _company(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await ok(await client.get(f"{API}/companies")))["items"][0]


async def test_a_change_says_what_was_before_and_why(as_role: As) -> None:
    rep = await as_role("rep")
    await _contact(rep, "a@b.example")
    path = f"{API}/companies/{(await _company(rep))['id']}"
    change = {"industry": "製造", "employees": 120, "prefecture": "愛知県", "note": "年度末に予算", "reason": "訪問"}
    changed = await ok(await rep.patch(path, json=change))
    assert {name: changed[name] for name in ("industry", "employees", "prefecture", "note")} == {
        name: change[name] for name in ("industry", "employees", "prefecture", "note")
    }
    entry = (await ok(await rep.get(f"{API}/audit", params={"object_type": "company"})))["items"][0]
    assert (entry["action"], entry["reason"]) == ("company.changed", "訪問")
    assert entry["detail"]["changes"]["employees"] == {"from": None, "to": 120}
    await ok(await rep.patch(path, json={"industry": "製造"}))
    assert len((await ok(await rep.get(f"{API}/audit", params={"object_type": "company"})))["items"]) == 1
    assert (await ok(await rep.patch(path, json={"employees": None})))["employees"] is None


async def test_a_stage_set_by_hand_is_not_taken_back_by_the_next_contact(as_role: As) -> None:
    rep = await as_role("rep")
    await _contact(rep, "a@b.example", stage="mql")
    path = f"{API}/companies/{(await _company(rep))['id']}"
    assert (await ok(await rep.patch(path, json={"stage": "opportunity"})))["stage_by_hand"] is True
    await _contact(rep, "c@d.example", stage="sql")
    assert (await ok(await rep.get(path)))["stage"] == "opportunity"
    await _contact(rep, "c@d.example", stage="customer")
    moved = await ok(await rep.get(path))
    assert (moved["stage"], moved["stage_by_hand"]) == ("customer", False)


async def test_a_company_that_is_not_to_be_approached_stays_so_until_a_person_says_otherwise(as_role: As) -> None:
    rep = await as_role("rep")
    await _contact(rep, "a@b.example")
    path = f"{API}/companies/{(await _company(rep))['id']}"
    await ok(await rep.patch(path, json={"stage": "disqualified"}))
    await _contact(rep, "a@b.example", stage="customer")
    assert (await ok(await rep.get(path)))["stage"] == "disqualified"
    assert (await ok(await rep.patch(path, json={"stage": "as_contacts"})))["stage"] == "customer"


async def test_a_viewer_changes_nothing_and_what_is_not_there_is_not_found(as_role: As) -> None:
    viewer, rep = await as_role("viewer"), await as_role("rep")
    await _contact(rep, "a@b.example")
    company = await _company(rep)
    assert (await viewer.patch(f"{API}/companies/{company['id']}", json={"note": "x"})).status_code == 403
    for answer in (
        await rep.patch(f"{API}/companies/{new_id()}", json={"note": "x"}),
        await rep.get(f"{API}/companies/{new_id()}/activity"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "company_not_found")


async def test_what_goes_on_shows_journeys_and_what_people_did_but_no_machines(
    admin: httpx.AsyncClient, sessions: Sessions
) -> None:
    person = await _contact(admin, "a@b.example", last_name="森", first_name="太郎")
    journey = await running(admin)
    await enroll(admin, journey, emails=["a@b.example"])
    async with transaction(sessions) as session:
        for kind, verdict in (("clicked", "human"), ("opened", "machine")):
            await session.execute(
                text(
                    "insert into engagement_event (id, source, dedupe_key, contact_id, kind, url, at, verdict)"
                    " values (:id, 'test', :key, :contact, :kind, 'https://a.example/', :at, :verdict)"
                ),
                {
                    "id": new_id(), "key": kind, "contact": person["id"], "kind": kind, "at": utc_now(),
                    "verdict": verdict,
                },
            )  # fmt: skip
    company = await _company(admin)
    activity = await ok(await admin.get(f"{API}/companies/{company['id']}/activity"))
    assert [(row["id"], row["aboard"], row["entered"]) for row in activity["journeys"]] == [(journey["id"], 1, 1)]
    assert [(row["kind"], row["contact_name"]) for row in activity["reactions"]] == [("clicked", "森 太郎")]
