import pytest

from backend.execution.operations import start_operation
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.models import Operation

pytestmark = pytest.mark.pg


@pytest.fixture
async def queued(sessions):
    """An operation nobody has begun."""
    async with transaction(sessions) as session:
        return await start_operation(session, "contact_import", {"file_name": "a.csv"}, None)


async def test_progress_can_be_watched(as_role, queued, sessions):
    viewer = await as_role("viewer")
    shown = (await viewer.get(f"/api/v1/operations/{queued.id}")).json()
    assert (shown["status"], shown["done"], shown["total"]) == ("queued", 0, None)
    async with transaction(sessions) as session:
        (await session.get_one(Operation, queued.id)).status = "done"
    assert (await viewer.get("/api/v1/operations", params={"running": True})).json()["items"] == []
    assert len((await viewer.get("/api/v1/operations")).json()["items"]) == 1


async def test_a_viewer_cancels_nothing(as_role, queued):
    assert (await (await as_role("viewer")).post(f"/api/v1/operations/{queued.id}/cancel")).status_code == 403


async def test_cancelling_twice_is_one_entry(as_role, queued):
    rep = await as_role("rep")
    for _ in range(2):
        answer = (await rep.post(f"/api/v1/operations/{queued.id}/cancel")).json()
        assert (answer["status"], answer["cancel_requested"]) == ("queued", True)
    entries = (await rep.get("/api/v1/audit", params={"object_type": "operation"})).json()["items"]
    assert len(entries) == 1


@pytest.mark.parametrize("kind", ["resume", "migrate", "shunt", "stop_journey", "backtest", "reconcile"])
async def test_who_may_not_move_people_cannot_call_off_what_moves_them(as_role, sessions, kind):
    async with transaction(sessions) as session:
        begun = await start_operation(session, kind, {}, None)
    answer = await (await as_role("rep")).post(f"/api/v1/operations/{begun.id}/cancel")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    by_marketer = await (await as_role("marketer")).post(f"/api/v1/operations/{begun.id}/cancel")
    assert by_marketer.status_code == (403 if kind == "reconcile" else 200)


async def test_an_operation_that_does_not_exist_is_named(as_role):
    answer = await (await as_role("viewer")).get(f"/api/v1/operations/{new_id()}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "operation_not_found")
