"""Preview and performance of actions: up to 200 people at once, more as an operation."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions import repository
from backend.actions.errors import ActionRefused
from backend.actions.schemas import (
    ActionAsked,
    ActionName,
    ActionPreview,
    ActionPreviewRequest,
    ActionRequest,
    ActionResult,
    ShuntParams,
)
from backend.audit.service import audit
from backend.audit.vocabulary import Action, Detail, ObjectType
from backend.enrollments.counted import Place
from backend.enrollments.errors import EnrollmentEnded, EnrollmentMoved, EnrollmentNotFound
from backend.execution.operations import start_operation
from backend.execution.passenger import Passenger
from backend.execution.shunting import LOADER, EventFor, shunt
from backend.journeys.documents import read_document
from backend.journeys.outlook import planned_mails
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Enrollment, JourneyVersion
from workflows.journey.events import Event, Move, Pause, Replay, Resume, Retry, Skip, Stop
from workflows.journey.graph import JourneyGraph

SHUNT: Final = "shunt"
AT_ONCE: Final = 200
STOPPED_BY_HAND: Final = "stopped_by_hand"
"""End reason of a contact taken out by a person; who did it and why is in the journal and in the audit log."""
_AHEAD: Final = timedelta(hours=24)
_PAST: Final[dict[ActionName, Action]] = {
    "skip": "enrollment.skipped",
    "move": "enrollment.moved",
    "stop": "enrollment.stopped",
    "retry": "enrollment.retried",
    "replay": "enrollment.replayed",
    "pause": "enrollment.paused",
    "resume": "enrollment.resumed",
}


def event_of(asked: ActionAsked, at: datetime, by: str, reason: str) -> EventFor:
    """What each of them is to hear."""
    detail = {"by": by, "reason": reason}
    node = asked.node or ""
    events: dict[str, Callable[[], Event]] = {
        "skip": lambda: Skip(at, detail),
        "move": lambda: Move(at, node, detail),
        "retry": lambda: Retry(at, detail),
        "replay": lambda: Replay(at, node, asked.resend, detail),
        "pause": lambda: Pause(at, detail),
        "resume": lambda: Resume(at, asked.choice == "keep_remaining", {**detail, "choice": asked.choice}),
        "stop": lambda: Stop(at, STOPPED_BY_HAND, {"note": reason, "by": by}),
    }
    event = events[asked.action]()

    def give(_: Passenger) -> Event:
        return event

    return give


async def preview(session: AsyncSession, asked: ActionPreviewRequest, *, now: datetime) -> ActionPreview:
    """How many it would be, where they stand, who would be left alone and why, and what mails follow."""
    by_node, refused, mails = Counter[str](), Counter[str](), 0
    graphs: dict[UUID, JourneyGraph] = {}
    found = await repository.standings(session, asked.selection, asked.node, now)
    for standing in found:
        if standing.version_id not in graphs:
            version = await session.get_one(JourneyVersion, standing.version_id)
            graphs[standing.version_id] = read_document(version.graph)
        graph = graphs[standing.version_id]
        reason = _refusal(asked, standing, graph)
        if reason is not None:
            refused[reason] += standing.people
            continue
        by_node[standing.node or ""] += standing.people
        if asked.action not in ("stop", "pause"):
            mails += standing.people * planned_mails(graph, asked.node or standing.node, _AHEAD)
    named = set(asked.selection.ids or ())
    gone = len(named) - sum(standing.people for standing in found)
    if named and gone > 0:
        refused["ended"] += gone
    return ActionPreview(people=by_node.total(), by_node=dict(by_node), refused=dict(refused), mails=mails)


def _refusal(asked: ActionAsked, at: Place, graph: JourneyGraph) -> str | None:
    """Why the machine would refuse, as far as a count can tell."""
    match asked.action:
        case "pause":
            return {"paused": "already_paused", "errored": "parked"}.get(at.status)
        case "resume":
            return None if at.status == "paused" else "not_paused"
        case "skip" | "move" | "retry" | "replay" if at.status == "paused":
            return "paused"
        case "skip":
            return None if at.waits else "not_waiting"
        case "retry":
            return None if at.status == "errored" else "not_errored"
        case "replay" if not at.visited:
            return "not_reached"
        case "move" | "replay":
            return None if asked.node in graph.nodes else "no_such_node"
        case _:
            return None


async def act(
    session: AsyncSession, asked: ActionRequest, *, actor: Actor, now: datetime, new_id: NewId
) -> ActionResult:
    """Do it at once for up to 200, else start an operation; either way with one entry in the audit log."""
    ids = await repository.next_ids(session, asked.selection, now, after=None, limit=AT_ONCE + 1)
    if len(ids) > AT_ONCE:
        return await _later(session, asked, actor=actor, now=now, new_id=new_id)
    result = await shunt(session, LOADER, ids, event_of(asked, now, actor.name, asked.reason), now=now)
    refused = dict(result.refused)
    await _note(session, asked, actor, {"moved": len(result.moved), "refused": refused})
    return ActionResult(moved=len(result.moved), refused=refused, operation_id=None)


async def _later(
    session: AsyncSession, asked: ActionRequest, *, actor: Actor, now: datetime, new_id: NewId
) -> ActionResult:
    params = ShuntParams(**asked.model_dump(), by=actor.name, asked_at=now)
    total = len(set(asked.selection.ids or ())) or await repository.count(session, asked.selection, now)
    operation = await start_operation(
        session, SHUNT, params.model_dump(mode="json"), actor.id, total=total, new_id=new_id
    )
    await _note(session, asked, actor, {"people": total, "operation": str(operation.id)})
    return ActionResult(moved=0, refused={}, operation_id=operation.id)


async def _note(session: AsyncSession, asked: ActionRequest, actor: Actor, found: Detail) -> None:
    """Tell the audit log what was done, and for whom."""
    meant = asked.selection.filter
    whose: tuple[ObjectType, str] = ("enrollment", "") if meant is None else ("journey", str(meant.journey_id))
    detail: Detail = {"action": asked.action, "target": asked.node, **found}
    if asked.action == "resume":
        detail["choice"] = asked.choice
    if meant is None:
        detail["ids"] = [str(one) for one in (asked.selection.ids or ())[:AT_ONCE]]
    else:
        detail["filter"] = meant.model_dump(mode="json", exclude_defaults=True, exclude={"journey_id"})
    await audit(session, actor, "enrollments.shunted", *whose, detail, asked.reason)


async def act_on_one(
    session: AsyncSession, enrollment_id: UUID, asked: ActionAsked, reason: str, *, actor: Actor, now: datetime
) -> None:
    """The same for one. Raises EnrollmentNotFound, EnrollmentEnded, EnrollmentMoved, ActionRefused."""
    row = await session.get(Enrollment, enrollment_id)
    if row is None:
        raise EnrollmentNotFound("there is no such enrollment", id=str(enrollment_id))
    node = row.node
    result = await shunt(session, LOADER, [enrollment_id], event_of(asked, now, actor.name, reason), now=now)
    session.expire(row)
    match result.refusals.get(enrollment_id):
        case None:
            detail: Detail = {"node": node, "target": asked.node}
            if asked.action == "resume":
                detail["choice"] = asked.choice
            await audit(session, actor, _PAST[asked.action], "enrollment", enrollment_id, detail, reason)
        case "ended":
            await session.refresh(row)
            raise EnrollmentEnded(f"it is over: {row.status}", status=row.status, end_reason=row.end_reason)
        case "moved_meanwhile":
            raise EnrollmentMoved("the contact took a step at this moment; look again and repeat")
        case refusal:
            raise ActionRefused(f"{asked.action} makes no sense here: {refusal}", reason=refusal)
