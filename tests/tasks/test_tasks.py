"""The queue of tasks: what comes first, what a page after a change shows, and whose tasks nobody would ever see."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Organization
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, error_of, ok

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
async def contact(add_contacts: AddContacts, sessions: Sessions) -> UUID:
    """Somebody to have tasks about, in an organisation that keeps Tokyo's days."""
    async with transaction(sessions) as session:
        session.add(Organization(id=1, name="株式会社タビジ", timezone="Asia/Tokyo"))
    (made,) = await add_contacts("hanako@kojin.example")
    return made


NOON = datetime.now(TOKYO).replace(hour=12, minute=0, second=0, microsecond=0)
"""The present of these tests: far from the end of the day, whenever they run and however long they take."""


@pytest.fixture(autouse=True)
def noon(app: FastAPI) -> None:
    """The clock moves on only from look to look."""
    looks = count()
    app.state.tabiji.clock = lambda: NOON.astimezone(UTC) + timedelta(milliseconds=next(looks))


def at(**parts: float) -> datetime:
    return NOON.astimezone(UTC) + timedelta(**parts)


async def make(client: httpx.AsyncClient, contact: UUID, subject: str, due: datetime | None = None, **more: Any) -> str:
    task = {"contact_id": str(contact), "kind": "call", "subject": subject, **more}
    body = task | {"due_at": due and due.isoformat()}
    return (await ok(await client.post(f"{API}/tasks", json=body), 201))["id"]


