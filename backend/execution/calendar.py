"""Days off: Japanese public holidays and the company's own calendar, as the data the machine takes."""

import time
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

from backend.execution.database import Connection
from workflows.journey.world import Calendar

_FRESH_S: Final = 60.0
_YEARS_BACK: Final = 1
_YEARS_AHEAD: Final = 3


@lru_cache(maxsize=8)
def japanese_holidays(year: int) -> frozenset[date]:
    """Public holidays of the years a journey planned in `year` can touch."""
    years = range(year - _YEARS_BACK, year + _YEARS_AHEAD + 1)
    return frozenset(holidays.country_holidays("JP", years=years))


def calendar_of(year: int, company_days: dict[date, bool]) -> Calendar:
    """The calendar around `year`; `company_days` says closed or open for the days the company decided itself."""
    closed = frozenset(day for day, is_closed in company_days.items() if is_closed)
    return Calendar(closed=japanese_holidays(year) | closed, open=frozenset(company_days.keys() - closed))


class Calendars:
    """The calendar, read again from the table at most once a minute and year."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, Calendar]] = {}

    async def around(self, connection: Connection, year: int) -> Calendar:
        """The calendar of the years around `year`."""
        kept = self._known.get(year)
        if kept is not None and time.monotonic() - kept[0] < _FRESH_S:
            return kept[1]
        rows = await connection.fetch("select day, closed from calendar_day")
        calendar = calendar_of(year, {row["day"]: row["closed"] for row in rows})
        self._known[year] = (time.monotonic(), calendar)
        return calendar
