"""The frequency cap inside the send: how many mails a contact got lately, over all journeys, asked of the ledger.

What counts: mails that left or may have left (`sent`, `transmitting`, `unconfirmed`), and those let through just now.
Skipped and refused mails do not, nor deferred ones until they are let through again: those that waited for the same day
come at the same moment, and the first of them is still `deferred` when the next one asks. Contacts are locked while
their mails are counted, so that two journeys that send to one person at once do not both take the last place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.execution.database import Connection
from workflows.journey.pacing import Cap, fits_at

_ON_ITS_WAY: Final = timedelta(minutes=10)
"""A mail that was let through so long ago and has not been marked since was held back; it does not count."""
_FRESH: Final = timedelta(days=2)
"""A reservation older than a day is renewed before its mail is sent (`ledger.reserve`)."""
_LOCK: Final = "select id from contact where id = any($1::uuid[]) order by id for no key update"
_LATELY: Final = """
    select g.id, array(
        select s.at from (
            select case when p.status in ('reserved', 'deferred') then p.admitted_at
                        else coalesce(p.sent_at, p.transmitting_at) end as at
            from message p
            where p.contact_id = g.contact_id and p.id <> g.id and p.reserved_at > $3::timestamptz - $5::interval
              and (p.status in ('sent', 'transmitting', 'unconfirmed')
                   or p.status in ('reserved', 'deferred') and p.admitted_at > $4)
        ) s where s.at > $3 order by s.at desc limit $6
    ) as times
    from unnest($1::uuid[], $2::uuid[]) as g (id, contact_id)
"""
_ADMIT: Final = "update message set admitted_at = $2 where id = any($1::uuid[]) and status in ('reserved', 'deferred')"


class Candidate(NamedTuple):
    """A reserved mail, whom it goes to, the limits it is under, and by whose calendar their days are counted."""

    message_id: UUID
    contact_id: UUID
    caps: Sequence[Cap]
    zone: ZoneInfo


async def admit(connection: Connection, candidates: Sequence[Candidate], now: datetime) -> dict[UUID, datetime]:
    """Let through those that fit; answers when each of the others will, by message id."""
    caps = [cap for one in candidates for cap in one.caps]
    since, most = now - max(cap.period for cap in caps), max(cap.max for cap in caps)
    ids, contacts = [one.message_id for one in candidates], [one.contact_id for one in candidates]
    async with connection.transaction():
        await connection.execute(_LOCK, contacts)
        rows = await connection.fetch(_LATELY, ids, contacts, since, now - _ON_ITS_WAY, _FRESH, most)
        times: dict[UUID, list[datetime]] = {row["id"]: row["times"] for row in rows}
        found = {one.message_id: fits_at(times[one.message_id], one.caps, now, one.zone) for one in candidates}
        await connection.execute(_ADMIT, [message for message, at in found.items() if at is None], now)
    return {message: at for message, at in found.items() if at is not None}
