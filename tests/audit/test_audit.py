import pytest

from backend.audit.service import audit
from backend.kit.db import transaction
from backend.kit.state import SYSTEM

pytestmark = pytest.mark.pg


async def _change_that_fails(sessions):
    async with transaction(sessions) as session:
        await audit(session, SYSTEM, "contact.changed", "contact", "1")
        raise RuntimeError("the change failed")


async def test_an_entry_is_kept_only_with_the_change_it_tells_of(sessions, as_role):
    with pytest.raises(RuntimeError):
        await _change_that_fails(sessions)
    assert (await (await as_role("viewer")).get("/api/v1/audit")).json()["items"] == []


async def test_entries_of_one_object_are_found_newest_first(sessions, as_role):
    async with transaction(sessions) as session:
        for number in range(5):
            await audit(session, SYSTEM, f"contact.change{number}", "contact", "1", {"n": number}, "なぜなら")
        await audit(session, SYSTEM, "contact.changed", "contact", "2")
        await audit(session, SYSTEM, "contact.imported", "contact", "2")
    viewer = await as_role("viewer")
    asked = {"object_type": "contact", "object_id": "1", "limit": "2"}
    page = (await viewer.get("/api/v1/audit", params=asked)).json()
    assert [item["action"] for item in page["items"]] == ["contact.change4", "contact.change3"]
    assert page["items"][0]["reason"] == "なぜなら"
    rest = (await viewer.get("/api/v1/audit", params={**asked, "cursor": page["next_cursor"], "limit": 50})).json()
    assert [item["detail"]["n"] for item in rest["items"]] == [2, 1, 0]
    assert rest["next_cursor"] is None


async def test_an_import_of_thousands_does_not_hide_other_changes(sessions, as_role):
    async with transaction(sessions) as session:
        await audit(session, SYSTEM, "contact.imported", "contact", "2")
        await audit(session, SYSTEM, "import.done", "import", "9")
    viewer = await as_role("viewer")
    assert [item["action"] for item in (await viewer.get("/api/v1/audit")).json()["items"]] == ["import.done"]
    own = (await viewer.get("/api/v1/audit", params={"object_type": "contact", "object_id": "2"})).json()
    assert len(own["items"]) == 1
