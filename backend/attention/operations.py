"""The operation `settle_mails`: what was decided about many mails in doubt, 200 at a time.

Each chunk takes its mails off the list, asks for the new ones, counts them and notes how far it has come in one
transaction: what was interrupted has not happened, what is done is not done again.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention import doubts
from backend.attention.mail_schemas import MailsParams
from backend.attention.settling import AT_ONCE, SETTLE_MAILS, settle
from backend.enrollments.operations import run_chunks
from backend.execution.operations import OperationDeps, operation
from backend.models import Operation
from workflows.contracts import OperationTick


@operation(SETTLE_MAILS)
async def run_settle_mails(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Settle all that are meant, in the order of their ids."""
    return await run_chunks(deps, operation_id, heartbeat, _chunk)


async def _chunk(session: AsyncSession, deps: OperationDeps, row: Operation) -> None:
    params, now = MailsParams.model_validate(row.params), deps.clock()
    after = None if "after" not in row.cursor else UUID(row.cursor["after"])
    ids = await doubts.next_ids(session, params.selection, params.until, after=after, limit=AT_ONCE)
    known: dict[str, Any] = row.result or {"settled": 0, "refused": {}}
    if ids:
        settled = await settle(session, ids, params.action, by=params.by, reason=params.reason, now=now)
        refused = Counter[str](known["refused"]) + settled.refused
        row.result = {"settled": known["settled"] + len(settled.done), "refused": dict(refused)}
        row.done += len(ids)
        row.total = max(row.total or 0, row.done)
        row.cursor = {"after": str(ids[-1])}
    if len(ids) < AT_ONCE:
        row.total, row.status, row.finished_at = row.done, "done", now
