"""How many mails one contact gets in a time, from whichever journeys: the limit, and when the next one fits.

And when something that was told "not now" is tried again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from workflows.journey.duration import parse_duration
from workflows.journey.nodes.wait import DurationText
from workflows.journey.schedule import after

MAX_CAP: Final = 100
PATIENCE: Final = timedelta(days=7)
"""A mail over the cap waits so long for its turn, then it is not sent."""
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366)
_RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))


def _period(text: str) -> str:
    if not timedelta() < parse_duration(text).approximate <= _LONGEST:
        raise ValueError("must be longer than no time and at most a year")
    return text


class Cap(BaseModel):
    """At most `max` mails to one contact within `per`, whose days and months are those of the calendar, as in waits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max: int = Field(ge=1, le=MAX_CAP, strict=True)
    per: Annotated[DurationText, AfterValidator(_period)]

    @property
    def period(self) -> timedelta:
        """How long `per` is at most: a day more than its days, for those on which the clocks change."""
        duration = parse_duration(self.per)
        return duration.approximate + (_DAY if duration.days or duration.months else timedelta())


def fits_at(sent: Sequence[datetime], caps: Iterable[Cap], at: datetime, zone: ZoneInfo) -> datetime | None:
    """When one more mail fits under every cap, given when earlier ones left (newest first); None: it fits at `at`.

    Days are counted on the calendar of `zone`: a mail of nine in the morning makes room at nine, whatever clocks did.
    """
    latest: datetime | None = None
    for cap in caps:
        if len(sent) >= cap.max and (fits := after(sent[cap.max - 1], parse_duration(cap.per), zone)) > at:
            latest = fits if latest is None else max(latest, fits)
    return latest


def retry_after(attempt: int) -> timedelta:
    """How long to wait after the first, second, ... temporary refusal."""
    return _RETRIES[min(attempt, len(_RETRIES)) - 1]
