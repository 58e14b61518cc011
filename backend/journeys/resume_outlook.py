"""How many mails each way of resuming brings in its first hour and day: counted by version, step and hour.

Upper bounds, as in `outlook`: from each place the graph is walked with the time that is left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import due_before, next_minutes
from backend.journeys.documents import read_document
from backend.journeys.outlook import planned_mails
from backend.journeys.schemas import ResumeChoice, ResumeOutlook
from backend.models import JourneyVersion
from workflows.journey.graph import JourneyGraph

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(hours=24)
_ZERO: Final = timedelta()
_MOMENT: Final = timedelta(seconds=1)


@dataclass(slots=True)
class _Place:
    """People of one version at one step whose time is up in the same hour; `ahead` is negative when it has passed."""

    graph: JourneyGraph
    node: str | None
    waits: bool
    begun: bool
    ahead: timedelta
    first: datetime
    people: int

    def mails(self, within: timedelta, start: timedelta) -> int:
        """What they get within a time, starting after `start`."""
        left = within - max(start, _ZERO)
        return 0 if left < _ZERO else self.people * planned_mails(self.graph, self.node, left)


async def outlooks(
    session: AsyncSession, journey_id: UUID, paused_at: datetime, now: datetime, *, waiting: int
) -> dict[ResumeChoice, ResumeOutlook]:
    """The three choices side by side, if the journey went on at `now`; `waiting` people are in a hold."""
    pause = now - paused_at
    places = await _places(session, journey_id, now, pause)
    shifted = _shifted(places, pause, now)
    shifted.people = waiting
    return {
        "keep_remaining": shifted,
        "keep_date": _dated(places, now),
        "skip_overdue": _without_overdue(places, now),
    }


async def _places(session: AsyncSession, journey_id: UUID, now: datetime, pause: timedelta) -> list[_Place]:
    """Who is due within a day; and however far off, all who may be the first to go on, as dated and as shifted."""
    first = (await next_minutes(session, [journey_id])).get(journey_id, now)
    until = max(now + _DAY, first + pause + _MOMENT)
    graphs: dict[UUID, JourneyGraph] = {}
    found: list[_Place] = []
    for due in await due_before(session, journey_id, until, now=now):
        if due.version_id not in graphs:
            graphs[due.version_id] = read_document((await session.get_one(JourneyVersion, due.version_id)).graph)
        graph = graphs[due.version_id]
        node = graph.nodes.get(due.node or "")
        grows = due.waits and node is not None and node.held_for_time
        found.append(_Place(graph, due.node, grows, due.begun, due.ahead, due.first, due.people))
    return found


def _dated(places: list[_Place], now: datetime) -> ResumeOutlook:
    return ResumeOutlook(
        people=sum(place.people for place in places if place.ahead < _ZERO),
        mails_hour=sum(place.mails(_HOUR, place.ahead) for place in places if place.ahead < _HOUR),
        mails_day=sum(place.mails(_DAY, place.ahead) for place in places if place.ahead < _DAY),
        first_at=min((max(now, place.first) for place in places), default=None),
    )


def _shifted(places: list[_Place], pause: timedelta, now: datetime) -> ResumeOutlook:
    starts = [place.ahead + (pause if place.waits else _ZERO) for place in places]
    firsts = [max(now, place.first + (pause if place.waits else _ZERO)) for place in places]
    return ResumeOutlook(
        people=0,
        mails_hour=sum(p.mails(_HOUR, start) for p, start in zip(places, starts, strict=True) if start < _HOUR),
        mails_day=sum(p.mails(_DAY, start) for p, start in zip(places, starts, strict=True) if start < _DAY),
        first_at=min(firsts, default=None),
    )


def _without_overdue(places: list[_Place], now: datetime) -> ResumeOutlook:
    """Of those who are late, the mails of the time they are late by are left out."""
    overdue = [place for place in places if place.ahead < _ZERO and place.begun]
    others = [place for place in places if not (place.ahead < _ZERO and place.begun)]
    rest = _dated(others, now)

    def later(place: _Place, within: timedelta) -> int:
        late = -place.ahead
        whole = planned_mails(place.graph, place.node, late + within)
        return place.people * max(0, whole - planned_mails(place.graph, place.node, max(_ZERO, late - _HOUR)))

    return ResumeOutlook(
        people=sum(place.people for place in overdue),
        mails_hour=rest.mails_hour + sum(later(place, _HOUR) for place in overdue),
        mails_day=rest.mails_day + sum(later(place, _DAY) for place in overdue),
        first_at=now if overdue else rest.first_at,
    )
