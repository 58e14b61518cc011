"""Reading the start page's numbers; each query is bounded or served by an index."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import next_minutes
from backend.journeys.stats import aboard_by_journey

_FIRST_STEPS = text(
    """
    select exists (select from contact where deleted_at is null) as contacts,
           exists (select from template where archived_at is null) as templates,
           exists (select from journey where live_version_id is not null) as journeys,
           exists (select from enrollment) as enrollments
    """
)
_JOURNEYS = text(
    """
    select j.id, j.name, j.kind, j.status,
           (select coalesce(sum(reactions), 0)::bigint from reaction_hour
            where journey_id = j.id and hour >= date_bin('1 hour', :since, 'epoch')) as reactions_7d
    from journey j
    where j.archived_at is null
    order by j.status = 'running' desc, j.updated_at desc limit 20
    """
)


async def first_steps(session: AsyncSession) -> RowMapping:
    """Which first steps have been done."""
    return (await session.execute(_FIRST_STEPS)).mappings().one()


async def journeys(session: AsyncSession, now: datetime) -> list[dict[str, Any]]:
    """Up to twenty journeys, running ones first."""
    found = await session.execute(_JOURNEYS, {"since": now - timedelta(days=7)})
    rows = found.mappings().all()
    ids = [row["id"] for row in rows]
    aboard, waves = await aboard_by_journey(session, ids), await next_minutes(session, ids)
    return [
        {**row, "id": str(row["id"]), "aboard": aboard.get(row["id"], 0), "next_wave_at": waves.get(row["id"])}
        for row in rows
    ]
