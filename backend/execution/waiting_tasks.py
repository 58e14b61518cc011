"""How the tasks stand that enrollments wait for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.execution.database import Connection
from backend.execution.passenger import Passenger
from workflows.journey.state import State
from workflows.journey.world import TaskSeen

_TASKS: Final = "select id, status, outcome, closed_at from task where id = any($1::uuid[])"
_LOCKED: Final = f"{_TASKS} order by id for share"
_DUE_NOW: Final = """
    update enrollment e set due_at = $3 from unnest($1::uuid[], $2::int[]) as g (id, seq)
    where e.id = g.id and e.seq = g.seq and e.status not in ('completed', 'exited', 'stopped', 'errored')
"""


def task_of(state: State) -> str | None:
    """The task of the node the enrollment stands at."""
    task = state.results.get(state.node or "", {}).get("task")
    return None if task is None else str(task)


async def load_tasks(connection: Connection, tasks: Iterable[str], *, locked: bool = False) -> dict[str, TaskSeen]:
    """These tasks by id; `locked` waits for one that is being closed right now."""
    ids = [UUID(task) for task in tasks]
    if not ids:
        return {}
    rows = await connection.fetch(_LOCKED if locked else _TASKS, ids)
    return {str(row["id"]): TaskSeen(row["status"], row["outcome"], row["closed_at"]) for row in rows}


async def look_again(connection: Connection, passengers: Sequence[Passenger], now: datetime) -> None:
    """Make those due whose task was closed while this chunk held their row.

    Who closes a task writes it first and makes the enrollment due after that, so either that came after our write, or
    we see the task closed here.
    """
    waiting = {
        one.id: (task, one.expected)
        for one in passengers
        if not one.dropped and one.state.phase == "waiting" and (task := task_of(one.state)) is not None
    }
    if not waiting:
        return
    async with connection.transaction():
        seen = await load_tasks(connection, [task for task, _ in waiting.values()], locked=True)
        over = {key: seq for key, (task, seq) in waiting.items() if task in seen and seen[task].status != "open"}
        if over:
            await connection.execute(_DUE_NOW, list(over), list(over.values()), now)
