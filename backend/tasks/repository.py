"""Tasks in the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.models import Account, Company, Contact, Enrollment, Journey, Task
from backend.tasks.errors import TaskNotFound

NOBODY = "none"
_Assignee = aliased(Account)


class ListedTask(NamedTuple):
    """A task with what its row shows."""

    task: Task
    contact: Contact
    company: str | None
    assignee: Account | None
    journey: Journey | None
    enrollment: Enrollment | None


class TaskFilter(NamedTuple):
    """What a list of tasks is narrowed to; `assignee` is an account, or NOBODY."""

    status: str | None = None
    assignee: UUID | str | None = None
    due: str | None = None
    contact: UUID | None = None


def _listing() -> Select[Task, Contact, str, Account, Journey, Enrollment]:
    return (
        select(Task, Contact, Company.name, _Assignee, Journey, Enrollment)
        .join(Contact, Contact.id == Task.contact_id)
        .outerjoin(Company, Company.id == Contact.company_id)
        .outerjoin(_Assignee, _Assignee.id == Task.assignee_id)
        .outerjoin(Journey, Journey.id == Task.journey_id)
        .outerjoin(Enrollment, Enrollment.id == Task.enrollment_id)
    )


def _clauses(wanted: TaskFilter, now: datetime) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        clauses.append(Task.status == wanted.status)
    if wanted.assignee == NOBODY:
        clauses.append(Task.assignee_id.is_(None))
    elif wanted.assignee is not None:
        clauses.append(Task.assignee_id == wanted.assignee)
    if wanted.contact is not None:
        clauses.append(Task.contact_id == wanted.contact)
    soon = now + timedelta(days=1)
    match wanted.due:
        case "overdue":
            clauses.append(Task.due_at < now)
        case "today":
            clauses.append(Task.due_at.between(now, soon))
        case "later":
            clauses.append(Task.due_at > soon)
        case "none":
            clauses.append(Task.due_at.is_(None))
        case _:
            pass
    return clauses


async def list_tasks(
    session: AsyncSession, wanted: TaskFilter, *, now: datetime, before: UUID | None, limit: int
) -> Sequence[ListedTask]:
    """Newest first."""
    query = _listing().where(*_clauses(wanted, now)).order_by(Task.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Task.id < before)
    return [ListedTask(*row) for row in await session.execute(query)]


async def get_listed(session: AsyncSession, task_id: UUID) -> ListedTask:
    """One task. Raises TaskNotFound."""
    row = (await session.execute(_listing().where(Task.id == task_id))).first()
    if row is None:
        raise TaskNotFound("there is no such task", id=str(task_id))
    return ListedTask(*row)


async def hold_task(session: AsyncSession, task_id: UUID) -> Task:
    """One task, locked: of two people who close it at once one is told so. Raises TaskNotFound."""
    task = await session.scalar(select(Task).where(Task.id == task_id).with_for_update())
    if task is None:
        raise TaskNotFound("there is no such task", id=str(task_id))
    return task


async def counts(session: AsyncSession, account: UUID | None, now: datetime) -> tuple[int, int, int, int]:
    """Open tasks: of the account, of nobody, of all, overdue."""
    query = select(
        func.count().filter(Task.assignee_id == account),
        func.count().filter(Task.assignee_id.is_(None)),
        func.count(),
        func.count().filter(Task.due_at < now),
    ).where(Task.status == "open")
    mine, nobodys, everybodys, overdue = (await session.execute(query)).one()
    return mine, nobodys, everybodys, overdue
