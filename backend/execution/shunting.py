"""Moving enrollments by a person's word, one or thousands: through the machine, guarded by `seq`, all or nothing.

Everything happens in the caller's transaction, so that the moves, the audit entry and an operation's cursor are
committed together: a chunk that was interrupted has not happened, one that is repeated cannot happen twice.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution import journal
from backend.execution.borrowed import borrow, give_back
from backend.execution.calendar import Calendars
from backend.execution.chunk import ChunkLoader
from backend.execution.counters import CounterKey, count_steps
from backend.execution.database import Connection
from backend.execution.passenger import Passenger
from backend.execution.versions import Version, Versions
from backend.execution.wakes import wake
from workflows.journey.events import Event, Migrate, Move, Replay, Resume, Stop
from workflows.journey.state import Sent, Step

EventFor = Callable[[Passenger], Event | str]
"""What to do with an enrollment (look at its `state`, `version`, `world`), or why to leave it as it is."""

_ATTEMPTS: Final = 3
"""How often an enrollment that took a step meanwhile is read again."""
_NEVER: Final = ""
_BEFORE: Final = ("moved", "sent", "not_sent")
"""What is told of the step that is left, and so counted on the version that is left."""
_COHORTS: Final = "select distinct cohort_id from enrollment where id = any($1::uuid[])"
_CLOSED: Final = "select id from enrollment where id = any($1::uuid[])"
_MAILS: Final = """
    select m.enrollment_id, m.id, m.status, m.reason, m.sent_at, m.transmitting_at
    from message m join unnest($1::uuid[], $2::int[]) as g (enrollment_id, seq)
      on m.enrollment_id = g.enrollment_id and m.seq = g.seq
    for update of m skip locked
"""
_ABANDON: Final = """
    update message set status = 'skipped', reason = 'abandoned'
    where id = any($1::uuid[]) and status in ('reserved', 'deferred')
"""
_KEYED: Final = """
    select m.enrollment_id from message m join unnest($1::uuid[], $2::int[]) as g (enrollment_id, seq)
      on m.enrollment_id = g.enrollment_id and m.seq = g.seq
"""
_SWITCH: Final = """
    update enrollment set version_id = $2, due_at = case when listen_event is null then due_at else $3 end
    where id = any($1::uuid[])
