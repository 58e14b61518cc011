"""When: durations, next weekday and time, business days, send windows, dates of a contact.

Every function takes the present and the zone and answers an aware UTC time. Weekdays and dates are the zone's own.
A wall time that a change of clocks skips moves on by the gap; one that comes twice is its first coming.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from workflows.journey.duration import Duration
from workflows.journey.world import Calendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 400
"""How far ahead a day is looked for; a calendar closed for longer never opens."""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_WORKING = frozenset({0, 1, 2, 3, 4})


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # bad key, a directory of the database, unknown
        return None


@lru_cache(maxsize=2048)
def time_of(text: str) -> time:
    """The time of day of "09:00". Raises ValueError for anything else."""
    return time.fromisoformat(text)


@lru_cache(maxsize=512)
def days_of(names: tuple[str, ...]) -> frozenset[int]:
    """Numbers of weekday names, Monday 0."""
    return frozenset(WEEKDAYS.index(name) for name in names)


def ceil_minute(at: datetime) -> datetime:
    """The first whole minute not before `at`, so that wakes of many contacts coalesce."""
    floor = at.replace(second=0, microsecond=0)
    return floor if floor == at else floor + _MINUTE


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """UTC instant of a wall time on a day; None when the zone left the whole day out (Samoa, 30 December 2011)."""
    for fold in (0, 1):
        try:
            utc = datetime.combine(day, wall.replace(fold=fold), zone).astimezone(UTC)
            if utc.astimezone(zone).date() == day:
                return utc
        except OverflowError:  # the edges of the calendar, years 1 and 9999
            return None
    return None


_instant = lru_cache(maxsize=8192)(instant)
"""For the wall times that documents name: the contacts of a zone ask for the same few again and again."""


def shift(day: date, duration: Duration) -> date | None:
    """A date moved by the months and days of a duration, at most to the end of the month; None past year 9999."""
    months = day.year * 12 + day.month - 1 + duration.months
    year, month = months // 12, months % 12 + 1
    try:
        return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=duration.days)
    except (ValueError, OverflowError):
        return None


def after(at: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """`at` moved by a duration that is not negative: dates on the zone's calendar, then exact seconds."""
    moved = at
    if duration.months or duration.days:
        local = at.astimezone(zone)
        day = shift(local.date(), duration)
        wall = local.time().replace(fold=0)
        moved = day and (instant(day, wall, zone) or instant(day + _DAY, wall, zone))
        moved = moved or at + duration.approximate
    return moved.astimezone(UTC) + timedelta(seconds=duration.seconds)


def is_closed(day: date, calendar: Calendar) -> bool:
    """Whether the calendar names the day as off; days it names open win."""
    return day in calendar.closed and day not in calendar.open


def is_business_day(day: date, calendar: Calendar) -> bool:
    """Monday to Friday and not closed, or a day the company declared open."""
    return day in calendar.open or (day.weekday() in _WORKING and day not in calendar.closed)


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(HORIZON_DAYS))


def next_time(
    at: datetime, wall: time, zone: ZoneInfo, weekdays: Collection[int] | None = None, calendar: Calendar | None = None
) -> datetime | None:
    """The first coming of a wall time strictly after `at`, on the given weekdays, off the calendar's closed days.

    None when no day within HORIZON_DAYS will do.
    """
    for day in _days_from(at.astimezone(zone).date()):
        if weekdays is not None and day.weekday() not in weekdays:
            continue
        if calendar is not None and is_closed(day, calendar):
            continue
        found = _instant(day, wall, zone)
        if found is not None and found > at:
            return found
    return None


def business_days_after(
    at: datetime, count: int, wall: time | None, zone: ZoneInfo, calendar: Calendar
) -> datetime | None:
    """The `count`-th business day after today, at `wall` or at the present time of day; None past the horizon."""
    local = at.astimezone(zone)
    wall = wall if wall is not None else local.time().replace(fold=0)
    left = count
    for day in _days_from(local.date() + _DAY):
        left -= is_business_day(day, calendar)
        if left <= 0 and is_business_day(day, calendar) and (found := instant(day, wall, zone)):
            return found
    return None


def next_open(
    at: datetime, opens: time, closes: time, zone: ZoneInfo, allowed: Callable[[date], bool]
) -> datetime | None:
    """`at` itself inside the window, else when it opens next; None when it never opens within the horizon.

    A window whose end is not after its start goes over midnight and belongs to the day on which it opens.
    """
    overnight = closes <= opens
    for day in _days_from(at.astimezone(zone).date() - _DAY):
        if not allowed(day):
            continue
        start = _instant(day, opens, zone)
        end = _instant(day + _DAY if overnight else day, closes, zone)
        if start is not None and end is not None and at < end and start < end:
            return max(at, start)
    return None


def relative(day: date, offset: Duration, wall: time, zone: ZoneInfo) -> datetime | None:
    """A wall time on a date of the contact, moved by an offset of either sign; None when there is no such instant."""
    moved = shift(day, offset)
    found = None if moved is None else instant(moved, wall, zone)
    if found is None:
        return None
    try:
        return found + timedelta(seconds=offset.seconds)
    except OverflowError:
        return None
