"""Playing a journey over HTTP: the film shows what the engine would do."""

import asyncio
import os
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import httpx
import pytest

from backend.journeys.crowds import AT_A_TIME, HERE, PLAYHOUSE
from backend.journeys.simulation import play_many
from backend.journeys.simulation_schemas import SimulateManyRequest
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from tests.fixtures.journeys import API, AddContacts, document, draft, error_of, ok, running

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
    assert (film["end_reason"], film["zone"]) == ("no_reaction", "Asia/Tokyo")
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


async def test_every_mail_of_the_film_can_be_read_as_this_contact_would_get_it(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts
) -> None:
    del templates
    [contact] = await add_contacts("aoki@a.example", last_name="青木", first_name="次郎")
    journey = await from_gallery(admin, "lost_deal", "reengagement")
    film = await play(admin, journey, contact_id=str(contact), mails=True)
    sent = [step["node"] for step in film["film"] if step["outcome"] == "sent"]
    assert [mail["node"] for mail in film["mails"]] == sent == ["webinar", "content", "checkin"]
    assert all("青木" in mail["text"] and mail["html"] and mail["subject"] for mail in film["mails"])
    assert {mail["error"] for mail in film["mails"]} == {None}
    assert (await play(admin, journey))["mails"] is None


async def test_a_mail_that_cannot_be_made_is_named_instead_of_failing_the_film(admin: httpx.AsyncClient) -> None:
    film = await play(admin, await draft(admin), mails=True)
    assert [(mail["template"], mail["error"]) for mail in film["mails"]] == [("thanks", "template_missing")]


