"""Requests to look at cohorts: rows first, so that a crash between a fact and its signal loses nothing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

WAKE_CHANNEL = "tabiji_wake"
"""NOTIFY channel on which the relay listens; the payload is always empty."""

_REQUEST = text(
    """
    insert into cohort_wake (cohort_id)
    select id from unnest(:ids) as id order by id
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
    """
).bindparams(bindparam("ids", type_=ARRAY(PgUUID(as_uuid=True))))

# Who is over is due while a mail of theirs is sent again; two lookups, each by an index of its own.
_REQUEST_JOURNEY = text(
    """
    insert into cohort_wake (cohort_id)
    select c.id from cohort c
    where c.journey_id = :journey
      and (exists (select from enrollment e where e.cohort_id = c.id and e.status = 'active')
        or exists (select from enrollment e where e.cohort_id = c.id and e.status <> 'active' and e.due_at is not null))
    order by c.id
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
    """
).bindparams(bindparam("journey", type_=PgUUID(as_uuid=True)))

_REQUEST_DUE = text(
    """
    insert into cohort_wake (cohort_id)
    select c.id from cohort c
    where exists (select from enrollment e where e.cohort_id = c.id and e.status = 'active' and e.due_at <= :now)
       or exists (select from enrollment e where e.cohort_id = c.id and e.status <> 'active' and e.due_at <= :now)
    order by c.id
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
    """
)
_NOTIFY = text(f"select pg_notify('{WAKE_CHANNEL}', '')")


async def wake(session: AsyncSession, cohort_ids: Iterable[UUID]) -> None:
    """Ask the relay to start or poke these cohorts once the caller's transaction has committed."""
    ids = sorted(set(cohort_ids))
    if not ids:
        return
    await session.execute(_REQUEST, {"ids": ids})
    await session.execute(_NOTIFY)


async def wake_journey(session: AsyncSession, journey_id: UUID) -> None:
    """Ask for every cohort of the journey that still has someone aboard (resume, stop)."""
    await session.execute(_REQUEST_JOURNEY, {"journey": journey_id})
    await session.execute(_NOTIFY)


async def notify_relay(session: AsyncSession) -> None:
    """Tell the relay to look at its tables once the caller's transaction has committed."""
    await session.execute(_NOTIFY)


async def wake_due(session: AsyncSession, now: datetime) -> None:
    """Ask for every cohort in which somebody is due (the stop of all sending is over)."""
    await session.execute(_REQUEST_DUE, {"now": now})
    await session.execute(_NOTIFY)
