"""What became of a mail whose person left while it was on its way: told in the journal after the end, and counted.

Whoever ends a trip does not wait for a mail under way. Its worker then finds the row moved on, and what it heard would
be lost: the canvas would show reactions to mails that were never sent. Should the worker die in between, or had it
died before, nobody is left who has heard: then the ledger is asked (`tell_untold`, by every worker's reaper).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from backend.execution import ledger
from backend.execution.counters import CounterKey, add_counts, count_steps
from backend.execution.database import Connection, dumps
from backend.execution.passenger import Passenger
from workflows.journey.state import Step

_OVER: Final = """
    select id, seq from enrollment
    where id = any($1::uuid[]) and status in ('completed', 'exited', 'stopped') and not jsonb_exists(state, 'aside')
    order by id for no key update
"""
"""Who gets a mail again is carried once more and asks the ledger then."""
_HEARD: Final = """
    select e.id, e.seq as place, m.id as message, m.seq, m.node, m.version_id, m.status, m.reason,
           coalesce((e.state -> 'visits' ->> m.node)::int, 0) as visit
    from untold u join message m on m.id = u.message_id join enrollment e on e.id = m.enrollment_id
    where e.status in ('completed', 'exited', 'stopped') and not jsonb_exists(e.state, 'aside')
      and m.status <> 'transmitting'
    order by e.id limit $1 for no key update of e skip locked
"""
_SETTLED: Final = "delete from untold where message_id = any($1::uuid[])"
_KNOWN: Final = """
    select enrollment_id from journal where enrollment_id = any($1::uuid[]) and detail ->> 'message' = any($2::text[])
      and outcome in ('sent', 'not_sent')
"""
_FINAL: Final = ("sent", "unconfirmed", "refused", "skipped")
_TELL: Final = """
    insert into journal (enrollment_id, seq, node, visit, outcome, detail, at)
    select s.enrollment_id, s.seq, s.node, s.visit, s.outcome, s.detail::jsonb, s.at
    from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[])
         as s (enrollment_id, seq, node, visit, outcome, detail, at)
"""
_MOVE_ON: Final = """
    update enrollment set seq = seq + 1, state = jsonb_set(state, '{seq}', to_jsonb(seq + 1))
    where id = any($1::uuid[])
"""


async def tell_late_mails(connection: Connection, dropped: Sequence[Passenger]) -> None:
    """Write what these, whose rows somebody else moved, heard of their mails, if their trips are over by now.

    Each mail is told once, whoever asks and however often.
    """
    heard = {one.id: (one, step) for one in dropped for step in one.steps if _of_a_mail(step)}
    if not heard:
        return
    async with connection.transaction():
        over = {row["id"]: row["seq"] for row in await connection.fetch(_OVER, list(heard))}
        mails = [heard[one][1].detail["message"] for one in over]
        known = {row["enrollment_id"] for row in await connection.fetch(_KNOWN, list(over), mails)}
        told = {one: (heard[one][0].version.id, heard[one][1]) for one in over if one not in known}
        await _write(connection, told, over)
        await connection.execute(_SETTLED, [UUID(mail) for mail in mails])
        await ledger.call_off(connection, list(over))  # one that was to be tried again will not be


def _of_a_mail(step: Step) -> bool:
    return step.outcome in ("sent", "not_sent") and "message" in step.detail


async def tell_untold(connection: Connection, now: datetime, *, limit: int = 1000) -> int:
    """Tell what became of mails whose persons have left, and of which nobody has heard; how many were settled."""
    async with connection.transaction():
        rows = {row["id"]: row for row in await connection.fetch(_HEARD, limit)}
        mails = [str(row["message"]) for row in rows.values()]
        known = {row["enrollment_id"] for row in await connection.fetch(_KNOWN, list(rows), mails)}
        untold = {one: row for one, row in rows.items() if one not in known and row["status"] in _FINAL}
        told = {one: (row["version_id"], _step_of(row, now)) for one, row in untold.items()}
        await _write(connection, told, {one: row["place"] for one, row in untold.items()})
        await ledger.call_off(connection, list(rows))
        await connection.execute(_SETTLED, [row["message"] for row in rows.values()])
    return len(rows)


def _step_of(row: asyncpg.Record, now: datetime) -> Step:
    """The row that the ledger's word makes in the journal."""
    detail = {"message": str(row["message"])}
    if row["status"] in ("sent", "unconfirmed"):
        more = {"unconfirmed": True} if row["status"] == "unconfirmed" else {}
        return Step(0, row["node"], row["visit"], "sent", None, detail | more, now)
    why = {"reason": row["reason"] or row["status"], "outcome": row["status"]}
    return Step(0, row["node"], row["visit"], "not_sent", None, detail | why, now)


async def _write(connection: Connection, told: dict[UUID, tuple[UUID, Step]], seqs: dict[UUID, int]) -> None:
    if not told:
        return
    steps = {one: step._replace(seq=seqs[one], port=None) for one, (_, step) in told.items()}
    columns = [(one, s.seq, s.node, s.visit, s.outcome, dumps(s.detail), s.at) for one, s in steps.items()]
    await connection.execute(_TELL, *[list(column) for column in zip(*columns, strict=True)])
    await connection.execute(_MOVE_ON, list(told))
    counts = Counter[CounterKey]()
    for one, (version, _) in told.items():
        counts.update(count_steps(version, [steps[one]], ()))
    await add_counts(connection, counts)
