"""Whatever the journey and whatever happens on the way: the simulator's film is what the engine does."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr

from backend.kit.db import create_engine, create_sessions
from backend.settings import Settings
from backend.worker import open_engine
from tests.execution.conftest import BUDGET, SMTP_TIMEOUT_S
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph
from tests.fixtures.database import admin_execute, with_database
from tests.workflows.journey.strategies import ports_of
from tests.workflows.playing import Played, Theatre, assert_same
from tests.workflows.random_journeys import Trip, trips

pytestmark = [pytest.mark.pg]
Play = Callable[[Trip], Played]


@pytest.fixture(scope="module")
def play(server_url: str, template_database: str) -> Iterator[Play]:
    """Plays trips, one after the other, in one theatre."""
    name = f"tabiji_theatre_{uuid.uuid4().hex[:12]}"
    create = f'create database "{name}" template "{template_database}" strategy file_copy'
    with asyncio.Runner() as runner:
        runner.run(admin_execute(server_url, create))
        stage = _theatre(with_database(server_url, name))
        theatre = runner.run(anext(stage))
        yield lambda trip: runner.run(theatre.play(trip))
        runner.run(stage.aclose())
        runner.run(admin_execute(server_url, f'drop database "{name}" with (force)'))


async def _theatre(database_url: str) -> AsyncGenerator[Theatre]:
    smtp, receiver, sql = ScriptedServer(), Receiver(), create_engine(database_url, pool_size=2)
    await smtp.start()
    await receiver.start()
    db, world = await asyncpg.connect(database_url), World(create_sessions(sql))
    await world.found()
    told = Settings(
        database_url=database_url,
        database_pool=4,
        secret_key=SecretStr("test-secret-key-of-32-bytes-and-more"),
        environment="embedded",
        smtp_host="127.0.0.1",
        smtp_port=smtp.port,
        smtp_connections=2,
        smtp_timeout=SMTP_TIMEOUT_S,
        public_url="http://tabiji.test",
        webhook_allow_private=True,
    )
    try:
        async with open_engine(told, present=lambda asked: asked, budget=BUDGET) as engine:
            theatre = Theatre(world, engine, db, smtp, receiver)
            await theatre.build()
            yield theatre
    finally:
        await db.close()
        await sql.dispose()
        await receiver.close()
        await smtp.close()


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(trips())
def test_simulator_and_engine_give_the_same_film_of_any_trip(play: Play, trip: Trip) -> None:
    assert_same(play(trip))


def line(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Steps one after the other, each by all its ways; `other` of a step is where its second way leads."""
    made: dict[str, Any] = {}
    for place, node in enumerate(nodes):
        then = f"n{place + 1}" if place + 1 < len(nodes) else "end"
        first, *rest = ports_of({"hold": None, **node})
        other = "end" if node["type"] in ("wait_for", "branch", "create_task") else then
        made[f"n{place}"] = {**node, "next": {first: then, **dict.fromkeys(rest, other)}}
    return graph({**made, "end": END}, "n0", **more)


def mail(template: str = "one") -> dict[str, Any]:
    return {"type": "send_email", "template": template}


def reacting(**reaction: Any) -> dict[str, Any]:
    return {"sends": {"n0": reaction}}


def asks(when: dict[str, Any]) -> dict[str, Any]:
    return {"type": "branch", "cases": [{"id": "yes", "when": when}]}


DAY = {"type": "wait", "for": "P1D"}
OPENED = {"type": "wait_for", "event": "opened", "of": "n0", "within": "P2D"}
CLICKED = {"type": "wait_for", "event": "clicked", "of": "n0", "within": "P2D"}
PRICES = [{"after": "PT3H", "link": "https://tabiji.example/prices"}]
NINE = {"type": "wait", "until": {"time": "09:00"}}
MOVES = {"type": "update_contact", "set": {"timezone": "America/New_York"}}
EMPTIES = {"type": "update_contact", "set": {"memo": None, "consent_on": "2026-04-09T10:00", "attributes.plan": "gold"}}
WINS = {"type": "update_contact", "set": {"stage": "customer"}}
CALL = {"type": "webhook", "url": "@hook"}
HELD = {"type": "create_task", "subject": "電話", "hold": "P1D"}
GONE = {"type": "assign", "to": {"keep_owner": False, "account": "@gone"}}
OF_CUSTOMER = {"field": "company.stage", "op": "eq", "value": "customer"}
OWNED = {"field": "owner", "op": "is_set"}
IN_APP = {"type": "notify", "subject": "知らせ", "via": ["in_app"]}
FOUND: dict[str, Trip] = {
    "who clicks has opened": Trip(line(mail(), OPENED, mail("two")), reacting(clicked="PT3H")),
    "whose click is told among many": Trip(line(mail(), CLICKED, mail("two")), reacting(clicks=PRICES)),
    "a mail that bounces later is the last one": Trip(line(mail(), DAY, mail("two")), reacting(bounced="PT3H")),
    "an address that no server knows gets no second mail": Trip(
        line(mail(), DAY, mail("two")), reacting(outcome="refused", reason="bounced")
    ),
    "a server that wants one mail not gets the next": Trip(
        line(mail(), DAY, mail("two")), reacting(outcome="refused")
    ),
    "fields are emptied, and a date has a time": Trip(line(EMPTIES)),
    "who moves lives by the time there at once": Trip(line(MOVES, NINE, NINE), contact={"timezone": "Asia/Tokyo"}),
    "a company advances with its contact": Trip(
        line(WINS, asks(OF_CUSTOMER), mail()), contact={"company_id": "@company"}
    ),
    "nobody is there to be told": Trip(line(IN_APP)),
    "whom to assign to is gone": Trip(line(GONE, asks(OWNED), mail()), contact={"owner_id": "@account"}),
    "a task that is done at once": Trip(line(HELD, mail()), {"tasks": {"n0": {"after": "PT0S", "outcome": "done"}}}),
    "another system says not now for ever": Trip(
        line(CALL, mail()), {"calls": {"n0": {"outcome": "failed", "status": 503}}}
    ),
    "who opted out is not let in elsewhere": Trip(line({"type": "enroll", "journey": "@other"}), shut=timedelta(0)),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_simulator_and_engine_agree_once_and_for_all_about(play: Play, name: str) -> None:
    assert_same(play(FOUND[name]))
