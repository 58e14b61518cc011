"""Ending enrollments by a person's word, one or many: through the machine, guarded by the `seq` each was read with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys.documents import read_document
from backend.models import Enrollment, Journal, JourneyVersion, NodeCounter
from workflows.journey import machine
from workflows.journey.graph import JourneyGraph
from workflows.journey.state import State, Step, Stop, World

CounterKey = tuple[UUID, str, str]
"""Version, node, metric."""

_WRITE: Final = text(
    """
    update enrollment e
    set status = 'stopped', end_reason = :reason, ended_at = :at, seq = g.seq, state = g.state::jsonb,
        due_at = null, listen_event = null, listen_message_id = null, error = null, failed_at = null
    from unnest(:ids, :expected, :seqs, :states) as g (id, expected, seq, state)
    where e.id = g.id and e.seq = g.expected and e.status in ('active', 'errored')
    returning e.id
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("expected", type_=ARRAY(Integer)),
    bindparam("seqs", type_=ARRAY(Integer)),
    bindparam("states", type_=ARRAY(Text)),
)


@dataclass(frozen=True, slots=True)
class _Ended:
    row: Enrollment
    state: State
    steps: Sequence[Step]
    counts: Counter[CounterKey]


async def stop_enrollments(
    session: AsyncSession,
    rows: Sequence[Enrollment],
    *,
    reason: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> set[UUID]:
    """End these enrollments with `reason`, in the caller's transaction; the ids of those that ended.

    `detail` is told in their journals besides: who did it, and why.

    A row that moved since it was read, or has ended, is left alone: the caller reads again if it must end.
    """
    if not rows:
        return set()
    graphs = await _graphs(session, {row.version_id for row in rows})
    stop = Stop(at, reason, detail or {})
    ended = [_end(row, graphs[row.version_id], stop) for row in rows]
    values: dict[str, Any] = {
        "reason": reason,
        "at": at,
        "ids": [one.row.id for one in ended],
        "expected": [one.row.seq for one in ended],
        "seqs": [one.state.seq for one in ended],
        "states": [orjson.dumps(one.state.to_json()).decode() for one in ended],
    }
    stopped = set(await session.scalars(_WRITE, values))
    written = [one for one in ended if one.row.id in stopped]
    await _write_journal(session, written)
    await _write_counts(session, written)
    return stopped


def _end(row: Enrollment, graph: JourneyGraph, stop: Stop) -> _Ended:
    state = State.from_json(row.state) if row.state else machine.start(graph, row.enrolled_at)
    parked = state.status == "errored"
    if parked:  # for the machine it is over; a person may still close it
        state = replace(state, phase="ready", status="active", end_reason=None)
    answer = machine.advance(graph, state, stop, World(enrollment=str(row.id)))
    return _Ended(row, answer.state, answer.steps, _counts(row.version_id, state, parked))


def _counts(version: UUID, state: State, parked: bool) -> Counter[CounterKey]:
    """What the end changes on the canvas, as the engine counts it."""
    counts: Counter[CounterKey] = Counter()
    if state.node is None:
        return counts
    counts[version, state.node, "ended"] += 1
    if parked:
        counts[version, state.node, "failed"] -= 1
    elif not state.visits.get(state.node):
        # It ends where it was to begin: counted as entered, so that nobody seems to wait there.
        counts[version, state.node, "entered"] += 1
    return counts


async def _graphs(session: AsyncSession, version_ids: set[UUID]) -> dict[UUID, JourneyGraph]:
    graphs: dict[UUID, JourneyGraph] = {}
    for version_id in version_ids:
        version = await session.get_one(JourneyVersion, version_id)
        graphs[version_id] = read_document(version.graph)
    return graphs


async def _write_journal(session: AsyncSession, ended: Sequence[_Ended]) -> None:
    rows = [{"enrollment_id": one.row.id, **step._asdict()} for one in ended for step in one.steps]
    if rows:
        await session.execute(insert(Journal), rows)


async def _write_counts(session: AsyncSession, ended: Sequence[_Ended]) -> None:
    counts: Counter[CounterKey] = Counter()
    for one in ended:
        for key, count in one.counts.items():  # Counter.update would do, were some counts not negative
            counts[key] += count
    # one order everywhere, so that two writers never deadlock on the counters
    rows = [
        {"version_id": version, "node": node, "metric": metric, "count": counts[version, node, metric]}
        for version, node, metric in sorted(counts)
        if counts[version, node, metric]
    ]
    if not rows:
        return
    added = insert(NodeCounter).values(rows)
    await session.execute(
        added.on_conflict_do_update(
            index_elements=["version_id", "node", "metric"],
            set_={"count": NodeCounter.count + added.excluded.count},
        )
    )
