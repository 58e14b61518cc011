"""The simulator and the real engine on a real Temporal server give the same film for the same events."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from backend.execution.advance import Budget
from backend.execution.facts import load_contacts
from backend.kit.clock import utc_now
from backend.kit.db import Sessions
from backend.settings import Settings
from backend.worker import open_engine
from tests.execution.conftest import engine_settings, smtp, world  # noqa: F401
from tests.execution.world import END, World, graph, send, wait
from tests.workflows.temporal import skipping_server
from workflows.contracts import ADVANCE_QUEUE, POKE, Cohort
from workflows.journey.behaviour import Behaviour
from workflows.journey.graph import parse_graph
from workflows.journey.simulate import Film, film
from workflows.journey.state import Step
from workflows.journey.state import World as MachineWorld
from workflows.nurture import Nurture

pytestmark = [pytest.mark.temporal]
LAST_START = 45
"""Second of a minute up to which a test may begin: what happens at once then happens in the same minute."""


@pytest_asyncio.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server with virtual time."""
    async with skipping_server() as environment:
        yield environment


JOURNEY = graph(
    {
        "one": send("one", "listen"),
        "listen": {
            "type": "wait_for", "event": "opened", "of": "one", "within": "P3D",
            "next": {"happened": "mark", "timed_out": "pause"},
        },
        "mark": {"type": "update_contact", "set": {"score": 60}, "add_tags": ["hot"], "next": {"done": "office"}},
        "office": {"type": "wait", "business_days": {"count": 2, "time": "10:00"}, "next": {"done": "hot"}},
        "hot": {
            "type": "branch",
            "cases": [{"id": "yes", "when": {"all": [{"field": "score", "op": "gte", "value": 50}, {"tag": "hot"},
                                                     {"engagement": "opened", "of": "one"}]}}],
            "next": {"yes": "two", "else": "end"},
        },
        "two": send("two", "end"),
        "pause": wait("P2D", "again"),
        "again": {"type": "goto", "max_visits": 2, "next": {"again": "one", "exhausted": "arms"}},
        "arms": {"type": "split", "arms": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}],
                 "next": {"a": "three", "b": "three"}},
        "three": send("three", "end"),
        "end": END,
    },
    "one",
    settings={"timezone": "organization", "send_window": {"days": ["mon", "tue", "wed", "thu", "fri"],
                                                          "from": "09:00", "to": "18:00", "holidays": "jp"}},
)  # fmt: skip


@pytest.mark.parametrize(("opened", "cut"), [(None, None), ("PT7H", None), ("P2D", None), (None, timedelta(minutes=2))])
async def test_simulator_and_engine_give_the_same_film(
    skipping: WorkflowEnvironment,
    world: World,  # noqa: F811
    engine_settings: Settings,  # noqa: F811
    database_url: str,
    sessions: Sessions,
    opened: str | None,
    cut: timedelta | None,
) -> None:
    begun = await a_whole_minute()
    cast = await world.enroll(JOURNEY, 1, begun, max_wait=cut)
    db = await asyncpg.connect(database_url)
    budget = Budget(chunk_size=200, seconds=30.0, stopping=lambda: False)
    async with open_engine(engine_settings, present=whole_minute, budget=budget) as engine:
        queue = uuid.uuid4().hex
        clocks = Worker(skipping.client, task_queue=queue, workflows=[Nurture])
        chunks = Worker(skipping.client, task_queue=ADVANCE_QUEUE, activities=[engine.advancer.advance])
        async with engine.pool.acquire() as connection:
            contact = await load_contacts(connection, cast.contacts.values())
            calendar = await engine.advancer._loader._calendars.around(connection, begun.year)
        seen = MachineWorld(
            str(cast.enrollments[0]), contact[next(iter(cast.contacts.values()))].facts, calendar=calendar, max_wait=cut
        )
        async with clocks, chunks:
            with skipping.with_time_skipping_disabled():
                handle = await skipping.client.start_workflow(
                    Nurture.run, Cohort(cohort_id=str(cast.cohort)), id=f"cohort:{cast.cohort}", task_queue=queue
                )
            if opened is not None:
                await open_the_first_mail(skipping, handle, db, opened)
            await skipping.fast_forward(handle, timedelta(days=60))
            assert await handle.result() == "completed"
    behaviour = Behaviour.model_validate({"sends": {"one": {"opened": opened}}})
    assert_same(film(parse_graph(JOURNEY), seen, behaviour, begun), await journal(db))
    await db.close()


async def open_the_first_mail(skipping: WorkflowEnvironment, handle: Any, db: asyncpg.Connection, after: str) -> None:
    """Play the reader: go to where the mail has left, then on to the moment it is opened, write that, poke."""
    delay = {"PT7H": timedelta(hours=7), "P2D": timedelta(days=2)}[after]
    while (sent_at := await db.fetchval("select sent_at from message")) is None:
        await skipping.fast_forward(handle, timedelta(hours=6))
    now = await skipping.get_current_time(handle)
    left = sent_at + delay - now
    if left > timedelta():
        await skipping.fast_forward(handle, left)
    now = whole_minute(await skipping.get_current_time(handle))
    await db.execute("update message set opened_at = $1", sent_at + delay)
    assert await db.execute("update enrollment set due_at = $1 where listen_event = 'opened'", now) == "UPDATE 1"
    await handle.signal(POKE)


async def journal(db: asyncpg.Connection) -> list[Step]:
    """What the engine wrote."""
    rows = await db.fetch("select seq, node, visit, outcome, port, detail, at from journal order by seq")
    return [Step(*row)._replace(detail=json.loads(row["detail"])) for row in rows]


def assert_same(simulated: Film, played: list[Step]) -> None:
    """Same steps in the same order by the same ports, for the same reasons, at the same times."""
    assert [without_ids(step) for step in played] == [without_ids(step) for step in simulated.steps]


def without_ids(step: Step) -> Step:
    """A step without the ledger's id, which every mail has its own of."""
    return step._replace(detail={name: value for name, value in step.detail.items() if name != "message"})


def whole_minute(at: datetime) -> datetime:
    """The minute. Virtual time creeps on by milliseconds between its jumps, while every wait ends on a whole minute."""
    return at.replace(second=0, microsecond=0)


async def a_whole_minute() -> datetime:
    """The present minute, when enough of it is left."""
    second = utc_now().second
    if second > LAST_START:
        await asyncio.sleep(61 - second)
    return whole_minute(utc_now())
