"""What a fault run left in the database, read once everything has come to rest, and what is wrong with it."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import asyncpg

from backend.bench.interventions import Deed
from backend.bench.reckoning import Mail, Row, Trip, at_sink_after_all, not_as_answered, settle, untold
from backend.execution.database import LOST

STILL_S: Final = 180.0
"""When nothing has changed for so long, nothing will: who is still aboard then was left behind."""
_REST: Final = """
    select (select count(*) from enrollment) as enrolled,
           (select count(*) from enrollment where status in ('active', 'paused', 'errored')) as aboard,
           (select count(*) from message where status in ('reserved', 'deferred', 'transmitting')) as open,
           (select count(*) from untold) as untold,
           (select count(*) from operation where finished_at is null) as working,
           (select count(*) from journal) as rows
"""
_RESTLESS: Final = ("aboard", "open", "untold", "working")
_ENROLLMENTS: Final = """
    select e.id, e.contact_id, e.status, e.end_reason, c.erased_at is not null as erased
    from enrollment e join contact c on c.id = e.contact_id
"""
_JOURNAL: Final = "select enrollment_id, node, outcome, detail from journal order by enrollment_id, seq"
_LEDGER: Final = "select id, enrollment_id, node, status, reason from message"


async def nobody_aboard(database_url: str) -> bool:
    """Whether everybody who entered has ended; no, while the database is away."""
    found = await _rest(database_url)
    return found is not None and found["aboard"] == 0


async def until_settled(database_url: str, people: int) -> dict[str, int]:
    """Until all have ended, every mail is decided and told of, and no operation works; or nothing changes any more.

    Answers what is left, which should be nothing.
    """
    last, since = None, time.monotonic()
    while True:
        found = await _rest(database_url)
        if found != last:
            last, since = found, time.monotonic()
        left = {name: found[name] for name in _RESTLESS if found[name]} if found else {"database": 0}
        if (found and found["enrolled"] == people and not left) or time.monotonic() - since > STILL_S:
            return left
        await asyncio.sleep(0.5)


async def _rest(database_url: str) -> dict[str, int] | None:
    with suppress(*LOST):
        connection = await asyncpg.connect(database_url)
        try:
            return dict(await connection.fetchrow(_REST) or {})
        finally:
            await connection.close()
    return None


async def take_account(
    database_url: str, contacts: Sequence[UUID], got: dict[str, int], deeds: Iterable[Deed]
) -> dict[str, Any]:
    """The account and what else is wrong, as JSON values; `contacts` in the order of their addresses."""
    trips = await _read(database_url, {contact: f"contact-{n}@example.com" for n, contact in enumerate(contacts)})
    account, missing = settle(trips, Counter(got))
    doubts = Counter(mail.reason for trip in trips for mail in trip.mails if mail.status == "unconfirmed")
    return {
        **asdict(account),
        "left_behind": sum(trip.left_behind for trip in trips),
        "untold": sum(map(untold, trips)),
        "not_as_answered": not_as_answered(deeds, trips),
        "unconfirmed_at_sink": at_sink_after_all(trips, Counter(got)),
        "unconfirmed_by_reason": dict(doubts),
        "enrollments": dict(Counter(f"{trip.status}: {trip.end_reason}" for trip in trips)),
        "lost_mails": sorted(missing)[:20],
    }


async def _read(database_url: str, people: dict[UUID, str]) -> list[Trip]:
    connection = await asyncpg.connect(database_url)
    try:
        trips = {
            row["id"]: Trip(people[row["contact_id"]], row["status"], row["end_reason"], row["erased"])
            for row in await connection.fetch(_ENROLLMENTS)
        }
        for row in await connection.fetch(_JOURNAL):
            trips[row["enrollment_id"]].journal.append(Row(row["node"], row["outcome"], json.loads(row["detail"])))
        for row in await connection.fetch(_LEDGER):
            trips[row["enrollment_id"]].mails.append(
                Mail(str(row["id"]), row["node"], row["status"], row["reason"] or "")
            )
    finally:
        await connection.close()
    return list(trips.values())
