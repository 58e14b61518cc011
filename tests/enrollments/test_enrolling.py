"""Enrolling: who may enter, who is left out and why, and two requests at once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, text, update

from backend.enrollments import service
from backend.kit.db import Sessions, transaction
from backend.models import Contact, Enrollment, Suppression
from tests.fixtures.api import As
from tests.fixtures.journeys import API, AddContacts, document, draft, enroll, error_of, ok, running
from tests.patience import patience

pytestmark = pytest.mark.usefixtures("templates")


async def preview(client: httpx.AsyncClient, journey: dict[str, Any], **selection: Any) -> dict[str, Any]:
    test = selection.pop("test", None)
    body = {"selection": selection} | ({"test": test} if test else {})
    return await ok(await client.post(f"{API}/journeys/{journey['id']}/enrollments/preview", json=body))


async def end_everybody(sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        await session.execute(update(Enrollment).values(status="completed", ended_at=func.now()))


async def test_everybody_left_out_is_named_with_the_reason(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts("ok@a.example", "aboard@a.example", "gone@a.example", "stop@a.example")
    await add_contacts("spy@rival.example", domain_class="competitor")
    await add_contacts("me@own.example", domain_class="own")
    async with transaction(sessions) as session:
        session.add(Suppression(email="stop@a.example", reason="unsubscribed"))
        await session.execute(
            update(Contact).where(Contact.email == "gone@a.example").values(deleted_at=datetime.now(UTC))
        )
    await enroll(admin, journey, emails=["aboard@a.example"])
    emails = ["OK@a.example ", "aboard@a.example", "gone@a.example", "stop@a.example"]
    emails += ["spy@rival.example", "me@own.example", "nobody@a.example", "ok@a.example"]
    seen = await preview(admin, journey, emails=emails)
    reasons = ("already_enrolled", "deleted", "suppressed", "competitor", "own_domain", "not_found")
    assert seen["left_out"] == dict.fromkeys(reasons, 1)
    assert seen["eligible"] == 1
    assert {sample["email"]: sample["reason"] for sample in seen["samples"]} == {
        "aboard@a.example": "already_enrolled",
        "gone@a.example": "deleted",
        "stop@a.example": "suppressed",
        "spy@rival.example": "competitor",
        "me@own.example": "own_domain",
        "nobody@a.example": "not_found",
    }
    entered = await enroll(admin, journey, emails=emails)
    assert (entered["enrolled"], entered["left_out"]) == (1, seen["left_out"])


async def test_the_same_contact_enrolled_by_parallel_requests_enters_once(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts(*(f"c{n}@a.example" for n in range(20)))
    answers = await asyncio.gather(*(enroll(admin, journey, all=True) for _ in range(5)))
    assert sum(answer["enrolled"] for answer in answers) == 20
    assert all(answer["enrolled"] + answer["left_out"].get("already_enrolled", 0) == 20 for answer in answers)
    async with transaction(sessions) as session:
        assert await session.scalar(select(func.count()).select_from(Enrollment)) == 20
    assert (await ok(await admin.get(f"{API}/journeys")))["items"][0]["aboard"] == 20


@pytest.mark.parametrize(("reentry", "again"), [("never", 0), ("after_exit", 1), ("always", 1)])
async def test_whoever_has_been_through_enters_again_only_if_the_journey_says_so(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions, reentry: str, again: int
) -> None:
    graph = document()
    journey = await running(admin, graph | {"entry": graph["entry"] | {"reentry": reentry}})
    await add_contacts("a@a.example")
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1
    assert (await enroll(admin, journey, all=True))["left_out"] == {"already_enrolled": 1}
    await end_everybody(sessions)
    answer = await enroll(admin, journey, all=True)
    assert answer["enrolled"] == again
    assert answer["left_out"] == ({} if again else {"entered_before": 1})


async def test_a_test_may_go_to_own_addresses_and_does_not_count_as_having_entered(
    admin: httpx.AsyncClient, add_contacts: AddContacts, sessions: Sessions
) -> None:
    journey = await running(admin)
    await add_contacts("me@own.example", domain_class="own")
    await add_contacts("a@a.example")
    test = {"max_wait": "PT2S"}
    assert (await preview(admin, journey, all=True, test=test))["eligible"] == 2
    assert (await enroll(admin, journey, all=True, test=test))["enrolled"] == 2
    async with transaction(sessions) as session:
        assert set(await session.scalars(select(Enrollment.test_max_wait))) == {2.0}
    await end_everybody(sessions)
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1


@pytest.mark.parametrize("max_wait", ["PT0S", "PT0.5S", "PT2H", "-PT5S", "soon", "P1D"])
async def test_a_test_wait_shorter_than_a_second_or_longer_than_an_hour_is_refused(
    admin: httpx.AsyncClient, max_wait: str
) -> None:
    journey = await running(admin)
    body = {"selection": {"all": True}, "test": {"max_wait": max_wait}}
    response = await admin.post(f"{API}/journeys/{journey['id']}/enrollments", json=body)
    assert "test.max_wait" in error_of(response, 422)["fields"]


@pytest.mark.parametrize(
    "selection",
    [{}, {"all": False}, {"all": True, "emails": ["a@a.example"]}, {"emails": []}, {"everyone": 1}, [], None, "all"],
)
async def test_a_selection_that_is_not_exactly_one_is_refused(admin: httpx.AsyncClient, selection: Any) -> None:
    journey = await draft(admin)
    response = await admin.post(f"{API}/journeys/{journey['id']}/enrollments/preview", json={"selection": selection})
    assert any(path.startswith("selection") for path in error_of(response, 422)["fields"])


async def test_a_filter_finds_by_search_text_and_condition_together(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example", stage="mql", search_key="ヤマダ", tags=["関心あり"])
    await add_contacts("b@a.example", stage="mql", search_key="スズキ")
    await add_contacts("c@a.example", stage="lead", search_key="ヤマダ")
    mql = {"stage_at_least": "mql"}
    assert (await preview(admin, journey, filter={"q": "やまだ"}))["eligible"] == 2
    assert (await preview(admin, journey, filter={"condition": mql}))["eligible"] == 2
    assert (await preview(admin, journey, filter={"q": "やまだ", "condition": mql}))["eligible"] == 1
    assert (await preview(admin, journey, filter={}))["eligible"] == 3
    engagement = {"condition": {"engagement": "opened", "of": "hello"}}
    refused = await admin.post(
        f"{API}/journeys/{journey['id']}/enrollments/preview", json={"selection": {"filter": engagement}}
    )
    assert error_of(refused, 422)["code"] == "condition_refused"


async def test_nobody_enters_a_draft_a_stopped_or_an_archived_journey(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    await add_contacts("a@a.example")
    made, stopped, archived = await draft(admin), await running(admin), await running(admin)
    await ok(await admin.post(f"{API}/journeys/{stopped['id']}/stop", json={}))
    await ok(await admin.delete(f"{API}/journeys/{archived['id']}"), 204)
    for journey, status in ((made, "draft"), (stopped, "stopped"), (archived, "archived")):
        response = await admin.post(f"{API}/journeys/{journey['id']}/enrollments", json={"selection": {"all": True}})
        error = error_of(response, 409)
        assert (error["code"], error["fields"]) == ("journey_not_live", {"status": status})


async def test_a_viewer_cannot_enroll_and_a_rep_can(as_role: As, add_contacts: AddContacts) -> None:
    journey = await running(await as_role("admin"))
    await add_contacts("a@a.example")
    body = {"selection": {"all": True}}
    viewer, rep = await as_role("viewer"), await as_role("rep")
    assert error_of(await viewer.post(f"{API}/journeys/{journey['id']}/enrollments", json=body), 403)
    assert (await enroll(rep, journey, all=True))["enrolled"] == 1


async def test_a_preview_of_fifty_thousand_contacts_is_a_few_statements_not_one_a_contact(
    admin: httpx.AsyncClient, sessions: Sessions
) -> None:
    journey = await running(admin)
    async with transaction(sessions) as session:
        await session.execute(
            text(
                "insert into contact (id, email, domain_class) select gen_random_uuid(), 'c' || n || '@a.example',"
                " case when n % 10 = 0 then 'competitor' else 'corporate' end from generate_series(1, 50000) n"
            )
        )
    seen = await preview(admin, journey, all=True)
    assert seen["eligible"] == 45_000
    assert seen["left_out"] == {"competitor": 5_000}
    assert len(seen["samples"]) == 20
    answer = await enroll(admin, journey, all=True)
    assert answer["enrolled"] == 0
    assert UUID(answer["operation_id"])


async def test_a_pause_does_not_wait_while_a_large_enrollment_is_being_judged(
    admin: httpx.AsyncClient, add_contacts: AddContacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example")
    judge = service.count_reasons

    async def paused_meanwhile(*arguments: Any) -> Any:
        async with patience():
            await ok(await admin.post(f"{API}/journeys/{journey['id']}/pause", json={}))
        return await judge(*arguments)

    monkeypatch.setattr(service, "count_reasons", paused_meanwhile)
    assert (await enroll(admin, journey, all=True))["enrolled"] == 1
