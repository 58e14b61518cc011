"""Before a version is published: who goes on at once when people are carried over, and how many mails that makes.

A wait that was shortened is over at once for whoever has waited long enough. Who publishes must see that number before
it is mails. Counted from the agenda, moved by the difference of the two lengths; where a step has no fixed length and
was changed, everybody there counts as going on at once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import Place, Shift, due_before, due_shifted, places
from backend.journeys.documents import read_document
from backend.journeys.outlook import planned_mails
from backend.journeys.version_schemas import EVERYWHERE, Carried, PeopleChoice
from backend.models import JourneyVersion
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph, Node
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode

_MINUTE: Final = timedelta(minutes=1)
"""Long waits end on the next whole minute; so much less may have been waited for than the agenda tells."""
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_ZERO: Final = timedelta()
_AT_ONCE: Final = timedelta(days=-36_500)
"""Before everything that can be waited for."""


async def carrying(
    session: AsyncSession, journey_id: UUID, new: JourneyGraph, people: Mapping[str, PeopleChoice], *, now: datetime
) -> dict[str, Carried]:
    """By step, for every choice that takes people on to `new`, as if the journey ran; choices are checked already."""
    active = [place for place in await places(session, journey_id, status="active") if place.node is not None]
    standing = {place.node: _choice(people, place.node) for place in active if place.node is not None}
    found = {node: _arriving(active, node, choice.to, new) for node, choice in standing.items() if choice.to}
    along = {node for node, choice in standing.items() if choice.choice == "migrate" and node in new.nodes}
    return found | await _migrating(session, journey_id, along, active, new, now)


def _choice(people: Mapping[str, PeopleChoice], node: str) -> PeopleChoice:
    return people.get(node) or people.get(EVERYWHERE) or PeopleChoice(choice="stay")


def _arriving(active: Sequence[Place], node: str, target: str, new: JourneyGraph) -> Carried:
    """Everybody is put to the step at once; a wait there begins with that."""
    count = sum(place.people for place in active if place.node == node)
    hour, day = (planned_mails(new, target, time, arriving=True) for time in (_HOUR, _DAY))
    return Carried(at_once=count, mails_hour=count * hour, mails_day=count * day)


async def _migrating(
    session: AsyncSession, journey_id: UUID, along: set[str], active: Sequence[Place], new: JourneyGraph, now: datetime
) -> dict[str, Carried]:
    shifts = await _shifts(session, along, active, new)
    shifted = {(shift.version_id, shift.node) for shift in shifts}
    due = await due_shifted(session, shifts, now + _DAY, now=now)
    for one in await due_before(session, journey_id, now + _DAY, now=now):
        if one.node in along and not (one.waits and (one.version_id, one.node) in shifted):
            due.append(one)
    sums = defaultdict[str, list[int]](lambda: [0, 0, 0])
    for one in due:
        start = max(one.ahead, _ZERO)
        sums[one.node or ""][0] += one.people if one.ahead < _ZERO else 0
        for index, within in ((1, _HOUR), (2, _DAY)):
            mails = planned_mails(new, one.node, within - start) if start < within else 0
            sums[one.node or ""][index] += one.people * mails
    none = [0, 0, 0]
    return {node: Carried(at_once=a, mails_hour=h, mails_day=d) for node in along for a, h, d in [sums.get(node, none)]}


async def _shifts(session: AsyncSession, along: set[str], active: Sequence[Place], new: JourneyGraph) -> list[Shift]:
    """How much later those who wait are due by the new version, where it is not the same."""
    where = sorted({(place.version_id, place.node) for place in active if place.waits and place.node in along})
    graphs: dict[UUID, JourneyGraph] = {}
    found: list[Shift] = []
    for version, node in where:
        if version not in graphs:
            graphs[version] = read_document((await session.get_one(JourneyVersion, version)).graph)
        by = _later(graphs[version], new, node or "")
        if by:
            found.append(Shift(version, node or "", by))
    return found


def _later(old: JourneyGraph, new: JourneyGraph, node: str) -> timedelta:
    before, after = old.nodes[node], new.nodes[node]
    lengths = _length(before), _length(after)
    if lengths[0] is not None and lengths[1] is not None:
        rounded = _MINUTE if lengths[0] >= _HOUR > lengths[1] else _ZERO
        return lengths[1] - lengths[0] - rounded
    same = before.model_copy(update={"next": after.next, "title": after.title, "note": after.note}) == after
    return _ZERO if same and old.settings == new.settings else _AT_ONCE


def _length(node: Node) -> timedelta | None:
    """How long a step holds somebody whom no reaction moves on; None where that is no fixed length of time."""
    text = node.within if isinstance(node, WaitForNode) else node.for_ if isinstance(node, WaitNode) else None
    return None if text is None else parse_duration(text).approximate
