"""Playing a journey over HTTP: the film shows what the engine would do."""

from typing import Any

import httpx

from tests.fixtures.journeys import API, AddContacts, document, draft, error_of, ok

START = "2026-04-01T01:00:00Z"


async def play(client: httpx.AsyncClient, journey: dict[str, Any], **body: Any) -> dict[str, Any]:
    return await ok(await client.post(f"{API}/journeys/{journey['id']}/simulate", json={"start_at": START} | body))


async def from_gallery(client: httpx.AsyncClient, key: str, kind: str) -> dict[str, Any]:
    body = {"name": key, "kind": kind, "gallery_key": key}
    return await ok(await client.post(f"{API}/journeys", json=body), 201)


def nodes_of(film: dict[str, Any]) -> list[str]:
    return [step["node"] for step in film["film"] if step["port"] is not None or step["outcome"] == "ended"]


async def test_who_never_reacts_gets_all_three_reengagement_mails_and_returns_to_nurture(
    admin: httpx.AsyncClient,
) -> None:
    journey = await from_gallery(admin, "lost_deal", "reengagement")
    film = await play(admin, journey)
    sent = [step["node"] for step in film["film"] if step["outcome"] == "sent"]
    assert sent == ["webinar", "content", "checkin"]
    assert film["end_reason"] == "no_reaction"
    assert film["finished"]
    assert not film["truncated"]


async def test_a_click_on_the_webinar_warms_a_lost_contact_up_at_once(admin: httpx.AsyncClient) -> None:
    journey = await from_gallery(admin, "lost_deal", "reengagement")
    film = await play(admin, journey, behaviour={"sends": {"webinar": {"clicked": "PT4H"}}})
    assert nodes_of(film) == ["wait_5_days", "webinar", "clicked_webinar", "warmed", "end_warmed"]
    assert film["end_reason"] == "warmed"


async def test_an_answer_ends_the_sequence_before_the_next_mail(admin: httpx.AsyncClient) -> None:
    journey = await from_gallery(admin, "is_first_contact", "sequence")
    film = await play(admin, journey, behaviour={"sends": {"first": {"replied": "PT2H"}}})
    assert [step["node"] for step in film["film"] if step["outcome"] == "sent"] == ["first"]
    assert film["end_reason"] == "replied"


async def test_a_deal_that_exists_already_ends_reengagement_before_any_mail(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    [contact] = await add_contacts("a@a.example", stage="opportunity")
    journey = await from_gallery(admin, "lost_deal", "reengagement")
    film = await play(admin, journey, contact_id=str(contact))
    assert film["end_reason"] == "new_deal"
    missing = await admin.post(
        f"{API}/journeys/{journey['id']}/simulate", json={"contact_id": "00000000-0000-7000-8000-000000000000"}
    )
    assert error_of(missing, 404)["code"] == "contact_not_found"


async def test_a_draft_that_goes_round_for_years_is_cut_short_not_waited_for(admin: httpx.AsyncClient) -> None:
    nodes = {
        "pause": {"type": "wait", "for": "PT1S", "next": {"done": "mark"}},
        "mark": {"type": "update_contact", "add_tags": ["x"], "next": {"done": "pause"}},
    }
    film = await play(admin, await draft(admin, document(nodes)))
    assert film["truncated"]
    assert not film["finished"]
    assert film["longest"]["open_ended"]