"""
"""Who listens is looked at once more: the reactions loaded are those that the old version watched."""


@dataclass(frozen=True, slots=True)
class ShuntResult:
    """Who was moved, and why the others were not. `refusals` names each of them."""

    moved: list[UUID] = field(default_factory=list[UUID])
    refusals: dict[UUID, str] = field(default_factory=dict[UUID, str])

    @property
    def refused(self) -> Counter[str]:
        """How many by reason: `ended`, `not_found`, `mail_under_way`, `moved_meanwhile`, and what the machine says."""
        return Counter(self.refusals.values())


LOADER: Final = ChunkLoader(Versions(), Calendars())
"""For callers without one of their own; it only remembers what never changes, and the calendar for a minute."""


async def shunt(
    session: AsyncSession,
    loader: ChunkLoader,
    enrollment_ids: Sequence[UUID],
    event_for: EventFor,
    *,
    now: datetime,
    onto: UUID | None = None,
    over: bool = False,
) -> ShuntResult:
    """Let these enrollments (some hundreds at most) hear the event that `event_for` gives, and wake their cohorts.

    `onto` puts them on another version of their journey at the same time: the machine decides by its graph, and the
    counters of both versions are kept right. Then the event must write a journal row, as Move and Reconsider do.
    `over`: also those who have ended may hear it, as Resend.
    """
    connection = await borrow(session)
    try:
        version = await _version(connection, onto)
        result = ShuntResult()
        left = list(dict.fromkeys(enrollment_ids))
        for _ in range(_ATTEMPTS):
            left = await _try(_Round(connection, loader, event_for, now, version, over), left, result)
            if not left:
                break
        result.refusals.update(dict.fromkeys(left, "moved_meanwhile"))
        cohorts = await connection.fetch(_COHORTS, result.moved)
    finally:
        await give_back(session)
    await wake(session, [row["cohort_id"] for row in cohorts])
    return result


@dataclass(frozen=True, slots=True)
class _Round:
    connection: Connection
    loader: ChunkLoader
    event_for: EventFor
    now: datetime
    onto: Version | None
    over: bool


async def _try(round_: _Round, ids: Sequence[UUID], result: ShuntResult) -> list[UUID]:
    """One try; answers those who took a step meanwhile."""
    chunk = await round_.loader.load_these(round_.connection, ids, lambda: round_.now, over=round_.over)
    await _name_missing(round_.connection, ids, {one.id for one in chunk.passengers}, result)
    asked = _ask(chunk.passengers, round_, result)
    abandoned = await _settle_mails(round_, asked, result)
    riders: list[_Rider] = []
    for passenger, event in asked:
        if passenger.id in result.refusals:
            continue
        rider = _Rider(
            passenger, passenger.version.id, passenger.state.node, _stays(passenger, event), _arrived(passenger)
        )
        if round_.onto is not None:
            passenger.version = round_.onto
        passenger.hear(event)
        passenger.due_at = round_.now
        passenger.later = round_.now if isinstance(event, Resume) else None  # look what came during the pause
        if passenger.refused is not None:
            result.refusals[passenger.id] = passenger.refused
        elif passenger.steps:
            riders.append(rider)
        else:
            result.refusals[passenger.id] = "unchanged"
    return await _write(round_, riders, abandoned, result)


def _ask(passengers: Sequence[Passenger], round_: _Round, result: ShuntResult) -> list[tuple[Passenger, Event]]:
    asked: list[tuple[Passenger, Event]] = []
    for passenger in passengers:
        event = round_.event_for(passenger)
        if passenger.steps and not isinstance(event, Stop):  # what cannot be read can still be ended
            event = "unreadable"
        if isinstance(event, str):
            result.refusals[passenger.id] = event
        else:
            asked.append((passenger, event))
    return asked


async def _name_missing(connection: Connection, ids: Sequence[UUID], found: set[UUID], result: ShuntResult) -> None:
    missing = [one for one in ids if one not in found]
    if missing:
        closed = {row["id"] for row in await connection.fetch(_CLOSED, missing)}
        result.refusals.update({one: "ended" if one in closed else "not_found" for one in missing})


async def _settle_mails(
    round_: _Round, asked: Sequence[tuple[Passenger, Event]], result: ShuntResult
) -> dict[UUID, UUID]:
    """Who is to leave a mail behind: nobody while it is on its way; what became of it is told and remembered first.

    Answers the ledger rows of mails that are abandoned, by enrollment. They stay locked, so that no worker marks them.
    """
    leaving = {one.id: one for one, event in asked if _goes_away(event) and _has_command(one, event)}
    ending = {one.id for one, event in asked if isinstance(event, Stop) and one.state.action is not None}
    leaving |= {one.id: one for one, _ in asked if one.id in ending and one.state.aside is None}
    if not leaving:
        return {}
    keys = [list(leaving), [one.state.action for one in leaving.values()]]
    rows = {row["enrollment_id"]: row for row in await round_.connection.fetch(_MAILS, *keys)}
    abandoned: dict[UUID, UUID] = {}
    for row in await round_.connection.fetch(_KEYED, *keys):
        enrollment = row["enrollment_id"]
        mail, passenger = rows.get(enrollment), leaving[enrollment]
        status = _NEVER if mail is None else mail["status"]
        if enrollment in ending:  # at once, whatever they are doing; what has not begun is called off with the end
            if mail is not None and status not in ("reserved", "deferred", "transmitting"):
                _tell(passenger, mail, round_.now)
        elif mail is not None and status in ("reserved", "deferred"):
            abandoned[enrollment] = mail["id"]
        elif status in (_NEVER, "transmitting") or (passenger.state.phase == "acting" and not passenger.state.paused):
            result.refusals[enrollment] = "mail_under_way"
        elif mail is not None:
            _tell(passenger, mail, round_.now)
    return abandoned


def _has_command(passenger: Passenger, event: Event) -> bool:
    """Whether a command of this visit may be out; who is paused is only carried over, the rest is refused anyway."""
    state = passenger.state
    return state.action is not None and (state.paused is None or isinstance(event, Migrate))


def _tell(passenger: Passenger, mail: Any, now: datetime) -> None:
    """What nobody has heard yet of the mail they stand before: it came out while they were paused, or parked."""
    state, message, status = passenger.state, str(mail["id"]), mail["status"]
    if state.node is None or any(sent.message == message for sent in state.sends.values()):
        return
    sends, detail = state.sends, {"message": message}
    if status in ("sent", "unconfirmed"):
        sends = {**sends, state.node: Sent(message, mail["sent_at"] or mail["transmitting_at"])}
        detail |= {"unconfirmed": True} if status == "unconfirmed" else {}
    else:
        detail |= {"reason": mail["reason"] or status, "outcome": status}
    outcome = "not_sent" if "reason" in detail else "sent"
    passenger.steps.append(Step(state.seq, state.node, state.visits.get(state.node, 0), outcome, None, detail, now))
    passenger.state = replace(state, sends=sends, seq=state.seq + 1)


@dataclass(frozen=True, slots=True)
class _Rider:
    """A passenger, and where it stood before it heard."""

    passenger: Passenger
    from_version: UUID
    from_node: str | None
    stays: bool
    """Whether the visit there goes on."""
    arrived: bool


def _stays(passenger: Passenger, event: Event) -> bool:
    return not _goes_away(event) and _arrived(passenger)


def _goes_away(event: Event) -> bool:
    return isinstance(event, Move | Replay) or (isinstance(event, Migrate) and event.to is not None)


def _arrived(passenger: Passenger) -> bool:
    """Whether the visit where it stands has been counted."""
    return passenger.state.phase != "ready" or passenger.state.action is not None


async def _write(
    round_: _Round, riders: Sequence[_Rider], abandoned: dict[UUID, UUID], result: ShuntResult
) -> list[UUID]:
    by_id = {rider.passenger.id: rider for rider in riders}

    async def besides(connection: Connection, moved: set[UUID]) -> None:
        if round_.onto is not None:
            await connection.execute(_SWITCH, list(moved), round_.onto.id, round_.now)
        mails = [mail for enrollment, mail in abandoned.items() if enrollment in moved]
        if mails:
            await connection.execute(_ABANDON, mails)

    await journal.write(
        round_.connection,
        [rider.passenger for rider in riders],
        round_.now,
        [besides],
        revive=True,
        counted=lambda passenger: _counts(by_id[passenger.id]),
    )
    result.moved.extend(rider.passenger.id for rider in riders if not rider.passenger.dropped)
    return [rider.passenger.id for rider in riders if rider.passenger.dropped]


def _counts(rider: _Rider) -> Counter[CounterKey]:
    """What the canvas counts; who changes version leaves the old one where they stood and is aboard the new one."""
    passenger, old, new = rider.passenger, rider.from_version, rider.passenger.version.id
    if old == new:
        return count_steps(new, passenger.steps, passenger.entered)
    leaving = [step for step in passenger.steps if step.outcome in _BEFORE or step.detail.get("was") == "errored"]
    counts = count_steps(old, leaving, ())
    counts.update(count_steps(new, [step for step in passenger.steps if step not in leaving], passenger.entered))
    counts[old, _NEVER, "boarded"] -= 1
    counts[new, _NEVER, "boarded"] += 1
    if passenger.state.status == "errored" and rider.from_node is not None and passenger.state.node is not None:
        counts[old, rider.from_node, "failed"] -= 1
        counts[new, passenger.state.node, "failed"] += 1
    if rider.from_node is not None and rider.arrived:
        counts[old, rider.from_node, "moved"] += not any(step.outcome == "moved" for step in leaving)
        counts[new, rider.from_node, "entered"] += rider.stays
    return counts


async def _version(connection: Connection, onto: UUID | None) -> Version | None:
    if onto is None:
        return None
    version = (await _VERSIONS.load(connection, {onto})).get(onto)
    if version is None:
        raise ValueError(f"version {onto} cannot be read")
    return version


_VERSIONS: Final = Versions()
