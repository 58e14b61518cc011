"""The simulator and the real engine on a real Temporal server give the same film for the same events."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio
from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from backend.execution.advance import Advancer, Budget
from backend.execution.facts import load_contacts
from backend.kit.clock import utc_now
from backend.settings import Settings
from backend.worker import open_engine
from tests.execution.conftest import engine_settings, receiver, smtp, world  # noqa: F401
from tests.execution.receiver import Receiver
from tests.execution.world import END, World, graph, send, wait
from tests.workflows.temporal import skipping_server
from workflows.contracts import ADVANCE, ADVANCE_QUEUE, POKE, AdvanceInput, Cohort, CohortTick
from workflows.journey.behaviour import Behaviour
from workflows.journey.graph import parse_graph
from workflows.journey.simulate import Film, film
from workflows.journey.state import Step
from workflows.journey.world import World as MachineWorld
from workflows.nurture import Nurture

pytestmark = [pytest.mark.temporal]
BEGINS: Final = datetime(2027, 4, 28, 1, 30, tzinfo=UTC)
"""Half past ten in Tokyo, a day before the holidays of May: no limit of a day or an hour is near, whatever the hour."""
AT_ONCE: Final = timedelta(minutes=9)
"""What happens so soon after the beginning happens at once, however slow the machine is: every wait is longer."""


@pytest_asyncio.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server with virtual time."""
    async with skipping_server() as environment:
        yield environment


@dataclass(frozen=True)
class Elsewhen:
    """The engine in a time of its own, `ahead` of the server's."""

    advancer: Advancer
    ahead: timedelta

    @activity.defn(name=ADVANCE)
    async def advance(self, asked: AdvanceInput) -> CohortTick:
        """As the engine does, with the server's times."""
        tick = await self.advancer.advance(asked.model_copy(update={"now": asked.now + self.ahead}))
        return tick.model_copy(update={"next_due": tick.next_due and tick.next_due - self.ahead})


def whole_minute(at: datetime) -> datetime:
    """The minute. Virtual time creeps on by milliseconds between its jumps, while every wait ends on a whole minute."""
    return at.replace(second=0, microsecond=0)


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


SEVEN: Final = timedelta(hours=7)


@dataclass
class Scenario:
    """A journey, how the contact and the others behave in the film, and the same in earnest."""

    document: dict[str, Any]
    behaviour: dict[str, Any] = field(default_factory=dict[str, Any])
    begins: str = "select sent_at from message where node = 'one'"
    after: timedelta | None = None
    """How long after `begins` it happens; None: nothing does."""
    happens: str = ""
    """What is written then; `$1` is the moment."""
    cut: timedelta | None = None
    expected: str = "done"


def reacted(kind: str, after: timedelta) -> dict[str, Any]:
    """Both sides of one reaction to the first mail."""
    told = {"sends": {"one": {kind: f"PT{int(after.total_seconds())}S"}}}
    return {"behaviour": told, "after": after, "happens": f"update message set {kind}_at = $1 where node = 'one'"}


