"""Lists of enrollments, and one contact's story."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event, update
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.kit.db import Sessions, transaction
from backend.models import Enrollment
from tests.fixtures.journeys import API, AddContacts, enroll, error_of, ok, running

pytestmark = pytest.mark.usefixtures("templates")


async def listed(client: httpx.AsyncClient, journey: dict[str, Any], **params: Any) -> dict[str, Any]:
    return await ok(await client.get(f"{API}/journeys/{journey['id']}/enrollments", params=params))


async def test_pages_hold_everybody_once_newest_first(admin: httpx.AsyncClient, add_contacts: AddContacts) -> None:
    journey = await running(admin)
    await add_contacts(*(f"c{n}@a.example" for n in range(7)))
    await enroll(admin, journey, all=True)
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = await listed(admin, journey, **params)
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert len(seen) == 7
    assert seen == sorted(set(seen), reverse=True)


async def test_who_stands_at_a_step_or_failed_can_be_listed(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example", "b@a.example", "c@a.example")
    await enroll(admin, journey, all=True)
    ids = [row["id"] for row in (await listed(admin, journey))["items"]]
    async with transaction(sessions) as session:
        await session.execute(update(Enrollment).where(Enrollment.id == UUID(ids[0])).values(node="pause"))
        await session.execute(update(Enrollment).where(Enrollment.id == UUID(ids[1])).values(status="errored"))
    assert [row["id"] for row in (await listed(admin, journey, node="pause"))["items"]] == [ids[0]]
    assert [row["id"] for row in (await listed(admin, journey, status="errored"))["items"]] == [ids[1]]
    assert (await listed(admin, journey, status="errored", node="pause"))["items"] == []
    assert error_of(await admin.get(f"{API}/journeys/{journey['id']}/enrollments?status=lost"), 422)


async def test_the_list_shows_exactly_those_who_failed_for_a_reason_in_an_hour(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example", "b@a.example", "c@a.example")
    await enroll(admin, journey, all=True)
    ids = [row["id"] for row in (await listed(admin, journey))["items"]]
    times = {ids[0]: "2026-10-06T01:30:00+00:00", ids[1]: "2026-10-06T05:30:00+00:00"}
    async with transaction(sessions) as session:
        for one, at in times.items():
            values = {"status": "errored", "end_reason": "spinning", "failed_at": datetime.fromisoformat(at)}
            await session.execute(update(Enrollment).where(Enrollment.id == UUID(one)).values(**values))
    hour = {"failed_from": "2026-10-06T01:00:00Z", "failed_to": "2026-10-06T02:00:00Z"}
    assert [row["id"] for row in (await listed(admin, journey, **hour))["items"]] == [ids[0]]
    assert [row["id"] for row in (await listed(admin, journey, code="spinning"))["items"]] == ids[:2]
    assert (await listed(admin, journey, code="node_missing"))["items"] == []


async def test_a_page_costs_the_same_statements_for_one_and_for_a_hundred(
    admin: httpx.AsyncClient, add_contacts: AddContacts, app: Any
) -> None:
    journey = await running(admin)
    statements: list[str] = []
    engine: AsyncEngine = app.state.tabiji.engine

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    async def cost() -> int:
        statements.clear()
        await listed(admin, journey, limit=200)
        return len(statements)

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    await add_contacts("a@a.example")
    await enroll(admin, journey, all=True)
    alone = await cost()
    await add_contacts(*(f"c{n}@a.example" for n in range(100)))
    await enroll(admin, journey, all=True)
    assert await cost() == alone


async def test_an_unknown_enrollment_is_a_clear_404(admin: httpx.AsyncClient) -> None:
    missing = await admin.get(f"{API}/enrollments/00000000-0000-7000-8000-000000000000")
    assert error_of(missing, 404)["code"] == "enrollment_not_found"
