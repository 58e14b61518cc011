"""Durations."""

from datetime import timedelta

import pytest

from workflows.journey.duration import Duration, parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P2D", Duration(0, 2, 0)),
        ("PT4H", Duration(0, 0, 14400)),
        ("P1W", Duration(0, 7, 0)),
        ("P1M", Duration(1, 0, 0)),
        ("PT1M", Duration(0, 0, 60)),
        ("P1Y2M3W4DT5H6M7S", Duration(14, 25, 18367)),
        ("-P3D", Duration(0, -3, 0)),
        ("-PT30M", Duration(0, 0, -1800)),
        ("P0D", Duration(0, 0, 0)),
        ("PT0S", Duration(0, 0, 0)),
    ],
)
def test_minutes_are_never_taken_for_months(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P2DT",
        "2D",
        "P-2D",
        "+P2D",
        "P1.5D",
        "PT1H30",
        "p2d",
        "P2H",
        "PT2D",
        "P1D ",
        "P２D",
        "P999999999D",
        "--P1D",
    ],
)
def test_a_duration_that_cannot_be_read_is_never_no_wait_at_all(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        parse_duration(text)


def test_a_wait_of_a_hundred_years_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than"):
        parse_duration("P100Y")


def test_the_approximate_length_is_an_upper_bound() -> None:
    assert parse_duration("P1MT1H").approximate == timedelta(days=31, hours=1)
