"""Tasks over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.web import ContactWriter, DbSession, Now, Reader, State, errors
from backend.tasks import repository, service
from backend.tasks.errors import AssigneeNotFound, TaskClosed, TaskContactNotFound, TaskNotFound
from backend.tasks.repository import ListedTask, TaskFilter
from backend.tasks.schemas import (
    DueFilter,
    TaskChange,
    TaskCompletion,
    TaskContact,
    TaskCounts,
    TaskJourney,
    TaskNew,
    TaskPerson,
    TaskRow,
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
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TaskRow]:
    """Tasks, newest first. `assignee`: an account, `me`, or `none` for those that are nobody's."""
    whose = actor.id if assignee == "me" else assignee
    wanted = TaskFilter(status, whose, due, contact_id)
    found = await repository.list_tasks(session, wanted, now=now, before=cursor_id(cursor), limit=limit + 1)
    rows, more = cut(found, limit)
    following = encode_cursor(rows[-1].task.id) if more else None
    return Page(items=[_row(row, now) for row in rows], next_cursor=following)


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
        waiting = task.status == "open" and task.holds and trip is not None and trip.status == "active"
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
            email=contact.email,
            phone=contact.phone,
            company=listed.company or "",
            score=contact.score,
            stage=contact.stage,
        ),
        journey=made_by,
        created_at=task.created_at,
        closed_at=task.closed_at,
    )
