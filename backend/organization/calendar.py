"""Days without business: weekends aside, Japanese public holidays and what the company calendar says otherwise."""

from datetime import date
from functools import lru_cache

import holidays
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import CalendarDay


@lru_cache(maxsize=64)
def japanese_holidays(year: int) -> dict[date, str]:
    """Public holidays of a year with their Japanese names, substitute holidays among them."""
    found = holidays.country_holidays("JP", years=year, language="ja")
    return {day: str(name) for day, name in sorted(found.items())}


async def company_days(session: AsyncSession, first: date, last: date) -> list[CalendarDay]:
    """Entries of the company calendar from `first` to `last`, both included."""
    query = select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    return list(await session.scalars(query))
