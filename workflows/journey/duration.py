"""ISO 8601 durations: `P2D`, `PT4H`, `P1W`, `P1M`, `-P3D`.

Years, months, weeks and days move the date on the wall calendar; hours, minutes and seconds are exact. So `P1D` over a
change to summer time keeps the hour, `PT24H` does not.
"""

import re
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

_ISO = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,9})S)?)?",
    re.ASCII,
)
LONGEST_DAYS = 3660
"""No duration may be longer than about ten years."""


class Duration(NamedTuple):
    """Calendar months and days, then exact seconds; all of one sign."""

    months: int
    days: int
    seconds: int

    @property
    def approximate(self) -> timedelta:
        """Length with months of 31 days: an upper bound, for limits and estimates."""
        return timedelta(days=self.months * 31 + self.days, seconds=self.seconds)


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> Duration:
    """Duration of an ISO 8601 text. Raises ValueError saying what is wrong; fractions are not taken."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text[:40]}' is not an ISO 8601 duration such as P2D, PT4H or P1W")
    parts = {name: int(value or 0) for name, value in match.groupdict().items() if name != "sign"}
    sign = -1 if match["sign"] else 1
    duration = Duration(
        sign * (parts["years"] * 12 + parts["months"]),
        sign * (parts["weeks"] * 7 + parts["days"]),
        sign * (parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]),
    )
    if abs(duration.approximate) > timedelta(days=LONGEST_DAYS):
        raise ValueError(f"'{text}' is longer than {LONGEST_DAYS} days")
    return duration
