"""Whom a list, a file or an action is about: one filter for all three, so that they always mean the same people."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention.stuck import is_stuck
from backend.enrollments.schemas import EnrollmentStatus
from backend.kit.text import StorableText
from backend.models import Enrollment, JourneyVersion
from workflows.journey.state import GOAL

NodeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Code = Annotated[StorableText, Field(max_length=100)]
VersionNumber = Annotated[int, Field(ge=1, le=2_147_483_647)]
Span = tuple[AwareDatetime | None, AwareDatetime | None]


class EnrollmentFilter(BaseModel):
    """People of one journey; every given part must hold."""

    model_config = ConfigDict(extra="forbid")

    journey_id: UUID
    node: NodeName | None = None
    status: EnrollmentStatus | None = None
    code: Code | None = None
    """Why they are parked."""
    failed_between: Span | None = None
    """When they were parked: from the first moment on, before the second; either may be left open."""
    version: VersionNumber | None = None
    stuck: bool = False
    converted: bool = False
    """Who reached the goal."""

    @property
    def asks_more_than_places(self) -> bool:
        """Whether one must look at people to know whom it means: the counts of places do not tell."""
        return self.stuck or self.converted or self.code is not None or self.failed_between is not None


async def conditions(session: AsyncSession, wanted: EnrollmentFilter, now: datetime) -> list[ColumnElement[bool]]:
    """The filter as conditions on the rows."""
    parts: list[ColumnElement[bool]] = [Enrollment.journey_id == wanted.journey_id]
    if wanted.status is not None:
        parts.append(Enrollment.status == wanted.status)
    if wanted.converted:
        parts.append(and_(Enrollment.status == "completed", Enrollment.end_reason == GOAL))
    if wanted.node is not None:
        parts.append(Enrollment.node == wanted.node)
    parts += _failed(wanted)
    if wanted.version is not None:
        parts.append(Enrollment.version_id.in_(await versions(session, wanted)))
    if wanted.stuck:
        parts.append(await is_stuck(session, wanted.journey_id, now))
    return parts


async def versions(session: AsyncSession, wanted: EnrollmentFilter) -> list[UUID]:
    """The versions meant, as values: so the planner knows how many people each of them has."""
    query = select(JourneyVersion.id).where(JourneyVersion.journey_id == wanted.journey_id)
    if wanted.version is not None:
        query = query.where(JourneyVersion.number == wanted.version)
    return list(await session.scalars(query))


def _failed(wanted: EnrollmentFilter) -> list[ColumnElement[bool]]:
    first, until = wanted.failed_between or (None, None)
    parts: list[ColumnElement[bool]] = []
    if wanted.code is not None:
        parts.append(Enrollment.end_reason == wanted.code)
    if first is not None:
        parts.append(Enrollment.failed_at >= first)
    if until is not None:
        parts.append(Enrollment.failed_at < until)
    return [Enrollment.status == "errored", *parts] if parts or wanted.failed_between else []
