"""Lists: who stands on them, and what uses them."""

import pytest

from tests.fixtures.api import As
from tests.fixtures.journeys import draft

pytestmark = pytest.mark.pg
API = "/api/v1"


async def test_a_list_that_a_journey_fills_tells_so_before_it_is_deleted(as_role: As) -> None:
    admin = await as_role("admin")
    used = (await admin.post(f"{API}/lists", json={"name": "展示会"})).json()["id"]
    unused = (await admin.post(f"{API}/lists", json={"name": "ほか"})).json()["id"]
    nodes = {
        "mark": {"type": "update_contact", "add_lists": [used], "next": {"done": "end"}},
        "end": {"type": "exit", "reason": "finished"},
    }
    graph = {"schema": 1, "name": "フォロー", "kind": "nurture", "entry": {"node": "mark"}, "nodes": nodes}
    journey = await draft(admin, graph)
    uses = (await admin.get(f"{API}/lists/{used}/uses")).json()
    assert [(one["id"], one["in_draft"], one["live"]) for one in uses] == [(journey["id"], True, False)]
    assert (await admin.get(f"{API}/lists/{unused}/uses")).json() == []


async def test_the_contacts_page_can_be_narrowed_to_a_list_and_a_contact_names_its_lists(as_role: As) -> None:
    admin = await as_role("admin")
    made = [
        (await admin.post(f"{API}/contacts", json={"email": f"{name}@kojin.example"})).json()["id"] for name in "ab"
    ]
    one = (await admin.post(f"{API}/lists", json={"name": "展示会"})).json()["id"]
    await admin.post(f"{API}/lists/{one}/members", json={"contact_ids": made[:1]})
    found = (await admin.get(f"{API}/contacts", params={"list_id": one})).json()["items"]
    assert [row["id"] for row in found] == made[:1]
    assert (await admin.get(f"{API}/contacts/count", params={"list_id": one})).json() == {"count": 1}
    assert (await admin.get(f"{API}/contacts/{made[0]}")).json()["lists"] == [{"id": one, "name": "展示会"}]
    assert (await admin.get(f"{API}/contacts/{made[1]}")).json()["lists"] == []
