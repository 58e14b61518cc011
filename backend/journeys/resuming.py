"""Going on after a pause, in one of three ways.

- `keep_date`: every date stays. What came due during the pause is due now.
- `keep_remaining`: the pause is added to waits for a length of time and to deadlines of checks, as far as it fell into
  them; waits for a weekday or a time of day are reckoned anew from there, dates of the contact stay as they are.
- `skip_overdue`: who is due goes where they would be by now, without the mails on the way (journal: not sent, overdue)
  and without waiting what would be over; a mail whose time is still to come is sent. Changes of the contact are made.
  Who has not begun begins now; a mail that was already on its way is finished.

The journey stays paused until everybody is treated; only then it runs. `ramp_per_hour` spreads those who are due.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.enrollments.counted import due_before, people_in, places
from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation, start_operation
from backend.execution.passenger import Passenger
from backend.execution.shunting import LOADER, EventFor, shunt
from backend.execution.wakes import wake_journey
from backend.journeys import repository
from backend.journeys.control import in_status
from backend.journeys.errors import ResumeUnderWay
from backend.journeys.resume_outlook import outlooks
from backend.journeys.schemas import ResumeChoice, ResumePreview, ResumeRequest, StatusChanged
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Enrollment, Journey, Operation
from workflows.contracts import OperationTick
from workflows.journey.events import CatchUp, Event, Reconsider

RESUME: Final = "resume"
AT_ONCE: Final = 200
_RAMP_ROWS: Final = 5_000
_RAMP: Final = text(
    """
    with these as (
        select id from enrollment
        where journey_id = :journey and status = 'active' and due_at <= :start and not jsonb_exists(state, 'behind')
          and (cast(:after as uuid) is null or id > :after)
        order by id limit :rows for no key update
    ), next as (select id, row_number() over (order by id) as n from these)
    update enrollment e set due_at = cast(:start as timestamptz) + (:done + next.n) * cast(:gap as interval)
    from next where e.id = next.id returning e.id
    """
)


class ResumeParams(BaseModel):
    """What was asked for, and the pause it is about."""

    journey_id: UUID
    choice: ResumeChoice
    ramp_per_hour: int | None
    reason: str
    by: str
    paused_at: datetime
    asked_at: datetime


async def preview(session: AsyncSession, journey_id: UUID, *, now: datetime) -> ResumePreview:
    """The three ways side by side. Raises JourneyNotFound, JourneyStateConflict."""
    journey = await in_status(session, journey_id, ("paused",), "resume")
    since = journey.paused_at or now
    found = await places(session, journey_id, status="active")
    waiting = sum(place.people for place in found if place.waits)
    choices = await outlooks(session, journey_id, since, now, waiting=waiting)
    overdue = choices["keep_date"].people
    return ResumePreview(
        paused_at=journey.paused_at, aboard=people_in(found, "active"), overdue=overdue, choices=choices
    )


async def resume(
    session: AsyncSession, journey_id: UUID, asked: ResumeRequest, *, actor: Actor, now: datetime, new_id: NewId
) -> StatusChanged:
    """At once when there is little to do, else by an operation. Raises JourneyStateConflict, ResumeUnderWay."""
    journey = await in_status(session, journey_id, ("paused",), "resume")
    await _refuse_second(session, journey_id)
    params = ResumeParams(
        journey_id=journey_id,
        choice=asked.choice,
        ramp_per_hour=asked.ramp_per_hour,
        reason=asked.reason,
        by=actor.name,
        paused_at=journey.paused_at or now,
        asked_at=now,
    )
    detail: Detail = {"choice": asked.choice, "ramp_per_hour": asked.ramp_per_hour}
    ids = await _next(session, params, None, AT_ONCE + 1)
    if len(ids) > AT_ONCE or asked.ramp_per_hour is not None:
        total = await _concerned_people(session, params)
        row = await start_operation(
            session, RESUME, params.model_dump(mode="json"), actor.id, total=total, new_id=new_id
        )
        detail["operation"] = str(row.id)
        await audit(session, actor, "journey.resumed", "journey", str(journey_id), detail, asked.reason or None)
        return StatusChanged(status="paused", operation_id=row.id)
    if ids:
        await shunt(session, LOADER, ids, _event(params), now=now)
    status = await _run(session, journey)
    await audit(session, actor, "journey.resumed", "journey", str(journey_id), detail, asked.reason or None)
    return StatusChanged.model_validate({"status": status, "operation_id": None})


async def _refuse_second(session: AsyncSession, journey_id: UUID) -> None:
    query = select(Operation.id).where(
        Operation.kind == RESUME,
        Operation.finished_at.is_(None),
        Operation.params["journey_id"].astext == str(journey_id),
    )
    running = await session.scalar(query.limit(1))
    if running is not None:
        raise ResumeUnderWay("this journey is being resumed already", operation_id=str(running))


async def _run(session: AsyncSession, journey: Journey) -> str:
    journey.status = journey.paused_from or "running"
    journey.paused_at = journey.paused_from = None
    await wake_journey(session, journey.id)
    return journey.status


# Whom a choice is about.


def _concerned(params: ResumeParams) -> list[ColumnElement[bool]]:
    mine = [Enrollment.journey_id == params.journey_id, Enrollment.status == "active"]
    if params.choice == "skip_overdue":
        return [*mine, Enrollment.due_at <= params.asked_at, Enrollment.seq > 0]
    return [*mine, Enrollment.state["phase"].astext == "waiting"]


async def _concerned_people(session: AsyncSession, params: ResumeParams) -> int:
    """How many of them there are, by when they are due."""
    if params.choice == "keep_date":
        return 0
    if params.choice == "skip_overdue":
        found = await due_before(session, params.journey_id, params.asked_at, now=params.asked_at)
        return sum(due.people for due in found if due.begun)
    found = await places(session, params.journey_id, status="active")
    return sum(place.people for place in found if place.waits)


async def _next(session: AsyncSession, params: ResumeParams, after: UUID | None, limit: int) -> list[UUID]:
    if params.choice == "keep_date":
        return []
    query = select(Enrollment.id).where(*_concerned(params)).order_by(Enrollment.id).limit(limit)
    if after is not None:
        query = query.where(Enrollment.id > after)
    return list(await session.scalars(query))


def _event(params: ResumeParams) -> EventFor:
    detail = {"by": params.by, "reason": params.reason}
    event: Event
    if params.choice == "skip_overdue":
        event = CatchUp(params.asked_at, detail)
    else:
        event = Reconsider(params.asked_at, detail, (params.paused_at, params.asked_at))

    def give(_: Passenger) -> Event:
        return event

    return give


# As an operation.


@operation(RESUME)
async def run_resume(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Treat everybody, spread those who are due, then let the journey run; cancelled, it stays paused."""
    return await run_chunks(deps, operation_id, heartbeat, _chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params = ResumeParams.model_validate(row.params)
    journey = await repository.get_journey(session, params.journey_id, lock="share")
    if journey.status != "paused" or journey.paused_at != params.paused_at:
        row.status, row.error, row.finished_at = "failed", "journey_state", deps.clock()
        return
    after = row.cursor.get("after")
    place = None if after is None else UUID(after)
    stage = row.cursor.get("stage", "people")
    if stage == "people":
        ids = await _next(session, params, place, AT_ONCE)
        if ids:
            result = await shunt(session, LOADER, ids, _event(params), now=params.asked_at)
            row.done += len(ids)
            row.result = {"moved": int(row.result.get("moved", 0)) + len(result.moved)}
        row.cursor = {"after": str(ids[-1])} if len(ids) == AT_ONCE else {"stage": "ramp"}
    elif stage == "ramp" and params.ramp_per_hour is not None:
        start = row.cursor.get("start") or deps.clock().isoformat()
        done = int(row.cursor.get("ramped", 0))
        ids = await _spread(session, params, datetime.fromisoformat(start), place, done)
        more = {"stage": "ramp", "start": start, "after": str(max(ids)) if ids else after, "ramped": done + len(ids)}
        row.cursor = more if len(ids) == _RAMP_ROWS else {"stage": "run"}
    else:
        journey = await repository.get_journey(session, params.journey_id, lock="update")
        await _run(session, journey)
        row.total, row.status, row.finished_at = row.done, "done", deps.clock()


async def _spread(
    session: AsyncSession, params: ResumeParams, start: datetime, after: UUID | None, done: int
) -> list[UUID]:
    """Give the next people who are due their places, one behind the other."""
    values = {
        "journey": params.journey_id,
        "start": start,
        "after": after,
        "rows": _RAMP_ROWS,
        "done": done,
        "gap": timedelta(hours=1) / (params.ramp_per_hour or 1),
    }
    return list(await session.scalars(_RAMP, values))
