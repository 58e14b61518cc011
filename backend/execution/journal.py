"""The one write of a chunk: states, journal rows, counters and reservations of mails, in one transaction.

Every row is guarded by the `seq` it was read with, so an admin's move and a running chunk cannot both win; whoever lost
is marked `dropped`, and nothing of it is written.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from backend.execution import ledger
from backend.execution.afterwards import tell_late_mails
from backend.execution.counters import CounterKey, add_counts, count_steps
from backend.execution.database import Connection, dumps
from backend.execution.passenger import Passenger

Change = Callable[[Connection, set[UUID]], Awaitable[None]]
"""What an effect changes besides, run in the same transaction for the enrollments whose write went through."""

_MOVE: Final = """
    update enrollment e
    set seq = g.seq, node = g.node, state = g.state::jsonb, status = g.status, due_at = g.due_at,
        listen_event = g.listen_event, listen_message_id = g.listen_message_id, end_reason = g.end_reason,
        ended_at = case when g.ended_at is not null then coalesce(e.ended_at, g.ended_at) end,
        error = case when g.status = 'errored' then coalesce(g.error::jsonb, e.error) end,
        failed_at = case when g.status = 'errored' then coalesce(e.failed_at, $13) end
    from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[],
                $9::uuid[], $10::text[], $11::timestamptz[], $12::text[])
         as g (id, expected, seq, node, state, status, due_at, listen_event, listen_message_id, end_reason,
               ended_at, error)
    where e.id = g.id and e.seq = g.expected
      and (e.status not in ('completed', 'exited', 'stopped', 'errored') or jsonb_exists(e.state, 'aside'))
    returning e.id
"""
# "Not in the others" instead of "is active": the planner takes an equality for so rare that it reads everybody who is
# active and compares them with ours, instead of looking up ours by their key.
_REVIVE: Final = re.sub(r"\n *and \(e\.status.*", "", _MOVE)
"""The same for people's interventions, which also take up what is parked or, to send a mail again, what is over."""
_TELL: Final = """
    insert into journal (enrollment_id, seq, node, visit, outcome, port, detail, at)
    select s.enrollment_id, s.seq, s.node, s.visit, s.outcome, s.port, s.detail::jsonb, s.at
    from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
         as s (enrollment_id, seq, node, visit, outcome, port, detail, at)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of an enrollment as its state has them; it is due as long as the machine has something to do."""

    node: str | None
    status: str
    due_at: datetime | None
    listen_event: str | None
    listen_message_id: UUID | None
    end_reason: str | None
    ended_at: datetime | None


def row_of(passenger: Passenger, now: datetime) -> Row:
    """What the enrollment's columns say about its state.

    A command that is out leaves the row where it was and due: a crash finds it, and no index has to change.
    """
    state = passenger.state
    shown = state if state.aside is None else state.aside  # while a mail is sent again, it stands where it stood
    if state.paused is not None:  # nothing makes it due; what comes meanwhile is looked at when it goes on
        return Row(shown.node, "paused", None, None, None, None, None)
    ended_at = None if shown.status in ("active", "errored") else now
    if state.phase == "acting" and passenger.later is None:
        return Row(passenger.node, shown.status, passenger.due_at or now, None, None, shown.end_reason, ended_at)
    active = state.status == "active"
    due = (state.due if state.phase == "waiting" else (state.due or now)) if active else None
    return Row(
        node=shown.node,
        status=shown.status,
        due_at=passenger.later or due if active else None,
        listen_event=state.listen.event if active and state.listen else None,
        listen_message_id=UUID(state.listen.message) if active and state.listen else None,
        end_reason=shown.end_reason,
        ended_at=ended_at,
    )


async def write(
    connection: Connection,
    passengers: Sequence[Passenger],
    now: datetime,
    also: Sequence[Change] = (),
    *,
    revive: bool = False,
    counted: Callable[[Passenger], Counter[CounterKey]] | None = None,
) -> None:
    """Write everybody's state and steps in one transaction, and what effects changed besides.

    `revive`: parked enrollments are taken up as well. `counted` says what a passenger changes on the canvas, by default
    its steps on its version.
    """
    if not passengers:
        return
    passengers = sorted(passengers, key=lambda one: one.id)  # one order everywhere, so that two writers never deadlock
    async with connection.transaction():
        move = _REVIVE if revive else _MOVE
        moved = {row["id"] for row in await connection.fetch(move, *_enrollments(passengers, now))}
        await connection.execute(_TELL, *_steps([one for one in passengers if one.id in moved]))
        for change in also:
            await change(connection, moved)
        left = [one for one in passengers if one.id in moved and _has_left(one)]
        await ledger.call_off(connection, [one.id for one in left])
        await ledger.mark_untold(connection, [(one.id, one.unheard) for one in left if one.unheard is not None])
        await add_counts(connection, _counts(passengers, moved, counted or _of_steps))
    for passenger in passengers:
        passenger.dropped = passenger.id not in moved
    await tell_late_mails(connection, [one for one in passengers if one.dropped])
    for passenger in passengers:
        passenger.written()


def _has_left(passenger: Passenger) -> bool:
    """Whether nothing happens to it any more; who is parked may be taken up again, with the same mail."""
    state = passenger.state
    return state.phase == "ended" and state.status != "errored" and state.aside is None


def _enrollments(passengers: Sequence[Passenger], now: datetime) -> list[Any]:
    rows = [row_of(passenger, now) for passenger in passengers]
    return [
        [p.id for p in passengers],
        [p.expected for p in passengers],
        [p.state.seq for p in passengers],
        [row.node for row in rows],
        [dumps(p.state.to_json()) for p in passengers],
        [row.status for row in rows],
        [row.due_at for row in rows],
        [row.listen_event for row in rows],
        [row.listen_message_id for row in rows],
        [row.end_reason for row in rows],
        [row.ended_at for row in rows],
        [_error(p) for p in passengers],
        now,
    ]


def _error(passenger: Passenger) -> str | None:
    """Why an enrollment is parked, for the row; the same words as in its journal."""
    if passenger.state.status != "errored":
        return None
    details = [step.detail for step in passenger.steps if step.outcome == "errored"]
    return dumps(details[-1]) if details else None


def _steps(passengers: Sequence[Passenger]) -> list[list[Any]]:
    steps = [(p.id, step) for p in passengers for step in p.steps]
    return [
        [enrollment for enrollment, _ in steps],
        [step.seq for _, step in steps],
        [step.node for _, step in steps],
        [step.visit for _, step in steps],
        [step.outcome for _, step in steps],
        [step.port for _, step in steps],
        [dumps(step.detail) for _, step in steps],
        [step.at for _, step in steps],
    ]


def _counts(
    passengers: Sequence[Passenger], moved: set[UUID], counted: Callable[[Passenger], Counter[CounterKey]]
) -> Counter[CounterKey]:
    counts: Counter[CounterKey] = Counter()
    for passenger in passengers:
        if passenger.id in moved:
            counts.update(counted(passenger))
    return counts


def _of_steps(passenger: Passenger) -> Counter[CounterKey]:
    return count_steps(passenger.version.id, passenger.steps, passenger.entered)
