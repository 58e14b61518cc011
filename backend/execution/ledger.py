"""The send ledger: one row a mail, and the order of writes that makes every doubt a named one.

`reserved` fixes ids before anything is rendered. `transmitting` is committed before DATA, together with the checks of
whether this mail may still go. Then `sent`, `refused` or `deferred`; or `skipped`, when it may not go. A row that a
crash left `transmitting` becomes `unconfirmed` when its worker process is known to be gone (`presence`): never sent
again by itself, the contact goes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from backend.execution.database import Connection

_RESERVE: Final = """
    insert into message (id, enrollment_id, seq, journey_id, version_id, node, variant, contact_id, template_version_id,
                         to_email, rfc_message_id, reserved_at, attempt)
    select g.*, 0 from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
                              $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::timestamptz[]) as g
    on conflict (enrollment_id, seq) do update
    set to_email = excluded.to_email, template_version_id = excluded.template_version_id,
        version_id = excluded.version_id, variant = excluded.variant,
        reserved_at = case when message.reserved_at < excluded.reserved_at - interval '1 day' then excluded.reserved_at
                           else message.reserved_at end
    where message.status in ('reserved', 'deferred')
    returning enrollment_id, id, rfc_message_id, attempt
"""
_FIND: Final = """
    select m.enrollment_id, m.id, m.status, m.reason, m.transmitting_at, m.sent_at,
           exists (select from worker w where w.id = m.worker_id) as held
    from message m join unnest($1::uuid[], $2::int[]) as g (enrollment_id, seq)
      on m.enrollment_id = g.enrollment_id and m.seq = g.seq
"""
_TRANSMIT: Final = """
    update message m set status = 'transmitting', transmitting_at = g.at, subject = g.subject, attempt = m.attempt + 1,
                         worker_id = $4
    from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as g (id, at, subject)
    where m.id = g.id and m.status not in ('transmitting', 'sent', 'refused', 'skipped', 'unconfirmed')
      and exists (select from journey j where j.id = m.journey_id and j.status in ('running', 'draining'))
      and not (select sending_halted())
      and not exists (select from suppression s where s.email = m.to_email)
      and exists (select from contact c where c.id = m.contact_id and c.deleted_at is null)
      and exists (select from enrollment e where e.id = m.enrollment_id
                  and (e.status = 'active' or e.status <> 'paused' and jsonb_exists(e.state, 'aside')))
    returning m.id
"""
_TAKE_BACK: Final = """
    update message m set status = 'reserved' from unnest($1::uuid[], $2::timestamptz[]) as g (id, at)
    where m.id = g.id and m.status = 'transmitting' and m.transmitting_at = g.at and m.worker_id = $3
"""
_WHY_NOT: Final = """
    select m.id, m.status, m.reason, m.transmitting_at, j.status as journey, s.reason as suppression,
           c.deleted_at is not null as deleted,
           e.status in ('active', 'paused') or jsonb_exists(e.state, 'aside') as aboard,
           e.status = 'paused' as paused,
           (select sending_halted()) as stopped
    from message m
    join journey j on j.id = m.journey_id
    join enrollment e on e.id = m.enrollment_id
    left join contact c on c.id = m.contact_id
    left join suppression s on s.email = m.to_email
    where m.id = any($1::uuid[])
"""
_RECORD: Final = """
    update message m
    set status = case when m.status = 'unconfirmed' and g.status in ('reserved', 'deferred') then m.status
                      else g.status end,
        reason = g.reason, smtp_reply = g.reply,
        admitted_at = case when g.status in ('reserved', 'deferred') then null else m.admitted_at end,
        sent_at = case when g.status = 'sent' then g.at else m.sent_at end,
        bounced_at = case when g.reason = 'bounced' then coalesce(m.bounced_at, g.at) else m.bounced_at end
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as g (id, status, reason, reply, at)
    where m.id = g.id and m.status not in ('sent', 'refused', 'skipped')
"""
_REAP: Final = """
    update message m set status = 'unconfirmed', reason = 'worker_lost'
    where m.status = 'transmitting' and m.transmitting_at > $2
      and (m.transmitting_at < $1 or not exists (select from worker w where w.id = m.worker_id))
    returning m.enrollment_id, m.id
