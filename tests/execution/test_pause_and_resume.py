"""A pause of five days in every kind of wait: resuming never sends twice, and each choice does what it says."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from backend.execution.operations import OperationDeps
from backend.journeys import control, resuming
from backend.journeys.errors import JourneyStateConflict, ResumeUnderWay
from backend.journeys.schemas import ResumePreview, ResumeRequest
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.settings import Settings
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, three_mails, wait

WHO = Actor(id=new_id(), name="佐藤", role="marketer")


async def pause(sessions: Sessions, cast: Cast, carrier: Carrier) -> None:
    async with transaction(sessions) as session:
        await control.pause(session, cast.journey.id, "様子見", actor=WHO, now=carrier.now)


async def resume(sessions: Sessions, cast: Cast, carrier: Carrier, **asked: object) -> UUID | None:
    async with transaction(sessions) as session:
        answer = await resuming.resume(
            session, cast.journey.id, ResumeRequest.model_validate(asked), actor=WHO, now=carrier.now, new_id=new_id
        )
        return answer.operation_id


async def preview(sessions: Sessions, cast: Cast, carrier: Carrier) -> ResumePreview:
    async with transaction(sessions) as session:
        return await resuming.preview(session, cast.journey.id, now=carrier.now)


@pytest.mark.parametrize(
    ("choice", "after_a_minute", "after_two_days", "in_all"),
    [("keep_remaining", 0, 1, 3), ("keep_date", 1, 2, 3), ("skip_overdue", 0, 0, 1)],
)
async def test_a_contact_in_a_wait_goes_on_as_chosen_and_gets_no_mail_twice(
    world: World,
    carrier: Carrier,
    sessions: Sessions,
    smtp: ScriptedServer,
    choice: str,
    after_a_minute: int,
    after_two_days: int,
    in_all: int,
) -> None:
    cast = await world.enroll(three_mails(), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=1)
    await pause(sessions, cast, carrier)
    await carrier.carry(cast.cohort, days=5)
    assert len(smtp.taken) == 1
    shown = await preview(sessions, cast, carrier)
    assert (shown.aboard, shown.overdue, shown.choices["skip_overdue"].people) == (1, 1, 1)
    await resume(sessions, cast, carrier, choice=choice)
    with pytest.raises(JourneyStateConflict):
        await resume(sessions, cast, carrier, choice=choice)
    await carrier.carry(cast.cohort, minutes=1)
    assert len(smtp.taken) == 1 + after_a_minute
    await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == 1 + after_two_days
    for _ in range(4):
        await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == in_all
    assert smtp.duplicates() == 0


async def test_the_preview_foretells_what_each_choice_sends(world: World, carrier: Carrier, sessions: Sessions) -> None:
    cast = await world.enroll(three_mails(), 4, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=1)
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=2)
    shown = (await preview(sessions, cast, carrier)).choices
    assert (shown["keep_date"].people, shown["keep_date"].mails_hour, shown["keep_date"].mails_day) == (4, 4, 4)
    assert shown["keep_date"].first_at == carrier.now
    assert (shown["keep_remaining"].people, shown["keep_remaining"].mails_hour) == (4, 0)
    assert shown["keep_remaining"].first_at == carrier.now + timedelta(days=1)
    assert (shown["skip_overdue"].people, shown["skip_overdue"].mails_hour) == (4, 0)


async def test_a_first_mail_that_is_days_off_is_dated_instead_of_called_unplanned(
    world: World, carrier: Carrier, sessions: Sessions
) -> None:
    begun = carrier.now
    cast = await world.enroll(graph({"w": wait("P5D", "m"), "m": send("one", "end"), "end": END}, "w"), 2, begun)
    await carrier.carry(cast.cohort)
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=2)
    shown = (await preview(sessions, cast, carrier)).choices
    assert shown["keep_date"].first_at == begun + timedelta(days=5)
    assert shown["skip_overdue"].first_at == begun + timedelta(days=5)
    assert shown["keep_remaining"].first_at == begun + timedelta(days=7)
    assert [one.mails_day for one in shown.values()] == [0, 0, 0]


async def test_whoever_came_during_the_pause_gets_the_first_mail_also_when_overdue_is_skipped(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=3)
    await resume(sessions, cast, carrier, choice="skip_overdue")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2


async def test_a_large_resume_is_ramped_survives_interruption_and_cannot_be_asked_for_twice(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, engine_settings: Settings
) -> None:
    cast = await world.enroll(graph({"pause": wait("P2D", "two"), "two": send("two", "end"), "end": END}, "pause"),
                              450, carrier.now)  # fmt: skip
    for _ in range(3):
        await carrier.carry(cast.cohort)
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=5)
    operation = await resume(sessions, cast, carrier, choice="keep_date", ramp_per_hour=900)
    assert operation is not None
    with pytest.raises(ResumeUnderWay):
        await resume(sessions, cast, carrier, choice="keep_remaining")
    deps = OperationDeps(sessions, engine_settings, clock=lambda: carrier.now)
    assert (await resuming.run_resume(deps, operation, lambda: None)).finished
    first, last = await db.fetchrow("select min(due_at), max(due_at) from enrollment")  # type: ignore[misc]
    assert last - first == timedelta(hours=449 / 900)
    assert await db.fetchval("select status from journey") == "running"


async def test_a_cancelled_resume_adds_no_part_of_the_pause_twice_when_it_is_asked_for_again(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, engine_settings: Settings
) -> None:
    cast = await world.enroll(graph({"pause": wait("P9D", "end"), "end": END}, "pause"), 250, carrier.now)
    start = carrier.now
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort)
    await pause(sessions, cast, carrier)
    carrier.now += timedelta(days=2)
    operation = await resume(sessions, cast, carrier, choice="keep_remaining")
    assert operation is not None
    deps = OperationDeps(sessions, engine_settings, clock=lambda: carrier.now)
    asked = False

    async def cancel() -> None:
        await db.execute("update operation set cancel_requested = true where id = $1", operation)

    def beat() -> None:
        nonlocal asked
        asked = True
        raise RuntimeError("killed after the first chunk")

    with pytest.raises(RuntimeError):
        await resuming.run_resume(deps, operation, beat)
    assert asked
    await cancel()
    await resuming.run_resume(deps, operation, lambda: None)
    assert await db.fetchval("select status from journey") == "paused"
    carrier.now += timedelta(days=1)
    again = await resume(sessions, cast, carrier, choice="keep_remaining")
    assert again is not None
    assert (await resuming.run_resume(deps, again, lambda: None)).finished
    dues = {row["due_at"] for row in await db.fetch("select due_at from enrollment")}
    assert dues == {start + timedelta(days=12)}


async def test_who_is_inside_a_draining_journey_finishes(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    async with transaction(sessions) as session:
        await control.drain(session, cast.journey.id, "終了", actor=WHO)
    await carrier.carry(cast.cohort, days=3)
    await pause(sessions, cast, carrier)
    await resume(sessions, cast, carrier)
    assert await db.fetchval("select status from journey") == "draining"
    await carrier.carry(cast.cohort, days=3)
    assert len(smtp.taken) == 6
    assert await db.fetchval("select count(*) from enrollment where status = 'completed'") == 2
