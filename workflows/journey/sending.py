"""When mails may leave: the send window, the quiet hours, and both together."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from workflows.journey.hours import Held, Shut
from workflows.journey.nodes.wait import TimeText, Weekdays
from workflows.journey.schedule import days_of, is_closed, next_open, time_of, zone_named
from workflows.journey.world import Calendar
from workflows.journey.world_view import WorldView

_UTC: Final = ZoneInfo("UTC")
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
_YEARS: Final = range(2000, 2200)
_ROUNDS: Final = 800
"""Turns window and quiet hours may take in shutting each other's openings: two a day over the horizon."""


def _written(value: Any) -> Any:
    if not isinstance(value, (str, datetime)):
        raise ValueError("write a time with its offset, such as 2026-12-31T18:00:00+09:00")
    return value


def _in_range(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError(f"the year must be {_YEARS.start} to {_YEARS.stop - 1}")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_range)]
"""A point in time, written with its offset, kept as UTC."""


class SendWindow(BaseModel):
    """When mails may leave. `to` not after `from` goes over midnight and belongs to the day on which it opens."""

    model_config = _CONFIG

    days: Weekdays
    from_: TimeText = Field(alias="from")
    to: TimeText
    holidays: Literal["jp"] | None = None

    def opens_at(self, at: datetime, zone: ZoneInfo, calendar: Calendar) -> datetime | None:
        """`at` when mails may leave then, else the next time they may; None: never."""
        days = days_of(tuple(self.days))

        def allowed(day: date) -> bool:
            return day.weekday() in days and not (self.holidays and is_closed(day, calendar))

        return next_open(at, time_of(self.from_), time_of(self.to), zone, allowed)


class QuietHours(BaseModel):
    """Every day from `from` to `to` no mail leaves; `to` not after `from` goes over midnight."""

    model_config = _CONFIG

    from_: TimeText = Field(alias="from")
    to: TimeText

    def opens_at(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """`at` when it is not quiet then, else the end of the quiet; None: it is always quiet."""
        if self.from_ == self.to:
            return None
        return next_open(at, time_of(self.to), time_of(self.from_), zone, lambda _: True)


class Hours(Protocol):
    """A document's settings about the time of day, and whose it is."""

    @property
    def timezone(self) -> str: ...
    @property
    def send_window(self) -> SendWindow | None: ...
    @property
    def quiet_hours(self) -> QuietHours | None: ...


def held(hours: Hours, at: datetime, zone: ZoneInfo, calendar: Calendar) -> Held | None:
    """Why a mail may not leave at `at`, and when it may by window and quiet hours together; None: it may."""
    window, quiet = hours.send_window, hours.quiet_hours
    opened = at if window is None else window.opens_at(at, zone, calendar)
    by: Shut = "send_window" if opened != at else "quiet_hours"
    for _ in range(_ROUNDS):
        if opened is None:
            return Held(None, by)
        spoken = opened if quiet is None else quiet.opens_at(opened, zone)
        if spoken == opened or spoken is None:
            return Held(spoken, by) if spoken != at else None
        opened = spoken if window is None else window.opens_at(spoken, zone, calendar)
        if opened == spoken:
            return Held(opened, by)
    return Held(None, by)


def zone_of(hours: Hours, world: WorldView) -> ZoneInfo:
    """The zone whose time a journey keeps for this contact."""
    named = hours.timezone
    if named == "contact":
        named = world.zone
    elif named == "organization":
        named = world.organization_zone
    return zone_named(named) or zone_named(world.organization_zone) or _UTC


def may_leave(hours: Hours, world: WorldView, at: datetime) -> bool:
    """Whether a mail may leave at `at`; a test enrollment's always may."""
    if world.max_wait is not None or (hours.send_window is None and hours.quiet_hours is None):
        return True
    return held(hours, at, zone_of(hours, world), world.calendar) is None
