"""Counts for the canvas, from `node_counter`: as many rows as nodes have metrics, however many people are aboard.

`boarded` is counted by version under the empty node id when people enroll; everybody ends once (`ended`) or is parked
(`failed`), so who is aboard needs no look at enrollments. Who waits at a node is who entered and did not leave.
Who is paused one by one is counted where everybody stands (`backend.enrollments.counted`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import places
from backend.journeys import repository
from backend.journeys.schemas import JourneyStats, NodeStats
from backend.models import JourneyVersion, NodeCounter, Standing

JOURNEY_NODE: Final = ""
"""Node id under which counts of the version as a whole are kept."""
BOARDED: Final = "boarded"
_PASSED: Final = "passed:"

_ABOARD: Final[ColumnElement[int]] = func.sum(
    case((NodeCounter.metric == BOARDED, NodeCounter.count), else_=-NodeCounter.count)
)
_DECIDES: Final = NodeCounter.metric.in_((BOARDED, "ended", "failed"))


async def aboard_by_journey(session: AsyncSession, journey_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many are on the way in each journey, all versions together; journeys nobody entered are left out."""
    query = (
        select(JourneyVersion.journey_id, _ABOARD)
        .join(NodeCounter, NodeCounter.version_id == JourneyVersion.id)
        .where(JourneyVersion.journey_id.in_(list(journey_ids)), _DECIDES)
        .group_by(JourneyVersion.journey_id)
    )
    return {journey_id: max(0, int(count)) for journey_id, count in await session.execute(query)}


async def aboard_by_version(session: AsyncSession, version_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many are on the way on each version."""
    query = (
        select(NodeCounter.version_id, _ABOARD)
        .where(NodeCounter.version_id.in_(list(version_ids)), _DECIDES)
        .group_by(NodeCounter.version_id)
    )
    return {version_id: max(0, int(count)) for version_id, count in await session.execute(query)}


async def paused_by_journey(session: AsyncSession, journey_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many are paused one by one in each journey."""
    query = (
        select(JourneyVersion.journey_id, func.sum(Standing.people))
        .join(JourneyVersion, JourneyVersion.id == Standing.version_id)
        .where(JourneyVersion.journey_id.in_(list(journey_ids)), Standing.status == "paused")
        .group_by(JourneyVersion.journey_id)
    )
    return {journey_id: int(count) for journey_id, count in await session.execute(query)}


async def _paused(session: AsyncSession, journey_id: UUID, number: int | None) -> Counter[str]:
    counts = Counter[str]()
    for place in await places(session, journey_id, status="paused", version=number):
        counts[place.node or JOURNEY_NODE] += place.people
    return counts


async def journey_stats(session: AsyncSession, journey_id: UUID, number: int | None = None) -> JourneyStats:
    """Counts over all versions of the journey, or of version `number`. Raises JourneyNotFound, VersionNotFound."""
    await repository.get_journey(session, journey_id)
    query = (
        select(NodeCounter.node, NodeCounter.metric, func.sum(NodeCounter.count))
        .join(JourneyVersion, JourneyVersion.id == NodeCounter.version_id)
        .where(JourneyVersion.journey_id == journey_id)
        .group_by(NodeCounter.node, NodeCounter.metric)
    )
    if number is not None:
        await repository.get_version(session, journey_id, number)
        query = query.where(JourneyVersion.number == number)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for node, metric, count in await session.execute(query):
        counts[node][metric] = int(count)
    return summarise(counts, await _paused(session, journey_id, number))


def summarise(counts: Mapping[str, Mapping[str, int]], paused: Mapping[str, int]) -> JourneyStats:
    """The canvas's figures from counts by node and metric, and of who is paused by node."""
    nodes = {
        node: _node_stats(metrics, paused.get(node, 0))
        for node, metrics in sorted(counts.items())
        if node != JOURNEY_NODE
    }
    ended = sum(node.ended for node in nodes.values())
    failed = sum(node.failed for node in nodes.values())
    boarded = counts.get(JOURNEY_NODE, {}).get(BOARDED, 0)
    return JourneyStats(
        aboard=max(0, boarded - ended - failed),
        waiting=sum(node.waiting for node in nodes.values()),
        paused=sum(paused.values()),
        ended=ended,
        failed=failed,
        converted=sum(node.converted for node in nodes.values()),
        nodes=nodes,
    )


def _node_stats(metrics: Mapping[str, int], paused: int) -> NodeStats:
    passed = {metric.removeprefix(_PASSED): n for metric, n in sorted(metrics.items()) if metric.startswith(_PASSED)}
    entered, ended, failed, moved = (metrics.get(name, 0) for name in ("entered", "ended", "failed", "moved"))
    return NodeStats(
        entered=entered,
        waiting=max(0, entered - sum(passed.values()) - ended - failed - moved),
        moved=moved,
        paused=paused,
        passed=passed,
        ended=ended,
        failed=failed,
        converted=metrics.get("converted", 0),
        sent=metrics.get("sent", 0),
        not_sent=metrics.get("not_sent", 0),
        opened=metrics.get("opened", 0),
        machine_opened=metrics.get("machine_opened", 0),
        clicked=metrics.get("clicked", 0),
        replied=metrics.get("replied", 0),
        bounced=metrics.get("bounced", 0),
    )
