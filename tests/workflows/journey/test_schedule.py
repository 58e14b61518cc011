"""When: single cases, each with the accident it keeps away."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.journey.duration import parse_duration
from workflows.journey.schedule import (
    after,
    business_days_after,
    ceil_minute,
    days_of,
    instant,
    is_business_day,
    next_open,
    next_time,
    relative,
    shift,
    zone_named,
)
from workflows.journey.world import Calendar

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
WEEKDAYS = days_of(("mon", "tue", "wed", "thu", "fri"))
SPORTS_DAY = Calendar(closed=frozenset({date(2026, 10, 12)}))


def local(zone: ZoneInfo, *when: int) -> datetime:
    return datetime(*when, tzinfo=zone).astimezone(UTC)


class TestNextTime:
    """The wrong examples of a peer that compares weekdays in UTC and uses today's offset for a future day."""

    @pytest.mark.parametrize(
        ("now", "wall", "zone", "days", "calendar", "right"),
        [
            ((2026, 10, 9, 12), time(8), TOKYO, WEEKDAYS, None, (2026, 10, 12, 8)),
            ((2026, 10, 9, 12), time(8), TOKYO, WEEKDAYS, SPORTS_DAY, (2026, 10, 13, 8)),
            ((2026, 10, 11, 12), time(8), TOKYO, WEEKDAYS, None, (2026, 10, 12, 8)),
            ((2026, 10, 11, 12), time(8), TOKYO, WEEKDAYS, SPORTS_DAY, (2026, 10, 13, 8)),
            ((2026, 10, 9, 10), time(21), NEW_YORK, WEEKDAYS, None, (2026, 10, 9, 21)),
            ((2026, 10, 9, 10), time(21), NEW_YORK, WEEKDAYS, SPORTS_DAY, (2026, 10, 9, 21)),
            ((2026, 10, 31, 20), time(9), NEW_YORK, None, None, (2026, 11, 1, 9)),
            ((2026, 10, 31, 20), time(9), NEW_YORK, None, SPORTS_DAY, (2026, 11, 1, 9)),
        ],
    )
    def test_the_weekday_is_never_taken_from_utc(
        self,
        now: tuple[int, ...],
        wall: time,
        zone: ZoneInfo,
        days: frozenset[int] | None,
        calendar: Calendar | None,
        right: tuple[int, ...],
    ) -> None:
        assert next_time(local(zone, *now), wall, zone, days, calendar) == local(zone, *right)

    def test_the_very_moment_is_over_and_the_next_day_comes(self) -> None:
        now = local(TOKYO, 2026, 10, 6, 8)
        assert next_time(now, time(8), TOKYO) == local(TOKYO, 2026, 10, 7, 8)

    def test_a_holiday_the_company_works_on_is_a_day_like_others(self) -> None:
        calendar = Calendar(SPORTS_DAY.closed, open=SPORTS_DAY.closed)
        assert next_time(local(TOKYO, 2026, 10, 9, 12), time(8), TOKYO, WEEKDAYS, calendar) == local(
            TOKYO, 2026, 10, 12, 8
        )

    def test_no_weekday_at_all_never_comes(self) -> None:
        assert next_time(local(TOKYO, 2026, 10, 9, 12), time(8), TOKYO, frozenset()) is None

    def test_a_time_that_the_clocks_skip_moves_on_by_the_gap(self) -> None:
        now = local(NEW_YORK, 2026, 3, 8, 0)
        found = next_time(now, time(2, 30), NEW_YORK)
        assert found is not None
        assert found == local(NEW_YORK, 2026, 3, 8, 3, 30)

    def test_a_time_that_comes_twice_is_taken_once(self) -> None:
        first = next_time(local(NEW_YORK, 2026, 11, 1, 0), time(1, 30), NEW_YORK)
        assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        assert next_time(first, time(1, 30), NEW_YORK) == local(NEW_YORK, 2026, 11, 2, 1, 30)

    def test_a_day_that_the_zone_left_out_is_no_day(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        assert instant(date(2011, 12, 30), time(9), apia) is None
        friday = next_time(local(apia, 2011, 12, 29, 12), time(9), apia, days_of(("fri",)))
        assert friday == local(apia, 2012, 1, 6, 9)


class TestAfter:
    def test_a_day_over_a_change_of_clocks_keeps_the_hour(self) -> None:
        now = local(NEW_YORK, 2026, 10, 31, 20)
        assert after(now, parse_duration("P1D"), NEW_YORK) == local(NEW_YORK, 2026, 11, 1, 20)
        assert after(now, parse_duration("PT24H"), NEW_YORK) == local(NEW_YORK, 2026, 11, 1, 19)

    def test_a_month_after_the_31st_is_the_end_of_the_month(self) -> None:
        assert after(local(TOKYO, 2026, 1, 31, 9), parse_duration("P1M"), TOKYO) == local(TOKYO, 2026, 2, 28, 9)

    def test_a_day_into_a_day_left_out_is_the_next_one(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        found = after(local(apia, 2011, 12, 29, 9), parse_duration("P1D"), apia)
        assert found == local(apia, 2011, 12, 31, 9)

    def test_the_end_of_the_calendar_is_no_crash(self) -> None:
        late = datetime(9989, 6, 1, tzinfo=UTC)
        assert after(late, parse_duration("P3650D"), ZoneInfo("UTC")) == late + timedelta(days=3650)
        assert shift(date(9999, 12, 31), parse_duration("P1D")) is None
        assert shift(date(9999, 12, 31), parse_duration("P1M")) is None
        assert instant(date(9999, 12, 31), time(23), ZoneInfo("America/New_York")) is None

    def test_no_duration_is_now(self) -> None:
        now = local(TOKYO, 2026, 10, 6, 10)
        assert after(now, parse_duration("P0D"), TOKYO) == now


class TestBusinessDays:
    def test_three_business_days_after_thursday_skip_the_weekend_and_sports_day(self) -> None:
        now = local(TOKYO, 2026, 10, 8, 15, 30)
        assert business_days_after(now, 3, time(10), TOKYO, SPORTS_DAY) == local(TOKYO, 2026, 10, 14, 10)
        assert business_days_after(now, 3, time(10), TOKYO, Calendar()) == local(TOKYO, 2026, 10, 13, 10)

    def test_without_a_time_the_hour_is_kept(self) -> None:
        now = local(TOKYO, 2026, 10, 8, 15, 30)
        assert business_days_after(now, 1, None, TOKYO, SPORTS_DAY) == local(TOKYO, 2026, 10, 9, 15, 30)

    def test_a_saturday_the_company_works_on_counts(self) -> None:
        calendar = Calendar(open=frozenset({date(2026, 10, 10)}))
        now = local(TOKYO, 2026, 10, 9, 12)
        assert business_days_after(now, 1, time(9), TOKYO, calendar) == local(TOKYO, 2026, 10, 10, 9)

    def test_automatic_mail_does_not_leave_in_the_new_year_holidays(self) -> None:
        off = Calendar(closed=frozenset(date(2026, 12, 28) + timedelta(days=n) for n in range(8)))
        now = local(TOKYO, 2026, 12, 25, 12)
        assert business_days_after(now, 1, time(9), TOKYO, off) == local(TOKYO, 2027, 1, 5, 9)

    def test_a_company_closed_for_ever_has_no_next_business_day(self) -> None:
        off = Calendar(closed=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(900)))
        assert business_days_after(local(TOKYO, 2026, 10, 9, 12), 1, time(9), TOKYO, off) is None

    def test_closed_and_open_days_overrule_the_week(self) -> None:
        assert not is_business_day(date(2026, 10, 12), SPORTS_DAY)
        assert not is_business_day(date(2026, 10, 11), SPORTS_DAY)
        assert is_business_day(date(2026, 10, 11), Calendar(open=frozenset({date(2026, 10, 11)})))

    def test_a_business_day_that_the_zone_left_out_is_skipped(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        found = business_days_after(local(apia, 2011, 12, 29, 12), 1, time(9), apia, Calendar())
        assert found == local(apia, 2012, 1, 2, 9)


class TestWindow:
    @staticmethod
    def open_at(now: datetime, opens: time, closes: time, zone: ZoneInfo = TOKYO) -> datetime | None:
        return next_open(now, opens, closes, zone, lambda day: day.weekday() in WEEKDAYS)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ((2026, 10, 6, 9), (2026, 10, 6, 9)),
            ((2026, 10, 6, 12), (2026, 10, 6, 12)),
            ((2026, 10, 6, 17, 59), (2026, 10, 6, 17, 59)),
            ((2026, 10, 6, 18), (2026, 10, 7, 9)),
            ((2026, 10, 6, 8, 59), (2026, 10, 6, 9)),
            ((2026, 10, 9, 18), (2026, 10, 12, 9)),
            ((2026, 10, 11, 12), (2026, 10, 12, 9)),
        ],
    )
    def test_office_hours_are_kept(self, now: tuple[int, ...], expected: tuple[int, ...]) -> None:
        assert self.open_at(local(TOKYO, *now), time(9), time(18)) == local(TOKYO, *expected)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ((2026, 10, 6, 23), (2026, 10, 6, 23)),
            ((2026, 10, 7, 1), (2026, 10, 7, 1)),
            ((2026, 10, 7, 2), (2026, 10, 7, 22)),
            ((2026, 10, 10, 1), (2026, 10, 10, 1)),  # Friday's night
            ((2026, 10, 10, 23), (2026, 10, 12, 22)),
            ((2026, 10, 12, 1), (2026, 10, 12, 22)),  # Sunday's night is none
        ],
    )
    def test_a_night_belongs_to_the_day_on_which_it_begins(
        self, now: tuple[int, ...], expected: tuple[int, ...]
    ) -> None:
        assert self.open_at(local(TOKYO, *now), time(22), time(2)) == local(TOKYO, *expected)

    def test_until_midnight_is_until_the_end_of_the_day(self) -> None:
        late = local(TOKYO, 2026, 10, 6, 23, 59)
        assert self.open_at(late, time(9), time(0)) == late

    def test_a_window_that_never_opens_is_said_so(self) -> None:
        assert next_open(local(TOKYO, 2026, 10, 6, 9), time(9), time(18), TOKYO, lambda _: False) is None

    def test_a_window_on_a_day_left_out_opens_on_the_next(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        found = self.open_at(local(apia, 2011, 12, 29, 20), time(9), time(18), apia)
        assert found == local(apia, 2012, 1, 2, 9)

    def test_a_window_inside_the_hour_that_is_skipped_does_not_go_backwards(self) -> None:
        found = next_open(local(NEW_YORK, 2026, 3, 8, 1), time(1, 30), time(2, 15), NEW_YORK, lambda _: True)
        assert found == local(NEW_YORK, 2026, 3, 8, 1, 30)


class TestRelative:
    def test_three_days_before_a_date_at_nine(self) -> None:
        assert relative(date(2026, 10, 12), parse_duration("-P3D"), time(9), TOKYO) == local(TOKYO, 2026, 10, 9, 9)

    def test_hours_before_are_exact(self) -> None:
        assert relative(date(2026, 10, 12), parse_duration("-PT2H"), time(9), TOKYO) == local(TOKYO, 2026, 10, 12, 7)

    def test_a_date_past_the_end_of_the_calendar_is_no_date(self) -> None:
        assert relative(date(9999, 12, 31), parse_duration("P1D"), time(9), TOKYO) is None
        assert relative(date(9999, 12, 31), parse_duration("PT48H"), time(9), TOKYO) is None
        assert relative(date(1, 1, 1), parse_duration("P0D"), time(0), TOKYO) is None


def test_a_zone_nobody_knows_is_no_crash() -> None:
    assert zone_named("Asia/Tokyo") == TOKYO
    for name in ("Mars/Olympus", "", "../../etc/passwd", "Asia", "/etc/localtime", "a\0b"):
        assert zone_named(name) is None


def test_rounding_up_never_wakes_too_early() -> None:
    at = datetime(2026, 10, 6, 1, 0, 0, 1, tzinfo=UTC)
    assert ceil_minute(at) == datetime(2026, 10, 6, 1, 1, tzinfo=UTC)
    assert ceil_minute(ceil_minute(at)) == ceil_minute(at)