def two(between: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two mails and what is between them."""
    nodes = {"one": send("one", "between"), "between": between, "two": send("two", "end"), "end": END}
    return graph(nodes, "one", **more)


CLICKED = {"engagement": "clicked", "of": "one"}
LATE = {"type": "exit", "reason": "late"}
TASK = {"type": "create_task", "subject": "電話", "hold": "P3D", "next": {"done": "asks", "timed_out": "late"}}
REACHED = {"id": "yes", "when": {"field": "steps.call.outcome", "op": "eq", "value": "reached"}}
ASKS = {"type": "branch", "cases": [REACHED], "next": {"yes": "end", "else": "late"}}
CALLED = graph({"call": TASK, "asks": ASKS, "end": END, "late": LATE}, "call")
HELD = {"begins": "select created_at from task", "expected": "done"}
ENDS = BEGINS + timedelta(days=3)
SCENARIOS: dict[str, Scenario] = {
    "nobody opens": Scenario(JOURNEY),
    "opened while waited for": Scenario(JOURNEY, **reacted("opened", SEVEN)),
    "opened two days later": Scenario(JOURNEY, **reacted("opened", timedelta(days=2))),
    "a test of ten minutes": Scenario(JOURNEY, cut=timedelta(minutes=10)),
    "a cap between two mails": Scenario(two(wait("PT2H", "two"), settings={"cap": {"max": 1, "per": "P3D"}})),
    "a cap nobody outwaits": Scenario(
        two(wait("PT2H", "two"), settings={"cap": {"max": 1, "per": "P30D"}}), expected="cap"
    ),
    "quiet hours": Scenario(two(wait("PT13H", "two"), settings={"quiet_hours": {"from": "03:00", "to": "02:00"}})),
    "quiet hours and a cap": Scenario(
        two(
            wait("PT13H", "two"),
            settings={"quiet_hours": {"from": "20:00", "to": "08:00"}, "cap": {"max": 1, "per": "P2D"}},
        )
    ),
    "a goal reached by a click during a plain wait": Scenario(
        two(wait("P9D", "two"), goal={"when": CLICKED, "title": "G"}), **reacted("clicked", SEVEN), expected="goal"
    ),
    "an exit reached by a reply during a plain wait": Scenario(
        two(wait("P9D", "two"), exits=[{"when": {"engagement": "replied", "of": "one"}, "reason": "answered"}]),
        **reacted("replied", timedelta(days=3)),
        expected="answered",
    ),
    "the journey ends while people wait": Scenario(
        two(wait("P9D", "two"), settings={"ends_at": ENDS.isoformat()}),
        expected="ended",
    ),
    "a task nobody does": Scenario(CALLED, begins=HELD["begins"], expected="late"),
    "a task done with its outcome": Scenario(
        CALLED,
        {"tasks": {"call": {"after": "PT7H", "outcome": "reached"}}},
        **HELD,
        after=SEVEN,
        happens="update task set status = 'done', outcome = 'reached', closed_at = $1",
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
async def test_simulator_and_engine_give_the_same_film(
    name: str,
    skipping: WorkflowEnvironment,
    world: World,  # noqa: F811
    engine_settings: Settings,  # noqa: F811
    database_url: str,
) -> None:
    scenario = SCENARIOS[name]
    simulated, played = await both(scenario, skipping, world, engine_settings, database_url)
    assert_same(simulated, played)
    assert played[-1].detail["reason"] == scenario.expected


@pytest.mark.parametrize(("status", "plan"), [(200, "gold"), (200, "silver"), (400, None)])
async def test_simulator_and_engine_agree_about_what_another_system_answers(
    skipping: WorkflowEnvironment,
    world: World,  # noqa: F811
    engine_settings: Settings,  # noqa: F811
    database_url: str,
    receiver: Receiver,  # noqa: F811
    status: int,
    plan: str | None,
) -> None:
    receiver.status, receiver.body = status, json.dumps({"plan": plan}).encode()
    hook = {
        "type": "webhook",
        "url": receiver.url,
        "take": {"plan": "plan"},
        "next": {"done": "asks", "failed": "late"},
    }
    gold = {"id": "yes", "when": {"field": "steps.hook.plan", "op": "eq", "value": "gold"}}
    asks = {"type": "branch", "cases": [gold], "next": {"yes": "end", "else": "late"}}
    answer = {"outcome": "done" if status == 200 else "failed", "status": status, "fields": {"plan": plan}}
    scenario = Scenario(
        graph({"hook": hook, "asks": asks, "end": END, "late": LATE}, "hook"), {"calls": {"hook": answer}}
    )
    allowed = engine_settings.model_copy(update={"webhook_allow_private": True})
    simulated, played = await both(scenario, skipping, world, allowed, database_url)
    assert_same(simulated, played)
    assert (played[-1].detail["reason"], len(receiver.calls)) == ("done" if plan == "gold" else "late", 1)


async def test_simulator_and_engine_agree_about_who_is_handed_on(
    skipping: WorkflowEnvironment,
    world: World,  # noqa: F811
    engine_settings: Settings,  # noqa: F811
    database_url: str,
) -> None:
    other, _ = await world.journey(two(wait("P9D", "two")))
    entered = {"id": "yes", "when": {"field": "steps.on.enrolled", "op": "eq", "value": True}}
    nodes = {
        "on": {"type": "enroll", "journey": str(other.id), "next": {"done": "asks"}},
        "asks": {"type": "branch", "cases": [entered], "next": {"yes": "end", "else": "late"}},
        "end": END,
        "late": LATE,
    }
    simulated, played = await both(Scenario(graph(nodes, "on")), skipping, world, engine_settings, database_url)
    assert_same(simulated, played)
    assert [step.outcome for step in played] == ["entered", "enrolled", "passed", "ended"]


async def both(
    scenario: Scenario,
    skipping: WorkflowEnvironment,
    world: World,  # noqa: F811
    settings: Settings,
    database_url: str,
) -> tuple[Film, list[Step]]:
    """The film, and the journal of the same trip on the real engine."""
    ahead = BEGINS - whole_minute(utc_now())

    def present(asked: datetime) -> datetime:
        return BEGINS if asked < BEGINS + AT_ONCE else whole_minute(asked)

    cast = await world.enroll(scenario.document, 1, BEGINS, max_wait=scenario.cut)
    db = await asyncpg.connect(database_url)
    budget = Budget(chunk_size=200, seconds=600.0, stopping=lambda: False)
    async with open_engine(settings, present=present, budget=budget) as engine:
        queue = uuid.uuid4().hex
        clocks = Worker(skipping.client, task_queue=queue, workflows=[Nurture])
        chunks = Worker(
            skipping.client, task_queue=ADVANCE_QUEUE, activities=[Elsewhen(engine.advancer, ahead).advance]
        )
        async with engine.pool.acquire() as connection:
            contact = await load_contacts(connection, cast.contacts.values())
            calendar = await engine.advancer._loader._calendars.around(connection, BEGINS.year)
        seen = MachineWorld(
            str(cast.enrollments[0]),
            contact[next(iter(cast.contacts.values()))].facts,
            calendar=calendar,
            max_wait=scenario.cut,
        )
        async with clocks, chunks:
            with skipping.with_time_skipping_disabled():
                handle = await skipping.client.start_workflow(
                    Nurture.run, Cohort(cohort_id=str(cast.cohort)), id=f"cohort:{cast.cohort}", task_queue=queue
                )
            if scenario.after is not None:
                await happen(skipping, handle, db, scenario, scenario.after, ahead)
            await skipping.fast_forward(handle, timedelta(days=60))
            assert await handle.result() == "completed"
    played = await journal(db, cast.enrollments[0])
    await db.close()
    behaviour = Behaviour.model_validate(scenario.behaviour)
    return film(parse_graph(scenario.document), seen, behaviour, BEGINS), played


async def happen(
    skipping: WorkflowEnvironment,
    handle: Any,
    db: asyncpg.Connection,
    scenario: Scenario,
    after: timedelta,
    ahead: timedelta,
) -> None:
    """Play the reader, or the colleague: on to the moment, write what is done then, make it due, poke."""
    while (begins := await db.fetchval(scenario.begins)) is None:
        await skipping.fast_forward(handle, timedelta(hours=6))
    begins = whole_minute(begins)
    left = begins + after - ahead - await skipping.get_current_time(handle)
    if left > timedelta():
        await skipping.fast_forward(handle, left)
    now = whole_minute(await skipping.get_current_time(handle) + ahead)
    assert await db.execute(scenario.happens, begins + after) == "UPDATE 1"
    assert await db.execute("update enrollment set due_at = $1 where status = 'active'", now) == "UPDATE 1"
    await handle.signal(POKE)


async def journal(db: asyncpg.Connection, enrollment: uuid.UUID) -> list[Step]:
    """What the engine wrote."""
    asked = "select seq, node, visit, outcome, port, detail, at from journal where enrollment_id = $1 order by seq"
    rows = await db.fetch(asked, enrollment)
    return [Step(*row)._replace(detail=json.loads(row["detail"])) for row in rows]


def assert_same(simulated: Film, played: list[Step]) -> None:
    """Same steps in the same order by the same ports, for the same reasons, at the same times."""
    assert [without_ids(step) for step in played] == [without_ids(step) for step in simulated.steps]


def without_ids(step: Step) -> Step:
    """A step without the ids of mails and tasks, which every one has its own of."""
    return step._replace(detail={name: value for name, value in step.detail.items() if name not in ("message", "task")})
