"""Enrolling: who may enter, and letting them in - at once, or as an operation when there are many."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.enrollments.errors import JourneyNotLive
from backend.enrollments.operations import ENROLL, EnrollParams
from backend.enrollments.schemas import (
    ByContactIds,
    EnrollmentPreview,
    EnrollmentTest,
    EnrollResult,
    LeftOutReason,
    LeftOutSample,
    Selection,
)
from backend.enrollments.selection import (
    EntryRules,
    count_reasons,
    eligible_ids,
    rules_of,
    some_left_out,
    take_turns,
)
from backend.execution.boarding import board
from backend.execution.operations import start_operation
from backend.journeys import repository as journeys
from backend.journeys.documents import read_document
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Journey
from workflows.journey.graph import JourneyGraph

AT_ONCE: Final = 1000
"""So many enter inside the request; more become an operation with progress."""
SAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Entrance:
    """A journey that people can enter: its live version and its rules."""

    journey: Journey
    version_id: UUID
    graph: JourneyGraph

    def rules(self, test: EnrollmentTest | None, now: datetime) -> EntryRules:
        """Rules of entry, for a test or in earnest."""
        return rules_of(self.journey.id, self.graph, now, test=test is not None)


async def entrance(session: AsyncSession, journey_id: UUID, *, hold: bool) -> Entrance:
    """The way into a running or paused journey. `hold` keeps its status still until the transaction ends.

    Raises JourneyNotFound, JourneyNotLive.
    """
    journey = await journeys.get_journey(session, journey_id, lock="share" if hold else None)
    version_id = journey.live_version_id
    if journey.archived_at is not None or version_id is None or not journey.lets_in:
        status = "archived" if journey.archived_at is not None else journey.doors
        raise JourneyNotLive(f"nobody can enter: the journey is {status}; publish it first", status=status)
    return Entrance(journey, version_id, await journeys.graph_of(session, version_id))


async def preview(
    session: AsyncSession, journey_id: UUID, selection: Selection, test: EnrollmentTest | None, *, now: datetime
) -> EnrollmentPreview:
    """Who would enter and who would not. A draft is judged by its own rules of entry."""
    journey = await journeys.get_journey(session, journey_id)
    if journey.live_version_id is None:
        graph = read_document(journey.draft)
    else:
        graph = await journeys.graph_of(session, journey.live_version_id)
    rules = rules_of(journey_id, graph, now, test=test is not None)
    eligible, left_out = await count_reasons(session, selection, rules)
    samples = await some_left_out(session, selection, rules, SAMPLES) if left_out else []
    return EnrollmentPreview(
        eligible=eligible,
        left_out=left_out,
        samples=[LeftOutSample(email=email, reason=reason) for email, reason in samples],
    )


async def enroll(
    session: AsyncSession,
    journey_id: UUID,
    selection: Selection,
    test: EnrollmentTest | None,
    *,
    actor: Actor,
    now: datetime,
    new_id: NewId,
    capacity: int,
) -> EnrollResult:
    """Let everybody in who may enter. Contacts that are aboard already, by a parallel request too, stay as they are."""
    # Judging a million contacts takes seconds: the journey is held only for the boarding, so that a pause never waits.
    way_in = await entrance(session, journey_id, hold=False)
    rules = way_in.rules(test, now)
    eligible, left_out = await count_reasons(session, selection, rules)
    if eligible > AT_ONCE:
        return await _enroll_later(session, way_in, selection, test, eligible, left_out, actor=actor, new_id=new_id)
    contacts = await eligible_ids(session, selection, rules, AT_ONCE)
    way_in = await entrance(session, journey_id, hold=True)
    if contacts and rules.needs_turns:
        await take_turns(session, rules)
        contacts = await eligible_ids(session, ByContactIds(contact_ids=contacts), rules, AT_ONCE)
    enrolled = await board(
        session,
        way_in.journey,
        way_in.version_id,
        contacts,
        now=now,
        new_id=new_id,
        capacity=capacity,
        test_max_wait=test.max_wait if test else None,
        enrolled_by=actor.id,
    )
    if len(enrolled) < eligible:  # somebody else was faster, here or in another journey of the group
        _, left_out = await count_reasons(session, selection, rules)
        left_out = _without_enrolled(left_out, len(enrolled))
    detail: Detail = {"enrolled": len(enrolled), "left_out": left_out}
    if test is not None:
        detail["test"] = True
    await audit(session, actor, "journey.enrolled", "journey", journey_id, detail)
    return EnrollResult(enrolled=len(enrolled), left_out=left_out, operation_id=None)


def _without_enrolled(left_out: dict[LeftOutReason, int], enrolled: int) -> dict[LeftOutReason, int]:
    """The present judgement, in which those who have just entered are aboard."""
    raced: dict[LeftOutReason, int] = {**left_out, "already_enrolled": left_out.get("already_enrolled", 0) - enrolled}
    return {reason: count for reason, count in raced.items() if count > 0}


async def _enroll_later(
    session: AsyncSession,
    way_in: Entrance,
    selection: Selection,
    test: EnrollmentTest | None,
    eligible: int,
    left_out: dict[LeftOutReason, int],
    *,
    actor: Actor,
    new_id: NewId,
) -> EnrollResult:
    params = EnrollParams(
        journey_id=way_in.journey.id,
        selection=selection,
        test=test,
        enrolled_by=actor.id,
        not_found=left_out.get("not_found", 0),
    )
    operation = await start_operation(
        session,
        ENROLL,
        params.model_dump(mode="json"),
        actor.id,
        total=eligible + sum(left_out.values()),
        new_id=new_id,
    )
    detail: Detail = {"operation": str(operation.id), "eligible": eligible, "left_out": left_out}
    await audit(session, actor, "journey.enrollment_started", "journey", way_in.journey.id, detail)
    return EnrollResult(enrolled=0, left_out=left_out, operation_id=operation.id)