async def subjects(client: httpx.AsyncClient, **query: Any) -> list[str]:
    """All pages, two tasks a page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        asked = {**query, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = await ok(await client.get(f"{API}/tasks", params=asked))
        found += [one["subject"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_what_is_overdue_is_not_buried_under_what_was_made_later(admin: httpx.AsyncClient, contact: UUID) -> None:
    tomorrow = (NOON + timedelta(days=1)).replace(hour=10, minute=0)
    await make(admin, contact, "overdue", at(days=-2), priority="low")
    await make(admin, contact, "tomorrow at ten", tomorrow)
    await make(admin, contact, "tomorrow at nine", tomorrow.replace(hour=9))
    await make(admin, contact, "tomorrow at noon, but urgent", tomorrow.replace(hour=12), priority="high")
    await make(admin, contact, "whenever", priority="high")
    await make(admin, contact, "long overdue", at(days=-9))
    wanted = [
        "long overdue",
        "overdue",
        "tomorrow at noon, but urgent",
        "tomorrow at nine",
        "tomorrow at ten",
        "whenever",
    ]
    assert await subjects(admin) == wanted
    assert await subjects(admin, sort="newest") == [
        "long overdue", "whenever", "tomorrow at noon, but urgent", "tomorrow at nine", "tomorrow at ten", "overdue",
    ]  # fmt: skip


async def test_within_a_day_whoever_has_the_higher_score_is_called_first(
    admin: httpx.AsyncClient, contact: UUID, add_contacts: AddContacts
) -> None:
    (hot,) = await add_contacts("hot@kojin.example", score=80)
    noon = NOON + timedelta(days=3)
    await make(admin, contact, "cold", noon)
    await make(admin, hot, "hot", noon + timedelta(hours=3))
    await make(admin, contact, "urgent", noon + timedelta(hours=4), priority="high")
    assert await subjects(admin) == ["urgent", "hot", "cold"]


async def test_a_task_put_off_between_two_pages_does_not_hide_others(admin: httpx.AsyncClient, contact: UUID) -> None:
    ids = [await make(admin, contact, f"task {n}", at(days=-9 + n)) for n in range(5)]
    first = await ok(await admin.get(f"{API}/tasks", params={"limit": 2}))
    await ok(await admin.patch(f"{API}/tasks/{ids[1]}", json={"due_at": at(days=30).isoformat()}))
    rest = await ok(await admin.get(f"{API}/tasks", params={"limit": 5, "cursor": first["next_cursor"]}))
    assert [one["subject"] for one in rest["items"]] == ["task 2", "task 3", "task 4", "task 1"]


async def test_filters_mean_what_the_chips_say(admin: httpx.AsyncClient, as_role: As, contact: UUID) -> None:
    rep = await as_role("rep")
    me = (await ok(await rep.get(f"{API}/session")))["account"]["id"]
    end_of_today = (NOON + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    await make(rep, contact, "late", at(hours=-1), assignee_id=me)
    await make(rep, contact, "today", end_of_today - timedelta(seconds=1), kind="mail")
    await make(rep, contact, "tomorrow", end_of_today)
    await make(rep, contact, "no date")
    for due, found in (("overdue", "late"), ("today", "today"), ("later", "tomorrow"), ("none", "no date")):
        assert await subjects(rep, due=due) == [found]
    assert await subjects(rep, assignee="me") == ["late"]
    assert await subjects(rep, assignee="none") == ["today", "tomorrow", "no date"]
    assert await subjects(rep, kind="mail") == ["today"]
    assert await subjects(rep, journey_id=str(new_id())) == []
    assert await ok(await rep.get(f"{API}/tasks/counts")) == {"mine": 1, "nobodys": 3, "open": 4, "overdue": 1}


async def test_what_was_finished_last_is_shown_first(admin: httpx.AsyncClient, contact: UUID) -> None:
    ids = [await make(admin, contact, f"task {n}") for n in range(3)]
    for n in (1, 2, 0):
        await ok(await admin.post(f"{API}/tasks/{ids[n]}/complete", json={"outcome": "done"}))
    assert await subjects(admin, status="done", sort="closed") == ["task 0", "task 2", "task 1"]


@pytest.mark.parametrize("sort", ["due", "closed", "newest"])
async def test_a_cursor_of_another_order_is_refused_and_not_misread(
    admin: httpx.AsyncClient, contact: UUID, sort: str
) -> None:
    for n in range(2):
        await make(admin, contact, f"task {n}")
    cursors = {
        other: (await ok(await admin.get(f"{API}/tasks", params={"limit": 1, "sort": other})))["next_cursor"]
        for other in ("due", "closed", "newest")
    }
    for other, cursor in cursors.items():
        answer = await admin.get(f"{API}/tasks", params={"cursor": cursor, "sort": sort})
        if other == sort:
            assert len((await ok(answer))["items"]) == 1
        else:
            assert error_of(answer, 422)["code"] == "cursor_invalid"


async def test_giving_a_task_away_tells_the_new_assignee_and_is_audited(
    admin: httpx.AsyncClient, as_role: As, contact: UUID, sessions: Sessions
) -> None:
    rep = await as_role("rep")
    theirs = (await ok(await rep.get(f"{API}/session")))["account"]["id"]
    task = await make(admin, contact, "電話")
    due = at(days=2)
    await ok(await admin.patch(f"{API}/tasks/{task}", json={"assignee_id": theirs, "due_at": due.isoformat()}))
    assert (await ok(await rep.get(f"{API}/notifications/unread")))["unread"] == 1
    row = await ok(await rep.get(f"{API}/tasks/{task}"))
    assert (row["assignee"]["id"], datetime.fromisoformat(row["due_at"])) == (theirs, due)
    async with transaction(sessions) as session:
        detail = await session.scalar(text("select detail from audit_entry where action = 'task.updated'"))
    changes = {"assignee": {"from": None, "to": "rep"}, "due_at": {"from": None, "to": due.isoformat()}}
    assert detail == {"changes": changes}
    await ok(await admin.patch(f"{API}/accounts/{theirs}", json={"disabled": True}))
    refused = await admin.patch(f"{API}/tasks/{task}", json={"assignee_id": theirs})
    assert error_of(refused, 422)["code"] == "assignee_not_found"
    assert (await ok(await admin.get(f"{API}/tasks/{task}")))["assignee"] is None, "freed with the account"


async def test_a_task_about_an_erased_person_shows_nothing_of_them_and_cannot_be_written_to(
    admin: httpx.AsyncClient, contact: UUID
) -> None:
    task = await make(admin, contact, "山田花子様に電話", body="090-0000-0000")
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "本人の希望"}), 204)
    row = await ok(await admin.get(f"{API}/tasks/{task}"))
    assert (row["status"], row["subject"], row["body"], row["contact"]["email"]) == ("cancelled", "", "", "")
    assert error_of(await admin.patch(f"{API}/tasks/{task}", json={"subject": "花子"}), 409)["code"] == "task_closed"
    new = {"contact_id": str(contact), "subject": "もう一度"}
    assert error_of(await admin.post(f"{API}/tasks", json=new), 404)["code"] == "task_contact_not_found"


async def test_nobody_is_left_with_a_task_about_a_deleted_contact(
    admin: httpx.AsyncClient, contact: UUID, sessions: Sessions
) -> None:
    await make(admin, contact, "電話")
    await ok(await admin.delete(f"{API}/contacts/{contact}"), 204)
    assert await subjects(admin, status="open") == []
    assert await subjects(admin, status="cancelled") == ["電話"]
    async with transaction(sessions) as session:
        detail = await session.scalar(text("select detail from audit_entry where action = 'contact.deleted'"))
    assert detail == {"email": "hanako@kojin.example", "tasks_cancelled": 1}
