"""What the canvas counts: one row a version, node and metric, changed in the transaction of the journal rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from backend.execution.database import Connection
from workflows.journey.state import Step

CounterKey = tuple[UUID, str, str]
"""Version, node, metric."""

_ADD: Final = """
    insert into node_counter (version_id, node, metric, count)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])
    on conflict (version_id, node, metric) do update set count = node_counter.count + excluded.count
"""


def count_steps(version_id: UUID, steps: Iterable[Step], entered: Iterable[str]) -> Counter[CounterKey]:
    """What these journal rows and entries change on the canvas of the version."""
    counts: Counter[CounterKey] = Counter()
    for node in entered:
        counts[version_id, node, "entered"] += 1
    for step in steps:
        if step.node is not None:
            for metric in _metrics(step):
                counts[version_id, step.node, metric] += 1
            if step.outcome in _REVIVING and step.detail.get("was") == "errored":
                counts[version_id, step.node, "failed"] -= 1
    return counts


_REVIVING: Final = ("moved", "retried", "ended")
"""Outcomes by which a parked enrollment stops being one; `detail.was` says that it was."""


def _metrics(step: Step) -> Iterator[str]:
    if step.port is not None:
        yield f"passed:{step.port}"
    match step.outcome:
        case "sent" | "not_sent" | "deferred" | "ended":
            yield step.outcome
            if "goal" in step.detail:
                yield "converted"
            if step.detail.get("reason") == "bounced":  # refused at the door: the ledger says bounced as well
                yield "bounced"
        case "errored":  # parked here: neither waiting nor gone, as `not_sent` is, which goes on or ends
            yield "failed"
        case "moved" if step.detail.get("entered", True):  # taken away from here by hand
            yield "moved"
        case _:
            return


def sorted_rows(counts: Mapping[CounterKey, int]) -> tuple[list[UUID], list[str], list[str], list[int]]:
    """The columns of an upsert, in one order everywhere, so that two writers never deadlock."""
    keys = sorted(key for key, count in counts.items() if count)
    return [k[0] for k in keys], [k[1] for k in keys], [k[2] for k in keys], [counts[k] for k in keys]


async def add_counts(connection: Connection, counts: Counter[CounterKey]) -> None:
    """Add to the counters, in the caller's transaction; keep it last, since it locks rows that everybody counts on."""
    if counts:
        await connection.execute(_ADD, *sorted_rows(counts))
