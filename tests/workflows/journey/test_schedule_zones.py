"""The arithmetic of times in every zone there is, around every change of clocks of 2026."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from workflows.journey.duration import parse_duration
from workflows.journey.schedule import after, business_days_after, next_open, next_time
from workflows.journey.world import Calendar

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
WEEKDAYS = frozenset({0, 1, 2, 3, 4})
ORDINARY = datetime(2026, 10, 9, 3, 0, tzinfo=UTC)


@cache
def zones() -> list[ZoneInfo]:
    """One zone a behaviour in 2026: names that share all offsets of the year are tested once."""
    distinct = {tuple(offsets(ZoneInfo(name))): ZoneInfo(name) for name in sorted(available_timezones())}
    return list(distinct.values())


def offsets(zone: ZoneInfo) -> Iterator[timedelta | None]:
    return ((datetime(2026, 1, 1, tzinfo=UTC) + n * DAY).astimezone(zone).utcoffset() for n in range(366))


def moments(zone: ZoneInfo) -> Iterator[datetime]:
    """An ordinary moment, and some around each change of clocks."""
    yield ORDINARY
    year = list(offsets(zone))
    for number, (before, behind) in enumerate(pairwise(year)):
        if before != behind:
            for hours in (-47, -13, 1, 11, 25):
                yield datetime(2026, 1, 1, tzinfo=UTC) + number * DAY + timedelta(hours=hours)


CASES = [(zone, now) for zone in zones() for now in moments(zone)]


def first_by_scanning(now: datetime, wall: time, zone: ZoneInfo) -> datetime | None:
    """The first quarter of an hour after `now` that is a weekday and this wall time: slow, and surely right."""
    at = now.replace(minute=now.minute // 15 * 15)
    for _ in range(10 * 96):
        at += QUARTER
        local = at.astimezone(zone)
        if local.weekday() in WEEKDAYS and local.time() == wall and not local.fold:
            return at
    return None


def test_there_are_zones_with_all_kinds_of_offsets() -> None:
    assert len(available_timezones()) > 400
    assert len(CASES) > 300


def test_the_weekend_is_the_zones_own_under_every_name() -> None:
    for name in available_timezones():
        zone = ZoneInfo(name)
        friday = datetime(2026, 10, 9, 12, tzinfo=zone).astimezone(UTC)
        monday = datetime(2026, 10, 12, 8, tzinfo=zone).astimezone(UTC)
        assert next_time(friday, time(8), zone, WEEKDAYS) == monday, name


@pytest.mark.parametrize(
    ("name", "wall"),
    [("Asia/Tokyo", time(8)), ("Asia/Tokyo", time(10)), ("America/New_York", time(21)), ("America/New_York", time(9))],
)
def test_none_of_the_hours_of_a_year_starts_a_wrong_wait(name: str, wall: time) -> None:
    zone = ZoneInfo(name)
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(8760 + 24 * 7)]
    local = [(at, at.astimezone(zone)) for at in hours]
    right = [at for at, here in local if here.weekday() in WEEKDAYS and here.time() == wall and not here.fold]
    for now in hours[:8760]:
        assert next_time(now, wall, zone, WEEKDAYS) == right[bisect_right(right, now)], now


@pytest.mark.parametrize("wall", [time(8), time(10), time(21)])
def test_no_zone_gets_the_wrong_weekday_or_hour(wall: time) -> None:
    for zone, now in CASES:
        assert next_time(now, wall, zone, WEEKDAYS) == first_by_scanning(now, wall, zone), (zone, now)


@pytest.mark.parametrize("wall", [time(0), time(1, 30), time(2), time(2, 30), time(23, 30)])
def test_hours_that_are_skipped_or_doubled_never_stop_or_turn_back_time(wall: time) -> None:
    for zone, now in CASES:
        found = next_time(now, wall, zone)
        assert found is not None, (zone, now)
        assert now < found <= now + 2 * DAY, (zone, now)
        local = found.astimezone(zone)
        skipped = local.time() != wall
        if skipped:
            naive = datetime.combine(local.date(), wall, zone)
            assert naive.utcoffset() != naive.replace(fold=1).utcoffset(), (zone, now)


@pytest.mark.parametrize("text", ["P1D", "P2D", "P1W", "P1M"])
def test_days_keep_the_hour_and_hours_are_exact_in_every_zone(text: str) -> None:
    for zone, now in CASES:
        moved = after(now, parse_duration(text), zone)
        before, behind = now.astimezone(zone), moved.astimezone(zone)
        assert moved > now
        kept = before.time() == behind.time()
        gap = datetime.combine(behind.date(), before.time(), zone)
        assert kept or gap.utcoffset() != gap.replace(fold=1).utcoffset(), (zone, now)
        assert after(now, parse_duration("PT36H"), zone) == now + timedelta(hours=36)


@pytest.mark.parametrize(("opens", "closes"), [(time(9), time(18)), (time(22), time(2)), (time(0), time(3))])
def test_a_mail_never_leaves_outside_the_window_in_any_zone(opens: time, closes: time) -> None:
    def allowed(day: date) -> bool:
        return day.weekday() in WEEKDAYS

    for zone, now in CASES:
        found = next_open(now, opens, closes, zone, allowed)
        assert found is not None, (zone, now)
        assert now <= found <= now + 4 * DAY, (zone, now)
        local = found.astimezone(zone)
        day = local.date() if opens < closes or local.time() >= opens else local.date() - DAY
        assert allowed(day), (zone, now)
        inside = opens <= local.time() < closes if opens < closes else local.time() >= opens or local.time() < closes
        assert inside, (zone, now)
        assert next_open(found, opens, closes, zone, allowed) == found, (zone, now)


def test_business_days_land_on_business_days_in_every_zone() -> None:
    calendar = Calendar(closed=frozenset({date(2026, 10, 12), date(2026, 3, 30), date(2026, 10, 26)}))
    for zone, now in CASES:
        found = business_days_after(now, 2, time(10), zone, calendar)
        assert found is not None
        day = found.astimezone(zone)
        assert day.weekday() < 5
        assert day.date() not in calendar.closed
        assert day.time() == time(10)
        assert timedelta() < found - now < 8 * DAY
