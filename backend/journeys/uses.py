"""Which journeys name a thing by its id: asked before the thing is deleted."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NAMING: Final = text(
    """
    select j.id, j.name, j.status, position(:id in j.draft::text) > 0 as in_draft,
           coalesce(position(:id in v.graph::text) > 0, false) as live
    from journey j left join journey_version v on v.id = j.live_version_id
    where j.archived_at is null and (position(:id in j.draft::text) > 0 or position(:id in v.graph::text) > 0)
    order by j.name, j.id
    """
)


class JourneyUse(BaseModel):
    """A journey that names it, in its draft, in its live version, or in both."""

    id: UUID
    name: str
    status: str
    in_draft: bool
    live: bool


async def journeys_naming(session: AsyncSession, id_: UUID) -> list[JourneyUse]:
    """By name; an id stands nowhere by chance, so the document's text is asked."""
    rows = await session.execute(_NAMING, {"id": str(id_)})
    return [JourneyUse.model_validate(row, from_attributes=True) for row in rows]
