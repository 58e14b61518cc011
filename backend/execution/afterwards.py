"""What became of a mail whose person left while it was on its way: told in the journal after the end, and counted.

Whoever ends a trip does not wait for a mail under way. Its worker then finds the row moved on, and what it heard would
be lost: the canvas would show reactions to mails that were never sent.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

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
_KNOWN: Final = """
    select enrollment_id from journal where enrollment_id = any($1::uuid[]) and detail ->> 'message' = any($2::text[])
      and outcome in ('sent', 'not_sent')
"""
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
        told = {one: heard[one] for one in over if one not in known}
        await _write(connection, told, over)
        await ledger.call_off(connection, list(over))  # one that was to be tried again will not be


def _of_a_mail(step: Step) -> bool:
    return step.outcome in ("sent", "not_sent") and "message" in step.detail


async def _write(connection: Connection, told: dict[UUID, tuple[Passenger, Step]], seqs: dict[UUID, int]) -> None:
    if not told:
        return
    steps = {one: step._replace(seq=seqs[one], port=None) for one, (_, step) in told.items()}
    columns = [(one, s.seq, s.node, s.visit, s.outcome, dumps(s.detail), s.at) for one, s in steps.items()]
    await connection.execute(_TELL, *[list(column) for column in zip(*columns, strict=True)])
    await connection.execute(_MOVE_ON, list(told))
    counts = Counter[CounterKey]()
    for one, (passenger, _) in told.items():
        counts.update(count_steps(passenger.version.id, [steps[one]], ()))
    await add_counts(connection, counts)
