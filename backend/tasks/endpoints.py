"""Tasks over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from backend.kit.pagination import (
    WRONG_CURSOR,
    Cursor,
    CursorInvalid,
    Limit,
    Page,
    cursor_time,
    cut,
    decode_cursor,
    encode_cursor,
)
from backend.kit.web import ContactWriter, DbSession, Now, Reader, State, errors
from backend.tasks import repository, service
from backend.tasks.errors import AssigneeNotFound, TaskClosed, TaskContactNotFound, TaskNotFound
from backend.tasks.repository import ListedTask, Place, TaskFilter
from backend.tasks.schemas import (
    DueFilter,
    TaskChange,
    TaskCompletion,
    TaskContact,
    TaskCounts,
    TaskJourney,
    TaskKind,
    TaskNew,
    TaskPerson,
    TaskRow,
    TaskSort,
    TaskStatus,
)

router = APIRouter(tags=["tasks"])
Whose = Annotated[UUID | Literal["me", "none"] | None, Query()]


@router.get("/tasks")
async def list_tasks(
    session: DbSession,
    actor: Reader,
    now: Now,
    status: TaskStatus | None = None,
    assignee: Whose = None,
    due: DueFilter | None = None,
    contact_id: UUID | None = None,
    journey_id: UUID | None = None,
    kind: TaskKind | None = None,
    sort: TaskSort = "due",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TaskRow]:
    """Tasks, the most urgent first. `assignee`: an account, `me`, or `none` for those that are nobody's.

    `sort=due`: day by day (of the organisation's zone) with overdue days first and tasks without a date last, within a
    day by priority, the contact's score, and time. `due=today` is what is still to come of the present day.
    """
    whose = actor.id if assignee == "me" else assignee
    wanted = TaskFilter(status, whose, due, contact_id, journey_id, kind)
    after = None if cursor is None else _place(cursor, sort)
    found, places = await repository.list_tasks(session, wanted, sort=sort, now=now, after=after, limit=limit + 1)
    rows, more = cut(found, limit)
    return Page(items=[_row(row, now) for row in rows], next_cursor=encode_cursor(*places[limit - 1]) if more else None)


def _place(cursor: str, sort: TaskSort) -> Place:
    """Where the page starts. Raises CursorInvalid."""
    read = {"due": (cursor_time, int, int, cursor_time, UUID), "closed": (cursor_time, UUID), "newest": (UUID,)}[sort]
    try:
        return tuple(one(value) for one, value in zip(read, decode_cursor(cursor, len(read)), strict=True))
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorInvalid(WRONG_CURSOR) from error


@router.get("/tasks/counts")
async def count_tasks(session: DbSession, actor: Reader, now: Now) -> TaskCounts:
    """How many are open."""
    mine, nobodys, everybodys, overdue = await repository.counts(session, actor.id, now)
    return TaskCounts(mine=mine, nobodys=nobodys, open=everybodys, overdue=overdue)


@router.get("/tasks/{task_id}", responses=errors(TaskNotFound))
async def get_task(task_id: UUID, session: DbSession, _: Reader, now: Now) -> TaskRow:
    """One task."""
    return _row(await repository.get_listed(session, task_id), now)


@router.post("/tasks", status_code=201, responses=errors(TaskContactNotFound, AssigneeNotFound))
async def create_task(new: TaskNew, session: DbSession, actor: ContactWriter, now: Now, state: State) -> TaskRow:
    """Make a task by hand."""
    task_id = await service.create(session, new, actor=actor, now=now, new_id=state.new_id)
    return _row(await repository.get_listed(session, task_id), now)


@router.patch("/tasks/{task_id}", responses=errors(TaskNotFound, TaskClosed, AssigneeNotFound))
async def update_task(
    task_id: UUID, change: TaskChange, session: DbSession, actor: ContactWriter, now: Now, state: State
) -> TaskRow:
    """Change an open task, give it to somebody, or call it off."""
    await service.change(session, task_id, change, actor=actor, now=now, new_id=state.new_id)
    return _row(await repository.get_listed(session, task_id), now)


@router.post("/tasks/{task_id}/complete", responses=errors(TaskNotFound, TaskClosed))
async def complete_task(
    task_id: UUID, done: TaskCompletion, session: DbSession, actor: ContactWriter, now: Now
) -> TaskRow:
    """Close a task as done; a journey that waits for it goes on at once."""
    await service.complete(session, task_id, done, actor=actor, now=now)
    return _row(await repository.get_listed(session, task_id), now)


def _row(listed: ListedTask, now: datetime) -> TaskRow:
    task, contact, assignee, journey = listed.task, listed.contact, listed.assignee, listed.journey
    made_by = None
    if journey is not None and task.enrollment_id is not None:
        trip = listed.enrollment
        waiting = task.status == "open" and task.holds and trip is not None and trip.status in ("active", "paused")
        made_by = TaskJourney(
            id=journey.id,
            name=journey.name,
            enrollment_id=task.enrollment_id,
            node=task.node or "",
            waiting=waiting and trip is not None and trip.node == task.node,
        )
    person = assignee and TaskPerson(id=assignee.id, name=assignee.name, disabled=assignee.disabled_at is not None)
    return TaskRow(
        id=task.id,
        kind=task.kind,  # pyright: ignore[reportArgumentType]
        subject=task.subject,
        body=task.body,
        priority=task.priority,  # pyright: ignore[reportArgumentType]
        status=task.status,  # pyright: ignore[reportArgumentType]
        outcome=task.outcome,
        note=task.note,
        due_at=task.due_at,
        overdue=task.status == "open" and task.due_at is not None and task.due_at < now,
        is_test=task.is_test,
        assignee=person,
        contact=TaskContact(
            id=contact.id,
            name=f"{contact.last_name} {contact.first_name}".strip(),
            email="" if contact.erased_at is not None else contact.email,
            phone=contact.phone,
            company=listed.company or "",
            score=contact.score,
            stage=contact.stage,
        ),
        journey=made_by,
        created_at=task.created_at,
        closed_at=task.closed_at,
    )