"""
_DOUBT: Final = """
    update message set status = 'unconfirmed', reason = 'worker_lost'
    where id = $1 and status = 'transmitting' and transmitting_at = $2
"""
_NOTE_DOUBT: Final = """
    insert into doubt (message_id) select id from message where id = any($1::uuid[]) and status = 'unconfirmed'
    on conflict do nothing
"""
_CALL_OFF: Final = """
    update message set status = 'skipped', reason = 'left'
    where enrollment_id = any($1::uuid[]) and status in ('reserved', 'deferred')
"""
_UNTOLD: Final = """
    insert into untold (message_id)
    select m.id from message m join unnest($1::uuid[], $2::int[]) as g (enrollment_id, seq)
      on m.enrollment_id = g.enrollment_id and m.seq = g.seq
    where m.status in ('transmitting', 'sent', 'refused', 'unconfirmed', 'skipped') and m.reason is distinct from 'left'
      and not exists (select from journal j where j.enrollment_id = m.enrollment_id
                      and j.outcome in ('sent', 'not_sent') and j.detail ->> 'message' = m.id::text)
    on conflict do nothing
"""
_REAPED_DUE: Final = """
    update enrollment set due_at = $2
    where id = any($1::uuid[]) and status = 'active' and (due_at is null or due_at > $2)
    returning cohort_id
"""
_SUPPRESS: Final = """
    insert into suppression (email, reason, message_id, note)
    select distinct on (to_email) to_email, 'hard_bounce', id, coalesce(smtp_reply, '') from message
    where id = any($1::uuid[]) order by to_email
    on conflict (email) do nothing
"""
_BOUNCED: Final = """
    insert into engagement_event (id, source, dedupe_key, message_id, contact_id, kind, at, verdict, reasons, raw)
    select gen_random_uuid(), 'smtp', 'refused|' || id, id, contact_id, 'bounced', coalesce(transmitting_at, now()),
           'machine', '{address}', jsonb_build_object('reply', smtp_reply)
    from message where id = any($1::uuid[])
    on conflict do nothing
"""


class Reservation(NamedTuple):
    """A mail about to be made: its ids are fixed here."""

    id: UUID
    enrollment_id: UUID
    seq: int
    journey_id: UUID
    version_id: UUID
    node: str
    variant: str | None
    contact_id: UUID
    template_version_id: UUID
    to_email: str
    rfc_message_id: str
    reserved_at: datetime


@dataclass(frozen=True, slots=True)
class Reserved:
    """The ledger row that a reservation got: a new one, or the one an earlier attempt left."""

    id: UUID
    rfc_message_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger row that a reservation met and must not touch: its mail went out, will not go out, or is on its way."""

    id: UUID
    status: str
    reason: str | None
    transmitting_at: datetime | None
    sent_at: datetime | None
    held: bool
    """Whether the process that marked it is still registered."""


Mark = tuple[UUID, datetime]
"""A mail and the time at which it is marked `transmitting`."""


class Outcome(NamedTuple):
    """What becomes of a ledger row."""

    message_id: UUID
    status: str
    reason: str | None
    reply: str | None
    at: datetime


async def reserve(connection: Connection, reservations: Sequence[Reservation]) -> dict[UUID, Reserved]:
    """Fix the ids of these mails, in the caller's transaction; answers by enrollment.

    A mail that was reserved or deferred before keeps its ids; it counts for the version it is sent by. One that is
    further along is missing from the answer.
    """
    if not reservations:
        return {}
    columns = [list(column) for column in zip(*reservations, strict=True)]
    rows = await connection.fetch(_RESERVE, *columns)
    return {row["enrollment_id"]: Reserved(row["id"], row["rfc_message_id"], row["attempt"]) for row in rows}


