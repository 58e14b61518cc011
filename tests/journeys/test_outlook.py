"""What the next day brings: the figures shown before a journey is paused, resumed or stopped."""

from datetime import timedelta

import httpx
import pytest

from backend.journeys.outlook import planned_mails
from tests.fixtures.journeys import API, AddContacts, Document, document, enroll, ok, running
from workflows.journey.graph import JourneyGraph

DAY = timedelta(days=1)
END: Document = {"type": "exit", "reason": "finished"}


def mail(to: str) -> Document:
    return {"type": "send_email", "template": "thanks", "next": {"sent": to}}


def wait(length: str, to: str) -> Document:
    return {"type": "wait", "for": length, "next": {"done": to}}


def graph(nodes: Document) -> JourneyGraph:
    return JourneyGraph.model_validate(document(nodes))


@pytest.mark.parametrize(
    ("nodes", "at", "left", "mails"),
    [
        ({"m": mail("w"), "w": wait("P2D", "n"), "n": mail("end"), "end": END}, None, DAY, 1),
        ({"m": mail("w"), "w": wait("PT20H", "n"), "n": mail("end"), "end": END}, None, DAY, 2),
        ({"m": mail("w"), "w": wait("PT20H", "n"), "n": mail("end"), "end": END}, "m", timedelta(hours=10), 1),
        # somebody who is due at a wait has waited already
        ({"w": wait("P2D", "m"), "m": mail("end"), "end": END}, "w", DAY, 1),
        ({"w": wait("P2D", "m"), "m": mail("end"), "end": END}, None, DAY, 1),
        ({"end": END}, None, DAY, 0),
        ({"w": wait("PT0S", "gone"), "end": END}, None, DAY, 0),
    ],
)
def test_a_mail_behind_a_long_wait_is_not_announced_for_today(
    nodes: Document, at: str | None, left: timedelta, mails: int
) -> None:
    assert planned_mails(graph(nodes), at, left) == mails


def test_a_branch_counts_by_its_fullest_way_and_a_check_by_its_time_out() -> None:
    case = {"id": "hot", "when": {"field": "score", "op": "gte", "value": 70}}
    nodes = {
        "b": {"type": "branch", "cases": [case], "next": {"hot": "m", "else": "end"}},
        "m": mail("c"),
        "c": {
            "type": "wait_for", "event": "opened", "of": "m", "within": "P3D",
            "next": {"happened": "n", "timed_out": "n"},
        },
        "n": mail("end"),
        "end": END,
    }  # fmt: skip
    assert planned_mails(graph(nodes), None, DAY) == 1
    assert planned_mails(graph(nodes), "c", DAY) == 1


def test_days_and_dates_that_may_come_at_once_do_not_hide_mails() -> None:
    nodes = {
        "d": {"type": "wait", "business_days": {"count": 1}, "next": {"done": "u"}},
        "u": {"type": "wait", "until": {"time": "10:00"}, "next": {"done": "m"}},
        "m": mail("x"),
        "x": {"type": "wait", "business_days": {"count": 3}, "next": {"done": "n"}},
        "n": mail("end"),
        "end": END,
    }
    assert planned_mails(graph({"s": mail("d"), **nodes}), None, DAY) == 2


def test_a_loop_without_a_wait_is_counted_to_an_end() -> None:
    nodes = {"m": mail("g"), "g": {"type": "goto", "max_visits": 3, "next": {"again": "m", "exhausted": "end"}}}
    assert planned_mails(graph({**nodes, "end": END}), None, DAY) == 50


async def test_whoever_is_due_within_a_day_is_counted_with_the_mails_that_makes(
    admin: httpx.AsyncClient, templates: list[str], add_contacts: AddContacts
) -> None:
    del templates
    journey = await running(admin)
    path = f"{API}/journeys/{journey['id']}/outlook"
    assert await ok(await admin.get(path)) == {"aboard": 0, "parked": 0, "moving_day": 0, "mails_day": 0}
    await add_contacts("a@a.example", "b@a.example")
    await enroll(admin, journey, all=True)
    assert await ok(await admin.get(path)) == {"aboard": 2, "parked": 0, "moving_day": 2, "mails_day": 2}
