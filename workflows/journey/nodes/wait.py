"""wait: for a duration, until a weekday and time, for business days, or relative to a date of the contact."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from workflows.journey.comparison import day_of
from workflows.journey.duration import parse_duration
from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import STAY, BaseNode, Decision, Fail, Hold, Pass, Port, Visit, iso
from workflows.journey.schedule import WEEKDAYS, after, business_days_after, days_of, next_time, relative, time_of


def _weekdays(value: Any) -> Any:
    """Documents written by hand may say "mon-fri" or "mon,wed"; the list is the one stored form."""
    if not isinstance(value, str):
        return value
    days: list[str] = []
    for part in value.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"'{part[:20]}' is no weekday; write mon, mon-fri, or a list")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)
        days += [WEEKDAYS[n % 7] for n in range(start, end + 1 if end >= start else end + 8)]
    return days


def _valid_duration(text: str) -> str:
    parse_duration(text)
    return text


def _positive_duration(text: str) -> str:
    if parse_duration(text).approximate.total_seconds() < 0:
        raise ValueError("must not be negative")
    return text


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weekdays = Annotated[list[Weekday], BeforeValidator(_weekdays), Field(max_length=7)]
TimeText = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
OffsetText = Annotated[str, StringConstraints(max_length=40), AfterValidator(_valid_duration)]
DurationText = Annotated[str, StringConstraints(max_length=40), AfterValidator(_positive_duration)]
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
_DONE: Final = (Port("done"),)
_DATED: Final = (Port("done"), Port("missing"), Port("past"))


class Until(BaseModel):
    """The next coming of a time of day, on given weekdays, off holidays when asked."""

    model_config = _CONFIG

    weekdays: Weekdays | None = None
    time: TimeText
    holidays: Literal["jp"] | None = None


class BusinessDays(BaseModel):
    """The n-th business day after today, at a time or at the present time of day."""

    model_config = _CONFIG

    count: int = Field(ge=1, le=250, strict=True)
    time: TimeText | None = None


class RelativeTo(BaseModel):
    """A time on a date field of the contact, moved by an offset."""

    model_config = _CONFIG

    field: str = Field(min_length=1, max_length=100)
    offset: OffsetText = "P0D"
    time: TimeText = "09:00"


class WaitNode(BaseNode):
    """Wait; leaves by `done`, and with `relative_to` by `missing` (no such date) or `past` (already over)."""

    model_config = ConfigDict(populate_by_name=True)

    held_from: ClassVar[Literal["arrival", "present"] | None] = "arrival"

    type: Literal["wait"]
    for_: DurationText | None = Field(None, alias="for")
    until: Until | None = None
    business_days: BusinessDays | None = None
    relative_to: RelativeTo | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "WaitNode":
        given = [self.for_, self.until, self.business_days, self.relative_to]
        if sum(one is not None for one in given) != 1:
            raise ValueError("a wait has exactly one of for, until, business_days, relative_to")
        return self

    @property
    def held_for_time(self) -> bool:
        return self.relative_to is None

    def ports(self) -> tuple[Port, ...]:
        return _DONE if self.relative_to is None else _DATED

    def enter(self, visit: Visit) -> Decision:
        if self.relative_to is not None:
            return self._relative(visit, self.relative_to)
        until = self._until(visit)
        if until is None:
            return Fail("day_never_comes", {})
        return Hold(until, {"for": "wait"})

    def resume(self, visit: Visit, event: Event) -> Decision:
        if not isinstance(event, Tick) or visit.due is None:
            return super().resume(visit, event)
        return STAY if event.at < visit.due else Pass("done", {"due": iso(visit.due)})

    def _until(self, visit: Visit) -> datetime | None:
        if self.until is not None:
            calendar = visit.world.calendar if self.until.holidays else None
            days = None if self.until.weekdays is None else days_of(tuple(self.until.weekdays))
            return next_time(visit.at, time_of(self.until.time), visit.zone, days, calendar)
        if self.business_days is not None:
            wall = None if self.business_days.time is None else time_of(self.business_days.time)
            return business_days_after(visit.at, self.business_days.count, wall, visit.zone, visit.world.calendar)
        return after(visit.at, parse_duration(self.for_ or "PT0S"), visit.zone)

    def _relative(self, visit: Visit, rule: RelativeTo) -> Decision:
        value = visit.world.fact(rule.field)
        day = day_of(value)
        target = day and relative(day, parse_duration(rule.offset), time_of(rule.time), visit.zone)
        if target is None:
            reason = "not_set" if value is None or value == "" else "unreadable"
            return Pass("missing", {"field": rule.field, "reason": reason})
        if target <= visit.at:
            return Pass("past", {"field": rule.field, "date": iso(target)})
        return Hold(target, {"for": "wait", "field": rule.field})