async def find(connection: Connection, keys: Iterable[tuple[UUID, int]]) -> dict[UUID, Entry]:
    """The ledger rows of these (enrollment, key) pairs, by enrollment."""
    pairs = list(keys)
    if not pairs:
        return {}
    rows = await connection.fetch(_FIND, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    return {
        row["enrollment_id"]: Entry(
            row["id"], row["status"], row["reason"], row["transmitting_at"], row["sent_at"], row["held"]
        )
        for row in rows
    }


async def begin_transmission(
    connection: Connection, marks: Sequence[Mark], subjects: Sequence[str], worker: UUID
) -> set[UUID]:
    """Commit that `worker` is about to send these; answers those that may go. The rest is for `reasons_not_to_send`.

    Each mail's subject is kept as it was written to this person.
    """
    rows = await connection.fetch(_TRANSMIT, [one for one, _ in marks], [at for _, at in marks], subjects, worker)
    return {row["id"] for row in rows}


async def take_back(connection: Connection, marks: Sequence[Mark], worker: UUID) -> None:
    """Undo marks whose commit is uncertain and after which nothing was sent. Another hand's marks are left alone."""
    await connection.execute(_TAKE_BACK, [one for one, _ in marks], [at for _, at in marks], worker)


async def reasons_not_to_send(connection: Connection, messages: Sequence[UUID]) -> Mapping[UUID, str]:
    """Why each of these mails may not go: `held`, `stopped`, `taken`, or the reason of a skip."""
    rows = await connection.fetch(_WHY_NOT, messages)
    return {row["id"]: _reason(row) for row in rows}


def _reason(row: asyncpg.Record) -> str:
    if row["status"] not in ("reserved", "deferred"):
        return "taken"
    if not row["aboard"] or row["journey"] == "stopped":
        return "stopped"
    if row["journey"] not in ("running", "draining") or row["stopped"] or row["paused"]:
        return "held"
    if row["deleted"]:
        return "contact_deleted"
    return SUPPRESSED.get(row["suppression"], "held")


SUPPRESSED: Final[Mapping[str | None, str]] = {
    "unsubscribed": "unsubscribed",
    "hard_bounce": "bounced",
    "complaint": "complained",
    "manual": "suppressed",
}
"""Reasons of the suppression list as the journal names them. What has none was lifted meanwhile: ask again."""


async def record(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Write what became of these mails. A late answer also settles what was taken for unconfirmed.

    Except that "not now" leaves it unconfirmed, with the reason: its contact may have gone on, nobody would try again.
    """
    if not outcomes:
        return
    await connection.execute(_RECORD, *[list(column) for column in zip(*outcomes, strict=True)])
    doubtful = [one.message_id for one in outcomes if one.status == "unconfirmed"]
    if doubtful:
        await connection.execute(_NOTE_DOUBT, doubtful)


async def call_off(connection: Connection, enrollments: Sequence[UUID]) -> None:
    """Name the mails that these, who have left, will not get any more: none stays open for ever.

    What is being transmitted is left alone; its outcome comes (`afterwards`).
    """
    if enrollments:
        await connection.execute(_CALL_OFF, enrollments)


async def mark_untold(connection: Connection, keys: Sequence[tuple[UUID, int]]) -> None:
    """Remember the mails under these keys whose outcome no journal tells although their persons have left.

    Whoever sends one tells it when it is done; should that process die, the reaper does (`afterwards`).
    """
    if keys:
        await connection.execute(_UNTOLD, [enrollment for enrollment, _ in keys], [seq for _, seq in keys])


async def suppress_dead(connection: Connection, messages: Sequence[UUID]) -> None:
    """Stop all mail to the addresses of these mails: the server said that they do not exist. A bounce."""
    if messages:
        await connection.execute(_SUPPRESS, messages)
        await connection.execute(_BOUNCED, messages)


async def reap(connection: Connection, now: datetime, lease: timedelta, *, back: timedelta) -> list[UUID]:
    """Name what a crash left in doubt, and make its enrollments due. Returns the cohorts to wake.

    That is: what a process marked that is not registered any more, and what has been under way for longer than `lease`,
    whoever does it. Looks at mails marked within `back` before the lease.
    """
    async with connection.transaction():
        until = now - lease
        reaped = await connection.fetch(_REAP, until, until - back)
        lost = [row["enrollment_id"] for row in reaped]
        if not lost:
            return []
        await connection.execute(_NOTE_DOUBT, [row["id"] for row in reaped])
        return sorted({row["cohort_id"] for row in await connection.fetch(_REAPED_DUE, lost, now)})


async def doubt(connection: Connection, entry: Entry) -> bool:
    """Name one mail as in doubt; False when its process has answered meanwhile, or marked it anew."""
    if await connection.execute(_DOUBT, entry.id, entry.transmitting_at) != "UPDATE 1":
        return False
    await connection.execute(_NOTE_DOUBT, [entry.id])
    return True
