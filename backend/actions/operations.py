"""The operation `shunt`: an action on many, 200 at a time.

Each chunk moves its people, counts them and notes how far it has come in one transaction: what was interrupted has not
happened, what is done is not done again.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions import repository
from backend.actions.schemas import ShuntParams
from backend.actions.service import AT_ONCE, SHUNT, event_of
from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation
from backend.execution.shunting import LOADER, ShuntResult, shunt
from backend.models import Operation
from workflows.contracts import OperationTick


@operation(SHUNT)
async def run_shunt(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Act on everybody meant, in the order of their ids."""
    return await run_chunks(deps, operation_id, heartbeat, _chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params, now = ShuntParams.model_validate(row.params), deps.clock()
    after = row.cursor.get("after")
    ids = await repository.next_ids(
        session, params.selection, now, after=None if after is None else UUID(after), limit=AT_ONCE
    )
    if ids:
        result = await shunt(session, LOADER, ids, event_of(params, now, params.by, params.reason), now=now)
        note(row, ids, result)
    if len(ids) < AT_ONCE:
        row.total, row.status, row.finished_at = row.done, "done", now


def note(row: Operation, ids: list[UUID], result: ShuntResult) -> None:
    """Progress, figures and cursor of an operation after a chunk."""
    known: dict[str, Any] = row.result or {"moved": 0, "refused": {}}
    refused = Counter[str](known["refused"])
    refused.update(result.refused)
    row.result = {"moved": known["moved"] + len(result.moved), "refused": dict(refused)}
    row.done += len(ids)
    if row.total is not None:
        row.total = max(row.total, row.done)
    row.cursor = {**row.cursor, "after": str(ids[-1])}
