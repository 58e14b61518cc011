"""What goes on with the people of a company: their journeys and their last reactions."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

MOST: Final = 20

_JOURNEYS: Final = text(
    """
    select j.id, j.name, j.status, count(*) as entered, max(e.enrolled_at) as last_entered_at,
           count(*) filter (where e.status in ('active', 'paused')) as aboard
    from contact c join enrollment e on e.contact_id = c.id join journey j on j.id = e.journey_id
    where c.company_id = :company and c.deleted_at is null
    group by j.id order by last_entered_at desc, j.id limit :limit
    """
)
_REACTIONS: Final = text(
    """
    select g.id, g.at, g.kind, c.id as contact_id,
           coalesce(nullif(btrim(c.last_name || ' ' || c.first_name), ''), c.email) as contact_name,
           cast(m.journey_id as text) as journey_id, j.name as journey,
           jsonb_strip_nulls(jsonb_build_object('url', g.url, 'subject', m.subject)) as detail
    from contact c
    cross join lateral (
        select * from engagement_event
        where contact_id = c.id and verdict <> 'machine' and kind <> 'unsubscribe_viewed'
        order by at desc limit :limit
    ) g
    left join message m on m.id = g.message_id left join journey j on j.id = m.journey_id
    where c.company_id = :company and c.deleted_at is null
    order by g.at desc, g.id limit :limit
    """
)


async def journeys(session: AsyncSession, company_id: UUID) -> Sequence[RowMapping]:
    """Journeys that contacts of the company entered, the last entered first."""
    return (await session.execute(_JOURNEYS, {"company": company_id, "limit": MOST})).mappings().all()


async def reactions(session: AsyncSession, company_id: UUID) -> Sequence[RowMapping]:
    """The last reactions of people, machines left out."""
    return (await session.execute(_REACTIONS, {"company": company_id, "limit": MOST})).mappings().all()
