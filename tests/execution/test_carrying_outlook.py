"""Before a version is published: the number of mails that a shortened wait lets out is said before it is mails."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from backend.execution.boarding import board
from backend.journeys.carrying_outlook import carrying
from backend.journeys.version_schemas import Carried, PeopleChoice
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Journey
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.test_migration import Publisher, mails, publisher
from tests.execution.world import Cast, World
from workflows.journey.graph import parse_graph

Document = dict[str, Any]
__all__ = ["publisher"]
MIGRATE = PeopleChoice(choice="migrate")


class Foresight:
    """Asks what choices would bring."""

    def __init__(self, sessions: Sessions, carrier: Carrier) -> None:
        self.sessions, self.carrier = sessions, carrier

    async def ask(self, cast: Cast, document: Document, **people: PeopleChoice) -> dict[str, Carried]:
        """By step, as the page shows it."""
        async with transaction(self.sessions) as session:
            graph = parse_graph(document)
            return await carrying(session, cast.journey.id, graph, people, now=self.carrier.now)

    async def board(self, cast: Cast, world: World, count: int, prefix: str) -> None:
        """More people into the same version."""
        ids = list((await world.contacts(count, prefix)).values())
        async with transaction(self.sessions) as session:
            journey = await session.get_one(Journey, cast.journey.id)
            await board(session, journey, cast.version_id, ids, now=self.carrier.now, new_id=new_id, capacity=500)


@pytest.fixture
def foresight(sessions: Sessions, carrier: Carrier) -> Foresight:
    """The page's question."""
    return Foresight(sessions, carrier)


async def waiting(world: World, carrier: Carrier, foresight: Foresight) -> Cast:
    """Three who have waited for three days of thirty, and two who have just begun."""
    cast = await world.enroll(mails("P30D"), 3, carrier.now)
    await carrier.carry(cast.cohort)
    carrier.now += timedelta(days=3)
    await foresight.board(cast, world, 2, "late")
    await carrier.carry(cast.cohort)
    return cast


async def test_a_shortened_wait_does_not_let_out_more_mails_than_were_announced(
    world: World, carrier: Carrier, publisher: Publisher, foresight: Foresight, smtp: ScriptedServer
) -> None:
    cast = await waiting(world, carrier, foresight)
    assert len(smtp.taken) == 5
    shorter = mails("P2D")
    told = await foresight.ask(cast, shorter, pause1=MIGRATE)
    assert told == {"pause1": Carried(at_once=3, mails_hour=3, mails_day=3)}
    await publisher.migrate(cast, 2, shorter, pause1="migrate")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 5 + 3
    await carrier.carry(cast.cohort, days=1)
    assert len(smtp.taken) == 5 + 3


async def test_a_long_wait_that_ends_on_a_whole_minute_hides_nobody_when_it_becomes_a_short_one(
    world: World, carrier: Carrier, publisher: Publisher, foresight: Foresight, smtp: ScriptedServer
) -> None:
    carrier.now += timedelta(seconds=20)
    cast = await world.enroll(mails("P30D"), 3, carrier.now)
    await carrier.carry(cast.cohort)
    carrier.now += timedelta(minutes=5, seconds=5)
    told = await foresight.ask(cast, mails("PT5M"), pause1=MIGRATE)
    assert told["pause1"].at_once == 3
    await publisher.migrate(cast, 2, mails("PT5M"), pause1="migrate")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 3 + 3


async def test_who_is_due_within_the_hour_or_the_day_by_the_new_length_is_announced_for_then(
    world: World, carrier: Carrier, foresight: Foresight
) -> None:
    cast = await waiting(world, carrier, foresight)
    soon = await foresight.ask(cast, mails("P3DT30M"), pause1=MIGRATE)
    assert soon == {"pause1": Carried(at_once=0, mails_hour=3, mails_day=3)}
    today = await foresight.ask(cast, mails("PT20H"), pause1=MIGRATE)
    assert today == {"pause1": Carried(at_once=3, mails_hour=3, mails_day=5)}


async def test_an_unchanged_or_longer_wait_lets_nobody_out_and_who_stays_is_not_spoken_of(
    world: World, carrier: Carrier, foresight: Foresight
) -> None:
    cast = await waiting(world, carrier, foresight)
    nothing = {"pause1": Carried(at_once=0, mails_hour=0, mails_day=0)}
    assert await foresight.ask(cast, mails("P30D"), pause1=MIGRATE) == nothing
    assert await foresight.ask(cast, mails("P60D"), pause1=MIGRATE) == nothing
    assert await foresight.ask(cast, mails("P2D")) == {}
    assert await foresight.ask(cast, mails("P2D"), pause1=PeopleChoice(choice="exit")) == {}


async def test_a_wait_that_became_a_date_counts_everybody_rather_than_nobody(
    world: World, carrier: Carrier, foresight: Foresight
) -> None:
    cast = await waiting(world, carrier, foresight)
    monday = {"type": "wait", "until": {"time": "10:00"}, "next": {"done": "two"}}
    dated = {**mails(), "nodes": {**mails()["nodes"], "pause1": monday}}
    told = await foresight.ask(cast, dated, pause1=MIGRATE)
    assert told == {"pause1": Carried(at_once=5, mails_hour=5, mails_day=5)}


async def test_who_is_put_before_a_mail_gets_it_now_and_who_is_put_before_a_wait_does_not(
    world: World, carrier: Carrier, foresight: Foresight
) -> None:
    cast = await waiting(world, carrier, foresight)
    mail = await foresight.ask(cast, mails(), pause1=PeopleChoice(choice="redirect", to="two"))
    assert mail == {"pause1": Carried(at_once=5, mails_hour=5, mails_day=5)}
    pause = await foresight.ask(cast, mails(), **{"*": PeopleChoice(choice="redirect", to="pause2")})
    assert pause == {"pause1": Carried(at_once=5, mails_hour=0, mails_day=0)}


async def test_somebody_paused_alone_is_not_counted_among_those_who_go_on(
    world: World, carrier: Carrier, foresight: Foresight, sessions: Sessions
) -> None:
    cast = await waiting(world, carrier, foresight)
    async with transaction(sessions) as session:
        paused = {"id": cast.enrollments[0]}
        await session.execute(text("update enrollment set status = 'paused', due_at = null where id = :id"), paused)
    told = await foresight.ask(cast, mails("P2D"), pause1=MIGRATE)
    assert told["pause1"].at_once == 2
