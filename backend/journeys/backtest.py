"""Backtest: past contacts played through a draft with the reactions they really showed, beside what really happened.

Nothing is sent or written about anybody. What is known of the past: when they entered; their reactions to the mails
they got; answers of other systems and outcomes of tasks; stage, score and owner as far as journeys changed them. Other
fields of a contact are today's. What never happened to anybody has no reactions and is counted as `unknown`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation, start_operation
from backend.journeys import repository
from backend.journeys.backtest_counts import add
from backend.journeys.backtest_past import Theatre, load_pasts
from backend.journeys.backtest_schemas import BacktestRequest, read_result
from backend.journeys.documents import read_document
from backend.journeys.simulation import chosen
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Enrollment, Operation
from workflows.contracts import OperationTick
from workflows.journey.graph import dump_graph

BACKTEST: Final = "backtest"
CHUNK: Final = 200


async def start(
    session: AsyncSession, journey_id: UUID, request: BacktestRequest, *, actor: Actor, now: datetime, new_id: NewId
) -> Operation:
    """Queue a backtest over the past as it is now. Raises JourneyNotFound, VersionNotFound."""
    graph, _ = await chosen(session, journey_id, request.graph, request.version)
    journey = await repository.get_journey(session, journey_id)
    to = min(request.to or now, now)
    params = {
        "journey_id": str(journey_id),
        "graph": dump_graph(graph),
        "version": request.version,
        "live_version_id": journey.live_version_id and str(journey.live_version_id),
        "from": request.from_ and request.from_.isoformat(),
        "to": to.isoformat(),
        "until": now.isoformat(),
        "limit": request.limit,
    }
    some = entered(journey_id, request.from_, to).limit(request.limit).subquery()
    total = await session.scalar(select(func.count()).select_from(some))
    return await start_operation(session, BACKTEST, params, actor.id, total=total, new_id=new_id)


def entered(journey_id: UUID, since: datetime | None, to: datetime) -> Select[Enrollment]:
    """Enrollments of that time, newest first; tests are no past."""
    query = select(Enrollment).where(
        Enrollment.journey_id == journey_id, Enrollment.test_max_wait.is_(None), Enrollment.enrolled_at < to
    )
    if since is not None:
        query = query.where(Enrollment.enrolled_at >= since)
    return query.order_by(Enrollment.id.desc())


@operation(BACKTEST)
async def run_backtest(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Play chunk by chunk, newest first; each chunk's counts and its cursor are one transaction."""
    theatres: dict[UUID, Theatre] = {}

    async def chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
        if row.id not in theatres:
            theatres[row.id] = Theatre(read_document(row.params["graph"]))
        await _chunk(session, deps, row, theatres[row.id])

    return await run_chunks(deps, operation_id, heartbeat, chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation, theatre: Theatre) -> None:
    rows = await _people(session, row, min(CHUNK, row.params["limit"] - row.done))
    if not rows:
        row.total, row.status, row.finished_at = row.done, "done", deps.clock()
        return
    pasts = await load_pasts(session, rows, theatre.graph, datetime.fromisoformat(row.params["until"]))
    told = read_result(row.result)

    def play() -> None:
        for past, played in zip(pasts, theatre.play(pasts), strict=True):
            add(told, past, theatre.graph, played)

    await asyncio.to_thread(play)
    deleted = len(rows) - len(pasts)
    told.left_out = dict(Counter(told.left_out) + Counter(deleted=deleted))
    row.result = told.model_dump(mode="json")
    row.done += len(rows)
    row.cursor = {"before": str(rows[-1].id)}


async def _people(session: AsyncSession, row: Operation, limit: int) -> Sequence[Enrollment]:
    if limit <= 0:
        return ()
    since, before = row.params["from"], row.cursor.get("before")
    query = entered(
        UUID(row.params["journey_id"]),
        None if since is None else datetime.fromisoformat(since),
        datetime.fromisoformat(row.params["to"]),
    )
    if before is not None:
        query = query.where(Enrollment.id < UUID(before))
    return (await session.scalars(query.limit(limit))).all()
