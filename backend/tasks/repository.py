"""Tasks in the database."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backend.models import Account, Company, Contact, Enrollment, Journey, Organization, Task
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
    journey: UUID | None = None
    kind: str | None = None


Place = tuple[Any, ...]
"""Where a task stands in a sorted list: its sort values, the last of them its id."""
_RANK: Final = case((Task.priority == "high", 0), (Task.priority == "low", 2), else_=1)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


async def zone_of_organization(session: AsyncSession) -> ZoneInfo:
    """Whose days count in the queue."""
    return ZoneInfo(await session.scalar(select(Organization.timezone)) or "UTC")


def _listing() -> Select[Task, Contact, str, Account, Journey, Enrollment]:
    return (
        select(Task, Contact, Company.name, _Assignee, Journey, Enrollment)
        .join(Contact, Contact.id == Task.contact_id)
        .outerjoin(Company, Company.id == Contact.company_id)
        .outerjoin(_Assignee, _Assignee.id == Task.assignee_id)
        .outerjoin(Journey, Journey.id == Task.journey_id)
        .outerjoin(Enrollment, Enrollment.id == Task.enrollment_id)
    )


def _clauses(wanted: TaskFilter, now: datetime, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    exact: list[tuple[InstrumentedAttribute[Any], Any]] = [
        (Task.status, wanted.status),
        (Task.contact_id, wanted.contact),
        (Task.journey_id, wanted.journey),
        (Task.kind, wanted.kind),
        (Task.assignee_id, None if wanted.assignee == NOBODY else wanted.assignee),
    ]
    clauses: list[ColumnElement[bool]] = [column == value for column, value in exact if value is not None]
    if wanted.assignee == NOBODY:
        clauses.append(Task.assignee_id.is_(None))
    tomorrow = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    match wanted.due:
        case "overdue":
            clauses.append(Task.due_at < now)
        case "today":
            clauses += [Task.due_at >= now, Task.due_at < tomorrow]
        case "later":
            clauses.append(Task.due_at >= tomorrow)
        case "none":
            clauses.append(Task.due_at.is_(None))
        case _:
            pass
    return clauses


def _keys(sort: str, zone: str) -> list[ColumnElement[Any]]:
    """What a list is sorted by, upwards for `due` and else downwards."""
    match sort:
        case "due":
            due = func.coalesce(Task.due_at, _NEVER)
            return [func.date_trunc("day", due, zone), _RANK, -Contact.score, due, Task.id.expression]
        case "closed":
            return [func.coalesce(Task.closed_at, Task.created_at), Task.id.expression]
        case _:
            return [Task.id.expression]


async def list_tasks(
    session: AsyncSession, wanted: TaskFilter, *, sort: str, now: datetime, after: Place | None, limit: int
) -> tuple[list[ListedTask], list[Place]]:
    """The tasks, and the place of each in the list.

    By `sort`: `due` as one works through them (day by day, within a day by priority and score), else `closed` or
    `newest` first.
    """
    zone = await zone_of_organization(session)
    keys = _keys(sort, zone.key)
    query = _listing().where(*_clauses(wanted, now, zone)).limit(limit)
    if after is not None:
        place = tuple_(*(literal(value, key.type) for value, key in zip(after, keys, strict=True)))
        query = query.where(tuple_(*keys) > place if sort == "due" else tuple_(*keys) < place)
    query = query.order_by(*(keys if sort == "due" else [key.desc() for key in keys]))
    places = [key.label(f"place_{number}") for number, key in enumerate(keys)]
    rows = [tuple(row) for row in await session.execute(query.add_columns(*places))]
    width = len(ListedTask._fields)
    return [ListedTask(*row[:width]) for row in rows], [row[width:] for row in rows]


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
