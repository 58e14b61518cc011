"""What the next day brings if nothing is done: asked before a journey is paused, resumed or stopped.

People who are due within a day are counted by version, node and hour; from each such place the graph is walked with
the time that is left. An upper bound: a branch counts by its fullest way, a wait for a time of day or a date of the
contact may be over at once, send windows are left out. Reactions are not foreseen: a check is left when it times out.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import due_before, people_in, places
from backend.journeys import repository
from backend.journeys.documents import read_document
from backend.journeys.schemas import JourneyOutlook
from backend.models import JourneyVersion
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph, Node
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode

AHEAD: Final = timedelta(hours=24)
_DEPTH: Final = 100
"""Nodes walked at most on one way, as many as one `advance` passes."""


async def outlook(session: AsyncSession, journey_id: UUID, *, now: datetime) -> JourneyOutlook:
    """Who is aboard, who moves within a day, and how many mails that makes at most. Raises JourneyNotFound."""
    await repository.get_journey(session, journey_id)
    aboard = await places(session, journey_id)
    graphs: dict[UUID, JourneyGraph] = {}
    moving = mails = 0
    for due in await due_before(session, journey_id, now + AHEAD, now=now):
        if due.version_id not in graphs:
            graphs[due.version_id] = read_document((await session.get_one(JourneyVersion, due.version_id)).graph)
        left = AHEAD - max(due.ahead, timedelta())
        moving += due.people
        mails += due.people * planned_mails(graphs[due.version_id], due.node, left)
    return JourneyOutlook(
        aboard=people_in(aboard, "active", "paused"),
        parked=people_in(aboard, "errored"),
        moving_day=moving,
        mails_day=mails,
    )


def planned_mails(graph: JourneyGraph, at: str | None, left: timedelta, *, arriving: bool = False) -> int:
    """The most mails somebody whose time at node `at` (None: before the first) is up gets within `left`.

    Who is only `arriving` there has the wait still before them.
    """

    @cache
    def most(node_id: str | None, time: timedelta, depth: int, arrived: bool) -> int:
        node = graph.nodes.get(node_id) if node_id is not None else None
        if node is None or depth == 0:
            return 0
        time -= _least(node) if arrived else timedelta()
        if time < timedelta():
            return 0
        ways = [node.next.get("timed_out")] if isinstance(node, WaitForNode) else list(node.next.values())
        here = 1 if isinstance(node, SendEmailNode) else 0
        return here + max((most(to, time, depth - 1, True) for to in ways), default=0)

    return most(at or graph.entry.node, left, _DEPTH, arriving)


def _least(node: Node) -> timedelta:
    """The shortest time this node holds somebody whom no reaction moves on."""
    if isinstance(node, WaitForNode):
        return parse_duration(node.within).approximate
    if not isinstance(node, WaitNode):
        return timedelta()
    if node.business_days is not None:
        return timedelta(days=max(0, node.business_days.count - 1))
    return parse_duration(node.for_).approximate if node.for_ is not None else timedelta()
