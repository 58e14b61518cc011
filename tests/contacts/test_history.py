"""What was changed on a contact, and by whom."""

from datetime import timedelta

import pytest

from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.models import ContactHistory
from tests.fixtures.api import As

pytestmark = pytest.mark.pg
API = "/api/v1"


async def test_a_change_by_a_person_and_one_by_a_journey_stand_in_one_history_page_by_page(
    as_role: As, sessions: Sessions
) -> None:
    admin = await as_role("admin")
    person = (await admin.post(f"{API}/contacts", json={"email": "hanako@kojin.example"})).json()["id"]
    await admin.patch(f"{API}/contacts/{person}", json={"stage": "sql", "title": "部長", "reason": "電話で確認"})
    me = (await admin.get(f"{API}/session")).json()["account"]
    async with transaction(sessions) as session:
        later = utc_now() + timedelta(seconds=5)
        session.add(ContactHistory(contact_id=person, at=later, field="owner", before=None, after=me["id"], node="own"))
    told, cursor = [], None
    while True:
        page = (
            await admin.get(
                f"{API}/contacts/{person}/history", params={"limit": 1} | ({"cursor": cursor} if cursor else {})
            )
        ).json()
        told += [(row["field"], row["before"], row["after"], row["by"]) for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert told == [
        ("owner", None, me["name"], "journey"),
        ("title", "", "部長", "person"),
        ("stage", "lead", "sql", "person"),
    ]
    only = (await admin.get(f"{API}/contacts/{person}/history", params={"field": "stage"})).json()["items"]
    assert [(row["field"], row["actor"], row["reason"]) for row in only] == [("stage", me["name"], "電話で確認")]