async def test_a_published_version_is_played_with_the_texts_it_was_published_with(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    journey = await running(admin)
    listed = await ok(await admin.get(f"{API}/templates"))
    template = next(item for item in listed["items"] if item["key"] == "thanks")
    text = await ok(await admin.get(f"{API}/templates/{template['id']}"))
    body = {name: text[name] for name in ("name", "preheader", "body", "text_body")} | {"subject": "新しい件名"}
    await ok(await admin.put(f"{API}/templates/{template['id']}", json=body))
    [old] = (await play(admin, journey, mails=True, version=1))["mails"]
    [new] = (await play(admin, journey, mails=True))["mails"]
    assert new["subject"] == "新しい件名" != old["subject"]


async def test_a_thousand_contacts_are_played_in_seconds_and_the_same_seed_gives_the_same_counts(
    admin: httpx.AsyncClient,
) -> None:
    journey = await from_gallery(admin, "nurture_followup", "nurture")
    body = {"contacts": 1000, "seed": "春", "start_at": START, "behaviour": {"rates": {"opened": 0.4, "clicked": 0.1}}}
    path = f"{API}/journeys/{journey['id']}/simulate/many"
    first, again = await ok(await admin.post(path, json=body)), await ok(await admin.post(path, json=body))
    assert first | {"seconds": 0} == again | {"seconds": 0}
    assert "." not in first["mean"] + first["longest"], "a fraction of a second is no duration to the browser"
    assert first["contacts"] == first["finished"] == sum(first["ended"].values()) == 1000
    assert first["errored"] == 0
    assert first["nodes"]["thanks"]["sent"] == 1000
    assert sum(first["nodes"]["opened_thanks"]["passed"].values()) == 1000
    assert first["mails"] == sum(node["sent"] for node in first["nodes"].values())
    chances = {"thanks": {"opened": 1.0, "within": "PT1H"}}
    sure = await ok(await admin.post(path, json=body | {"behaviour": {"chances": chances}}))
    assert sure["nodes"]["opened_thanks"]["passed"] == {"happened": 1000}


@pytest.mark.parametrize(("contacts", "looked", "played"), [(HERE, 2, 2 * AT_A_TIME), (20_000, 1, 0)])
async def test_a_crowd_nobody_waits_for_any_more_stops_playing_and_leaves_no_process(
    admin: httpx.AsyncClient, sessions: Sessions, contacts: int, looked: int, played: int
) -> None:
    journey, asked = await draft(admin), SimulateManyRequest(contacts=contacts)
    looks: list[bool] = []

    async def given_up() -> bool:
        looks.append(len(looks) + 1 == looked)
        return looks[-1]

    async with transaction(sessions) as session:
        crowd = await play_many(session, UUID(journey["id"]), asked, now=utc_now(), given_up=given_up)
    assert (len(looks), crowd.contacts, PLAYHOUSE.playing) == (looked, played, 0)
    left = await asyncio.create_subprocess_exec("pgrep", "-P", str(os.getpid()), "-f", "backend.journeys.crowds")
    assert await left.wait() == 1


async def test_a_large_crowd_that_plays_in_a_process_of_its_own_makes_the_same_of_the_journey(
    admin: httpx.AsyncClient,
) -> None:
    journey = await from_gallery(admin, "nurture_followup", "nurture")
    body = {"seed": "春", "start_at": START, "behaviour": {"rates": {"opened": 0.4, "clicked": 0.1}}}
    path = f"{API}/journeys/{journey['id']}/simulate/many"
    there = await ok(await admin.post(path, json=body | {"contacts": HERE + 1}))
    here = await ok(await admin.post(path, json=body | {"contacts": HERE}))
    assert there["contacts"] == here["contacts"] + 1
    assert {node: one["sent"] - here["nodes"][node]["sent"] for node, one in there["nodes"].items()}["thanks"] == 1
    assert 0 <= there["mails"] - here["mails"] <= len(there["nodes"])


async def test_more_crowds_at_once_than_the_server_can_bear_are_refused_by_name_instead_of_slowing_everybody(
    admin: httpx.AsyncClient,
) -> None:
    journey = await draft(admin)
    path = f"{API}/journeys/{journey['id']}/simulate/many"
    with ExitStack() as seats:
        for _ in range(PLAYHOUSE.seats):
            seats.enter_context(PLAYHOUSE.seat())
        assert error_of(await admin.post(path, json={"contacts": 1}), 429)["code"] == "simulations_busy"
    assert (await admin.post(path, json={"contacts": 1})).status_code == 200


async def test_a_crowd_of_real_contacts_takes_the_ways_their_fields_say(
    admin: httpx.AsyncClient, add_contacts: AddContacts
) -> None:
    await add_contacts("a@a.example", "b@a.example", stage="mql")
    await add_contacts("c@a.example", stage="lead")
    nodes = {
        "asks": {
            "type": "branch",
            "cases": [{"id": "hot", "when": {"stage_at_least": "mql"}}],
            "next": {"hot": "hot", "else": "cold"},
        },
        "hot": {"type": "exit", "reason": "hot"},
        "cold": {"type": "exit", "reason": "cold"},
    }
    journey = await draft(admin, document(nodes))
    body = {"contacts": 6, "people": "sample"}
    crowd = await ok(await admin.post(f"{API}/journeys/{journey['id']}/simulate/many", json=body))
    assert (crowd["people"], crowd["ended"]) == (3, {"hot": 4, "cold": 2})


async def test_a_simulated_contact_stands_on_its_lists_and_a_suppressed_one_gets_no_mail(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts
) -> None:
    del templates
    [on, off] = await add_contacts("on@a.example", "off@a.example")
    made = await ok(await admin.post(f"{API}/lists", json={"name": "展示会"}), 201)
    await ok(await admin.post(f"{API}/lists/{made['id']}/members", json={"contact_ids": [str(on)]}))
    await ok(await admin.post(f"{API}/suppression", json={"email": "on@a.example"}), 201)
    nodes = {
        "asks": {
            "type": "branch",
            "cases": [{"id": "in", "when": {"in_list": made["id"]}}],
            "next": {"in": "mail", "else": "out"},
        },
        "mail": {"type": "send_email", "template": "thanks", "next": {"sent": "out"}},
        "out": {"type": "exit", "reason": "out"},
    }
    journey = await draft(admin, document(nodes))
    assert (await play(admin, journey, contact_id=str(off)))["end_reason"] == "out"
    # A suppression of today does not reach back to a journey of the past.
    assert (await play(admin, journey, contact_id=str(on)))["end_reason"] == "out"
    now = await play(admin, journey, contact_id=str(on), start_at=None)
    assert (now["end_reason"], now["film"][2]["outcome"]) == ("suppressed", "not_sent")
