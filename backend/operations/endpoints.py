"""Long work: list, show, cancel."""

from uuid import UUID

from fastapi import APIRouter

from backend.execution.reconcile import RECONCILE
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.web import Admin, ContactWriter, DbSession, Reader, State, errors
from backend.operations import reconciling, repository, service
from backend.operations.errors import OperationFinished, OperationNotFound
from backend.operations.schemas import (
    OperationView,
    ReconcileLook,
    ReconcileMended,
    ReconcileRequest,
    ReconcileState,
    operation_view,
)

router = APIRouter(tags=["operations"])
SHOWN = 10
"""Comparisons shown at once."""


@router.get("/operations")
async def list_operations(
    session: DbSession, _: Reader, cursor: Cursor = None, limit: Limit = 50, running: bool = False
) -> Page[OperationView]:
    """Long work, newest first; only the unfinished when `running`."""
    rows = await repository.operations(session, before=cursor_id(cursor), limit=limit + 1, running=running)
    page, more = cut(rows, limit)
    return Page(items=[operation_view(row) for row in page], next_cursor=encode_cursor(page[-1].id) if more else None)


@router.get("/operations/reconcile")
async def get_reconcile_state(session: DbSession, _: Reader) -> ReconcileState:
    """When the durable engine was compared with the database, by workers and on request, and what was found."""
    asked = await repository.operations(session, before=None, limit=SHOWN, kind=RECONCILE)
    looks = await repository.looks(session)
    mended = await repository.mended(session, limit=SHOWN)
    return ReconcileState(
        looks=[ReconcileLook.model_validate(look, from_attributes=True) for look in looks],
        mended=[ReconcileMended(at=entry.at, found=entry.detail) for entry in mended],
        asked=[operation_view(row) for row in asked],
    )


@router.post("/operations/reconcile", status_code=202)
async def reconcile(asked: ReconcileRequest, session: DbSession, actor: Admin, state: State) -> OperationView:
    """Compare the durable engine with the database, and mend where they have drifted apart; workers do so every two
    minutes by themselves. `result` counts what was found; with `dry_run` nothing is mended."""
    row = await reconciling.request(
        session, dry_run=asked.dry_run, reason=asked.reason, actor=actor, new_id=state.new_id
    )
    return operation_view(row)


@router.get("/operations/{operation_id}", responses=errors(OperationNotFound))
async def get_operation(operation_id: UUID, session: DbSession, _: Reader) -> OperationView:
    """Progress and result."""
    return operation_view(await service.get(session, operation_id))


@router.post("/operations/{operation_id}/cancel", responses=errors(OperationNotFound, OperationFinished))
async def cancel_operation(operation_id: UUID, session: DbSession, actor: ContactWriter) -> OperationView:
    """Stop before the next chunk; what is done stays done."""
    return operation_view(await service.cancel(session, actor, operation_id))
