"""create_task: task rows and their assignees' notifications, written with the journal rows that tell of them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from backend.execution.chunk import Chunk
from backend.execution.database import Connection, Pool
from backend.execution.owners import Dealing
from backend.execution.passenger import Passenger
from backend.execution.texts import written
from backend.kit.ids import NewId
from workflows.journey.team import CreateTask, TaskResult

_KNOWN: Final = """
    select t.enrollment_id, t.id, t.assignee_id from task t
    join unnest($1::uuid[], $2::int[]) as g (enrollment_id, seq) using (enrollment_id, seq)
"""
_CREATE: Final = """
    insert into task (id, enrollment_id, seq, journey_id, node, contact_id, kind, subject, body, priority, assignee_id,
                      due_at, holds, is_test, created_at)
    select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[],
                         $9::text[], $10::text[], $11::uuid[], $12::timestamptz[], $13::bool[], $14::bool[],
                         $15::timestamptz[])
    on conflict (enrollment_id, seq) do nothing
"""
_STILL_THERE: Final = """
    select id from account where id = any($1::uuid[]) and disabled_at is null order by id for share
"""
_ASSIGNEE: Final = 10
"""Where the assignee stands in a row of `_CREATE`."""
_TELL: Final = """
    insert into notification (id, account_id, kind, subject, body, enrollment_id, seq, journey_id, contact_id, task_id,
                              created_at)
    select gen_random_uuid(), t.assignee_id, 'task', t.subject, '', t.enrollment_id, t.seq, t.journey_id, t.contact_id,
           t.id, t.created_at
    from task t where t.id = any($1::uuid[]) and t.assignee_id is not null
    on conflict (enrollment_id, seq, account_id) do nothing
"""


class CreateTasks:
    """The effect. A visit that is entered again finds the task it made."""

    inner = True

    def __init__(self, pool: Pool, *, new_id: NewId) -> None:
        self._pool = pool
        self._new_id = new_id
        self._dealing = Dealing(pool)

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing: this effect reaches nothing outside our tables."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Make the tasks, and let everybody hear whose they are."""
        known = await self._known(passengers)
        fresh = [one for one in passengers if one.id not in known]
        chosen = await self._dealing.choose([(one, _command(one).node, _command(one).pick) for one in fresh])
        rows: list[tuple[Any, ...]] = []
        for passenger, (assignee, reason) in zip(fresh, chosen, strict=True):
            task = self._new_id()
            rows.append(_row(chunk, passenger, task, assignee))
            passenger.hear(TaskResult(chunk.now(), str(task), assignee, reason))
        for passenger in passengers:
            if passenger.id in known:
                task, assignee = known[passenger.id]
                passenger.hear(TaskResult(chunk.now(), str(task), assignee and str(assignee)))
        if rows:
            chunk.changes.append(_Write(rows))

    async def _known(self, passengers: Sequence[Passenger]) -> dict[UUID, tuple[UUID, UUID | None]]:
        async with self._pool.acquire() as connection:
            keys = [one.id for one in passengers], [_command(one).key for one in passengers]
            rows = await connection.fetch(_KNOWN, *keys)
        return {row["enrollment_id"]: (row["id"], row["assignee_id"]) for row in rows}


class _Write:
    """The tasks of everybody whose journal row went through."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows

    async def __call__(self, connection: Connection, moved: set[UUID]) -> None:
        rows = [row for row in self.rows if row[1] in moved]
        if rows:
            rows = await self._of_the_living(connection, rows)
            await connection.execute(_CREATE, *[list(column) for column in zip(*rows, strict=True)])
            await connection.execute(_TELL, [row[0] for row in rows])

    async def _of_the_living(self, connection: Connection, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows without assignees who were shut out since they were chosen: nobody would see their tasks.

        The lock lets who shuts out an account find the task, or us find the account shut out.
        """
        wanted = sorted({row[_ASSIGNEE] for row in rows if row[_ASSIGNEE] is not None})
        there = {row["id"] for row in await connection.fetch(_STILL_THERE, wanted)} if wanted else set[UUID]()
        keep = [row[_ASSIGNEE] if row[_ASSIGNEE] in there else None for row in rows]
        return [(*row[:_ASSIGNEE], kept, *row[_ASSIGNEE + 1 :]) for row, kept in zip(rows, keep, strict=True)]


def _command(passenger: Passenger) -> CreateTask:
    assert isinstance(passenger.command, CreateTask)
    return passenger.command


def _row(chunk: Chunk, passenger: Passenger, task: UUID, assignee: str | None) -> tuple[Any, ...]:
    command = _command(passenger)
    return (
        task,
        passenger.id,
        command.key,
        passenger.version.journey_id,
        command.node,
        passenger.contact.id,
        command.kind,
        written(command.subject, passenger, most=200),
        written(command.body, passenger, most=4000),
        command.priority,
        assignee and UUID(assignee),
        command.due_at,
        command.holds,
        passenger.world.max_wait is not None,
        chunk.now(),
    )
