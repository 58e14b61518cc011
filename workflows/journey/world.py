"""What is around an enrollment: its contact's facts, reactions to its mails, tasks, days off. All of it is data.

Times are aware and UTC; nothing reads a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from workflows.journey.allocation import choose

EngagementKind = Literal["opened", "clicked", "replied", "bounced"]
TaskStatus = Literal["open", "done", "cancelled"]


class TaskSeen(NamedTuple):
    """How a task stands: what became of it, and when."""

    status: TaskStatus
    outcome: str | None = None
    at: datetime | None = None


class Click(NamedTuple):
    """One click that counts: the target as written in the mail, and when."""

    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Engagement:
    """Reactions to the latest mail of one send node; human ones only, unless named otherwise."""

    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    replied_at: datetime | None = None
    bounced_at: datetime | None = None
    machine_opened_at: datetime | None = None
    machine_clicked_at: datetime | None = None
    clicks: tuple[Click, ...] = ()

    def at(self, kind: EngagementKind, link: str | None) -> datetime | None:
        """When the reaction came, None when it did not. With `link`, the first click on an address containing it."""
        match kind:
            case "opened":
                return self.opened_at
            case "replied":
                return self.replied_at
            case "bounced":
                return self.bounced_at
            case _:  # clicked
                if link:
                    return next((click.at for click in self.clicks if link in click.url), None)
                return self.clicked_at


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off as data: public holidays and the company's own closures; `open` days win over both."""

    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """What the machine may look at besides graph and state, as data: facts about the contact, reactions, calendar.

    It answers what `world_view.WorldView` may be asked.

    `facts` maps the field names of `conditions.FIELDS` (and `attributes.<key>`) to plain values.
    `engagement` is keyed by send node id and speaks of that node's latest mail (`State.sends`). `max_wait` shortens
    every wait, window and timeout of a test enrollment. `zone` is the contact's (the organisation's when the contact
    has none), `organization_zone` serves journeys that keep the organisation's time; a zone unknown to the machine
    falls back to the organisation's.
    """

    enrollment: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    engagement: Mapping[str, Engagement] = field(default_factory=dict[str, Engagement])
    zone: str = "Asia/Tokyo"
    organization_zone: str = "Asia/Tokyo"
    calendar: Calendar = Calendar()
    max_wait: timedelta | None = None
    tasks: Mapping[str, TaskSeen] = field(default_factory=dict[str, TaskSeen])
    """Tasks the enrollment waits for, by id."""

    def fact(self, name: str) -> Any:
        return self.facts.get(name)

    def reacted(self, of: str, kind: EngagementKind, link: str | None) -> bool:
        return self.reacted_at(of, kind, link) is not None

    def reacted_at(self, of: str, kind: EngagementKind, link: str | None) -> datetime | None:
        found = self.engagement.get(of)
        return None if found is None else found.at(kind, link)

    def machine_reacted_at(self, of: str, kind: EngagementKind) -> datetime | None:
        found = self.engagement.get(of)
        if found is None or kind not in ("opened", "clicked"):
            return None
        return found.machine_opened_at if kind == "opened" else found.machine_clicked_at

    def task(self, task: str) -> TaskSeen | None:
        return self.tasks.get(task)

    def choose(self, draw: str, node: str, weights: Sequence[int]) -> int:
        return choose(draw, self.enrollment, node, weights)
