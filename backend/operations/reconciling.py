"""Comparing Temporal with the database on request: an operation, carried by a worker or by the command line itself.

The command needs no worker, since there may be none; what it leaves half done is taken up by the next sweep.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.execution.operations import OperationDeps, operation, start_operation
from backend.execution.reconcile import RECONCILE, Drift
from backend.execution.relay import Relay
from backend.execution.temporal import connect_temporal
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Sessions, create_engine, create_sessions, transaction
from backend.kit.ids import NewId, new_id
from backend.kit.state import SYSTEM, Actor
from backend.models import Operation
from backend.settings import Settings
from workflows.contracts import OperationTick


async def request(session: AsyncSession, *, dry_run: bool, reason: str, actor: Actor, new_id: NewId) -> Operation:
    """Let a worker compare, and mend unless `dry_run`."""
    params = {"dry_run": dry_run, "by": actor.name, "reason": reason}
    row = await start_operation(session, RECONCILE, params, actor.id, new_id=new_id)
    await _note(session, row, actor, reason)
    return row


@operation(RECONCILE)
async def run_reconcile(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """One comparison; interrupted, it begins anew: what was mended is not found again."""
    await _carry_out(deps.settings, deps.sessions, operation_id, deps.clock, heartbeat)
    return OperationTick(finished=True)


async def reconcile(settings: Settings, *, dry_run: bool = False) -> dict[str, int]:
    """Compare from here, without a worker; a look that changes nothing leaves no trace.

    Raises when database or Temporal are not there.
    """
    if dry_run:
        relay = Relay(settings.database_url, await connect_temporal(settings))
        return (await relay.reconcile(dry_run=True)).counts()
    database = create_engine(settings.database_url, pool_size=1)
    try:
        sessions = create_sessions(database)
        async with transaction(sessions) as session:
            row = Operation(id=new_id(), kind=RECONCILE, status="running", params={"dry_run": False})
            row.started_workflow = True
            session.add(row)
            await _note(session, row, SYSTEM, None)
        return await _carry_out(settings, sessions, row.id, utc_now, lambda: None)
    finally:
        await database.dispose()


async def _note(session: AsyncSession, row: Operation, actor: Actor, reason: str | None) -> None:
    await audit(session, actor, "reconcile.started", "operation", row.id, {"dry_run": row.params["dry_run"]}, reason)


async def _carry_out(
    settings: Settings, sessions: Sessions, operation_id: UUID, clock: Clock, heartbeat: Callable[[], None]
) -> dict[str, int]:
    """Compare, tell of the progress, and write down what was found."""
    relay = Relay(settings.database_url, await connect_temporal(settings), clock=clock)

    async def told(drift: Drift, done: int) -> bool:
        heartbeat()
        async with transaction(sessions) as session:
            row = await session.get_one(Operation, operation_id)
            row.total, row.done, row.result = len(drift.cohorts), done, dict(drift.counts())
            return not row.cancel_requested

    async with transaction(sessions) as session:
        dry_run = bool((await session.get_one(Operation, operation_id)).params["dry_run"])
    drift = await relay.reconcile(dry_run=dry_run, told=told)
    async with transaction(sessions) as session:
        row = await session.get_one(Operation, operation_id, with_for_update=True)
        row.status = "cancelled" if row.cancel_requested else "done"
        row.finished_at = clock()
    return drift.counts()
