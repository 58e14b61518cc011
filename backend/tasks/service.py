"""Making, changing and closing tasks; a journey that waits for one is told in the same transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Change, Detail
from backend.execution.wakes import wake
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Account, Contact, Notification, Task
from backend.tasks import repository
from backend.tasks.errors import AssigneeNotFound, TaskClosed, TaskContactNotFound
from backend.tasks.schemas import TaskChange, TaskCompletion, TaskNew

_WAITING = text(
    """
    update enrollment set due_at = :now
    where id = :enrollment and status = 'active' and node = :node
      and state -> 'results' -> node ->> 'task' = :task
    returning cohort_id
    """
)


async def create(session: AsyncSession, new: TaskNew, *, actor: Actor, now: datetime, new_id: NewId) -> UUID:
    """A task by hand. Raises TaskContactNotFound, AssigneeNotFound."""
    # the lock that keeps an erasure waiting: it would not find a task that is not committed yet
    contact = await session.get(Contact, new.contact_id, with_for_update={"read": True, "key_share": True})
    if contact is None or contact.deleted_at is not None:
        raise TaskContactNotFound("there is no such contact", id=str(new.contact_id))
    task = Task(id=new_id(), **new.model_dump(), created_by=actor.id, created_at=now)
    await _check_assignee(session, new.assignee_id)
    session.add(task)
    await session.flush()
    await _tell(session, task, actor, now=now, new_id=new_id)
    await audit(session, actor, "task.created", "task", task.id, {"contact": str(contact.id), "subject": task.subject})
    return task.id


async def change(
    session: AsyncSession, task_id: UUID, wanted: TaskChange, *, actor: Actor, now: datetime, new_id: NewId
) -> None:
    """Change an open task, or call it off. Raises TaskNotFound, TaskClosed, AssigneeNotFound."""
    task = await _open(session, task_id)
    values = wanted.model_dump(exclude_unset=True)
    cancelled = values.pop("status", None) == "cancelled"
    for name in ("subject", "body", "priority"):
        if name in values and values[name] is None:
            del values[name]
    if "assignee_id" in values:
        await _check_assignee(session, values["assignee_id"])
    moved = "assignee_id" in values and values["assignee_id"] != task.assignee_id
    before = await _told(session, task)
    for name, value in values.items():
        setattr(task, name, value)
    if moved:
        await _tell(session, task, actor, now=now, new_id=new_id)
    if cancelled:
        await _close(session, task, "cancelled", actor=actor, now=now)
    after = await _told(session, task)
    changes: dict[str, Change] = {
        name: {"from": before[name], "to": value} for name, value in after.items() if before[name] != value
    }
    await audit(
        session, actor, "task.cancelled" if cancelled else "task.updated", "task", task.id, {"changes": changes}
    )


async def complete(session: AsyncSession, task_id: UUID, done: TaskCompletion, *, actor: Actor, now: datetime) -> None:
    """Close a task as done. Raises TaskNotFound, TaskClosed when somebody did so before."""
    task = await _open(session, task_id)
    task.outcome, task.note = done.outcome, done.note
    await _close(session, task, "done", actor=actor, now=now)
    detail: Detail = {"outcome": done.outcome, "contact": str(task.contact_id)}
    await audit(session, actor, "task.completed", "task", task.id, detail, done.note or None)


async def release_tasks(session: AsyncSession, account_id: UUID) -> int:
    """Make the open tasks of an account that cannot sign in any more nobody's; how many there were."""
    statement = text("update task set assignee_id = null where assignee_id = :account and status = 'open' returning id")
    return len((await session.execute(statement, {"account": account_id})).all())


async def call_off_tasks(session: AsyncSession, contact_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Cancel the open tasks about a contact nobody is to work on any more; how many there were."""
    statement = text(
        """
        update task set status = 'cancelled', closed_at = :now, closed_by = :actor
        where contact_id = :contact and status = 'open' returning id
        """
    )
    return len((await session.execute(statement, {"contact": contact_id, "actor": actor.id, "now": now})).all())


async def _open(session: AsyncSession, task_id: UUID) -> Task:
    task = await repository.hold_task(session, task_id)
    if task.status != "open":
        closed_at = task.closed_at and task.closed_at.isoformat()
        raise TaskClosed("the task is closed already", status=task.status, outcome=task.outcome, closed_at=closed_at)
    return task


async def _close(session: AsyncSession, task: Task, status: str, *, actor: Actor, now: datetime) -> None:
    """The task first, then whoever waits for it: the engine writes its hold first and looks at the task after that."""
    task.status, task.closed_at, task.closed_by = status, now, actor.id
    await session.flush()
    if task.enrollment_id is None or not task.holds:
        return
    values = {"now": now, "enrollment": task.enrollment_id, "node": task.node, "task": str(task.id)}
    await wake(session, (await session.scalars(_WAITING, values)).all())


async def _check_assignee(session: AsyncSession, account_id: UUID | None) -> None:
    account = None if account_id is None else await session.get(Account, account_id)
    if account_id is not None and (account is None or account.disabled_at is not None):
        raise AssigneeNotFound("this account does not exist or cannot sign in", id=str(account_id))


async def _tell(session: AsyncSession, task: Task, actor: Actor, *, now: datetime, new_id: NewId) -> None:
    """Tell the assignee, unless it is who gave the task."""
    if task.assignee_id is None or task.assignee_id == actor.id:
        return
    about = {"journey_id": task.journey_id, "contact_id": task.contact_id, "task_id": task.id}
    session.add(
        Notification(
            id=new_id(), account_id=task.assignee_id, kind="task", subject=task.subject, created_at=now, **about
        )
    )
    await session.flush()


async def _told(session: AsyncSession, task: Task) -> dict[str, str | None]:
    """What can be changed of a task, for the log: the assignee by name."""
    assignee = None if task.assignee_id is None else await session.get(Account, task.assignee_id)
    return {
        "subject": task.subject,
        "body": task.body,
        "priority": task.priority,
        "due_at": task.due_at and task.due_at.isoformat(),
        "assignee": assignee and assignee.name,
    }
