"""What is looked at for live figures: each look is one short read transaction."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from backend.events.feed import Look, Reading
from backend.journeys.stats import journey_stats
from backend.kit.clock import Clock
from backend.kit.db import Sessions, transaction
from backend.models import Operation
from backend.notifications import repository as notifications
from backend.notifications.schemas import UnreadCount
from backend.operations.schemas import operation_view

LINGER: Final = timedelta(seconds=10)
"""How long a finished operation is still told, so that a stream which just opened hears of the end."""
MOST: Final = 50
"""Operations told at a time."""


def stats_look(sessions: Sessions, journey_id: UUID) -> Look:
    """The journey's counts, as one `stats` event."""

    async def look() -> Reading:
        async with transaction(sessions) as session:
            stats = await journey_stats(session, journey_id)
        return {"stats": stats.model_dump_json()}

    return look


def operations_look(sessions: Sessions, clock: Clock) -> Look:
    """Operations under way or just finished, each as an `operation` event."""

    async def look() -> Reading:
        query = (
            select(Operation)
            .where(or_(Operation.finished_at.is_(None), Operation.finished_at > clock() - LINGER))
            .order_by(Operation.id.desc())
            .limit(MOST)
        )
        async with transaction(sessions) as session:
            rows = (await session.scalars(query)).all()
            return {f"operation:{row.id}": operation_view(row).model_dump_json() for row in rows}

    return look


def unread_look(sessions: Sessions, account: UUID) -> Look:
    """How many notifications an account has not read, as one `unread` event."""

    async def look() -> Reading:
        async with transaction(sessions) as session:
            count = UnreadCount(unread=await notifications.unread(session, account))
        return {"unread": count.model_dump_json()}

    return look
