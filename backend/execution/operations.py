"""Long work as rows: what a feature registers, how it is started, and the activity that carries it on.

A handler works in chunks from `operation.cursor`, commits each with its progress, and returns when its budget is spent
or it has finished; `run_operation` is called again until it says so. A crash goes on from the last committed cursor.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from backend.execution.wakes import notify_relay
from backend.kit import ids
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import NewId
from backend.models import Operation
from backend.settings import Settings
from workflows.contracts import RUN_OPERATION, OperationInput, OperationTick


@dataclass(frozen=True, slots=True)
class OperationDeps:
    """What a handler may use; the same for every kind."""

    sessions: Sessions
    settings: Settings
    clock: Clock = utc_now
    new_id: NewId = ids.new_id


OperationHandler = Callable[[OperationDeps, UUID, Callable[[], None]], Awaitable[OperationTick]]
"""`run(deps, operation_id, heartbeat)`: one budgeted stretch of work; call `heartbeat()` after every chunk.

The handler reads `cancel_requested` before every chunk, and writes status, progress, result and `finished_at` itself.
Expected refusals end the operation as `failed` with a reason; anything raised is retried by the activity.
"""

OPERATIONS: dict[str, OperationHandler] = {}
"""Handlers by `operation.kind`; features add theirs with `@operation(kind)`, the worker imports the modules."""


def operation(kind: str) -> Callable[[OperationHandler], OperationHandler]:
    """Register the handler of a kind; a kind has exactly one."""

    def register(handler: OperationHandler) -> OperationHandler:
        if kind in OPERATIONS:
            raise ValueError(f"operation kind {kind!r} is registered twice")
        OPERATIONS[kind] = handler
        return handler

    return register


async def start_operation(
    session: AsyncSession,
    kind: str,
    params: dict[str, Any],
    created_by: UUID | None,
    *,
    total: int | None = None,
    new_id: NewId = ids.new_id,
) -> Operation:
    """Queue an operation in the caller's transaction; the relay starts its workflow after the commit."""
    row = Operation(id=new_id(), kind=kind, status="queued", params=params, created_by=created_by, total=total)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await notify_relay(session)
    return row


class OperationRunner:
    """The activity that carries operations on; one a process."""

    def __init__(self, deps: OperationDeps) -> None:
        self._deps = deps

    @activity.defn(name=RUN_OPERATION)
    async def run_operation(self, asked: OperationInput) -> OperationTick:
        """One stretch of an operation. An operation that is over, gone, or of a kind nobody knows is finished."""
        operation_id = UUID(asked.operation_id)
        async with transaction(self._deps.sessions) as session:
            row = await session.get(Operation, operation_id)
            if row is None or row.status in ("done", "cancelled", "failed"):
                return OperationTick(finished=True)
            handler = OPERATIONS.get(row.kind)
            if handler is None:
                row.status, row.error = "failed", "unknown_kind"
                row.finished_at = self._deps.clock()
                return OperationTick(finished=True)
            row.status = "running"
        return await handler(self._deps, operation_id, activity.heartbeat)
