"""Backtest: past contacts played through a draft with the reactions they really showed, beside what really happened.

Nothing is sent or written about anybody. What is known of the past: when they entered, their reactions to the mails
they got. Fields of a contact are today's; a mail nobody ever got has no reactions and is counted as `unknown`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation, start_operation
from backend.journeys import repository
from backend.journeys.documents import GraphDocument, read_document
from backend.journeys.simulation import calendar_around, home_zone
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Company, Contact, Enrollment, Message, Operation
from backend.segments.facts import facts_of
from workflows.contracts import OperationTick
from workflows.journey.behaviour import Behaviour, Reaction
from workflows.journey.graph import JourneyGraph, dump_graph
from workflows.journey.simulate import Film, film
from workflows.journey.state import Calendar, World

BACKTEST: Final = "backtest"
CHUNK: Final = 100
SAMPLES: Final = 50
_REACTIONS: Final = ("opened", "clicked", "replied", "bounced")
_LEFT: Final = ("sent", "unconfirmed")


class BacktestRequest(BaseModel):
    """Which document (the draft when omitted), over whom: those who entered between `from` and `to`, newest last."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    graph: GraphDocument | None = None
    from_: AwareDatetime | None = Field(None, alias="from")
    to: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=20_000)] = 1000


async def start(
    session: AsyncSession, journey_id: UUID, request: BacktestRequest, *, actor: Actor, new_id: NewId
) -> Operation:
    """Queue a backtest. Raises JourneyNotFound."""
    journey = await repository.get_journey(session, journey_id)
    graph = request.graph or read_document(journey.draft)
    params = {
        "journey_id": str(journey_id),
        "graph": dump_graph(graph),
        "from": request.from_ and request.from_.isoformat(),
        "to": request.to and request.to.isoformat(),
        "limit": request.limit,
    }
    return await start_operation(session, BACKTEST, params, actor.id, total=None, new_id=new_id)


@operation(BACKTEST)
async def run_backtest(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Play chunk by chunk, in the order in which they entered."""
    return await run_chunks(deps, operation_id, heartbeat, _chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    now, left = deps.clock(), row.params["limit"] - row.done
    rows = await _people(session, row, min(CHUNK, left)) if left > 0 else ()
    if not rows:
        row.total, row.status, row.finished_at = row.done, "done", now
        return
    graph = read_document(row.params["graph"])
    mails = await _mails(session, [enrollment.id for enrollment, _, _ in rows])
    zone, calendar = await home_zone(session), await calendar_around(session, now.year)

    def play() -> dict[str, Any]:
        told = row.result or {"contacts": 0, "differ": 0, "unknown": 0, "live": {}, "draft": {}, "samples": []}
        for enrollment, contact, company in rows:
            world = _world(enrollment, facts_of(contact, company), zone, calendar)
            told = _add(told, graph, world, enrollment, mails.get(enrollment.id, []), now)
        return told

    row.result = await asyncio.to_thread(play)
    row.done += len(rows)
    row.cursor = {"after": str(rows[-1][0].id)}


async def _people(session: AsyncSession, row: Operation, limit: int) -> Sequence[Row[Enrollment, Contact, Company]]:
    query = (
        select(Enrollment, Contact, Company)
        .join(Contact, Contact.id == Enrollment.contact_id)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Enrollment.journey_id == UUID(row.params["journey_id"]), Enrollment.test_max_wait.is_(None))
        .order_by(Enrollment.id)
        .limit(limit)
    )
    if row.params["from"]:
        query = query.where(Enrollment.enrolled_at >= datetime.fromisoformat(row.params["from"]))
    if row.params["to"]:
        query = query.where(Enrollment.enrolled_at < datetime.fromisoformat(row.params["to"]))
    if row.cursor.get("after"):
        query = query.where(Enrollment.id > UUID(row.cursor["after"]))
    return (await session.execute(query)).all()


async def _mails(session: AsyncSession, enrollments: Sequence[UUID]) -> dict[UUID, list[Message]]:
    found: dict[UUID, list[Message]] = {}
    query = select(Message).where(Message.enrollment_id.in_(enrollments)).order_by(Message.enrollment_id, Message.seq)
    for mail in await session.scalars(query):
        found.setdefault(mail.enrollment_id, []).append(mail)
    return found


def _world(enrollment: Enrollment, facts: Mapping[str, Any], zone: str, calendar: Calendar) -> World:
    return World(str(enrollment.id), facts, {}, facts.get("timezone") or zone, zone, calendar)


def reaction_of(mail: Message) -> Reaction:
    """What somebody really did with a mail, as delays from when it left."""
    left = mail.sent_at or mail.transmitting_at
    if mail.status not in _LEFT or left is None:
        return Reaction.model_validate({"outcome": "refused", "reason": mail.reason or mail.status})
    delays = {
        kind: f"PT{max(0, int((at - left).total_seconds()))}S"
        for kind in _REACTIONS
        if (at := getattr(mail, f"{kind}_at")) is not None
    }
    return Reaction.model_validate(delays)


def _add(
    told: dict[str, Any],
    graph: JourneyGraph,
    world: World,
    enrollment: Enrollment,
    mails: Sequence[Message],
    now: datetime,
) -> dict[str, Any]:
    known: dict[str, Reaction] = {}
    for mail in mails:
        known.setdefault(mail.node, reaction_of(mail))
    horizon = max(timedelta(0), now - enrollment.enrolled_at)
    played = film(graph, world, Behaviour(sends=known), enrollment.enrolled_at, horizon)
    live = [mail.node for mail in mails if mail.status in _LEFT]
    draft = [mail.node for mail in played.mails]
    before, after = enrollment.end_reason or "under_way", _end(played)
    differs = (live, before) != (draft, after)
    samples: list[Any] = told["samples"]
    if differs and len(samples) < SAMPLES:
        sample = {"enrollment_id": str(enrollment.id), "email": world.facts.get("email")}
        seen = {"live": {"mails": live, "end": before}, "draft": {"mails": draft, "end": after}}
        samples = [*samples, {**sample, **seen}]
    visits: Mapping[str, int] = enrollment.state.get("visits", {})
    return {
        "contacts": told["contacts"] + 1,
        "differ": told["differ"] + differs,
        "unknown": told["unknown"] + sum(node not in known for node in draft),
        "live": _side(told["live"], visits, live, before),
        "draft": _side(told["draft"], played.state.visits, draft, after),
        "samples": samples,
    }


def _end(played: Film) -> str:
    return (played.state.end_reason or "") if played.finished else "under_way"


def _side(side: Mapping[str, Any], entered: Mapping[str, int], sent: Sequence[str], end: str) -> dict[str, Any]:
    """One side's sums: entries and mails by step, ends by reason."""
    return {
        "entered": dict(Counter[str](side.get("entered", {})) + Counter[str](entered)),
        "sent": dict(Counter[str](side.get("sent", {})) + Counter[str](sent)),
        "ended": dict(Counter[str](side.get("ended", {})) + Counter[str]([end])),
        "mails": side.get("mails", 0) + len(sent),
    }
