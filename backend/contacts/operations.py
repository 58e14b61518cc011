"""The run of an import: batches of contacts, each committed together with its progress."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.contacts import import_repository
from backend.contacts.import_service import KIND
from backend.contacts.import_writing import Batch, company_facts, write_batch
from backend.contacts.importing.plan import Plan, make_plan
from backend.contacts.importing.problems import FileProblem
from backend.contacts.importing.sheet import read_sheet
from backend.execution.operations import OperationDeps, operation
from backend.kit.db import transaction
from backend.kit.state import Actor
from backend.models import Account, ContactImport, Operation
from backend.organization.domains import DomainClassifier
from backend.organization.repository import organization
from workflows.contracts import OperationTick

log = logging.getLogger(__name__)

BATCH: Final = 500
BUDGET: Final = timedelta(seconds=20)
"""How long one activity works before it asks to be called again."""


@operation(KIND)
async def run_import(deps: OperationDeps, operation_id: UUID, heartbeat: Callable[[], None]) -> OperationTick:
    """Carry an import on from its cursor; a crash repeats at most one batch, which is an upsert and changes nothing."""
    deadline = deps.clock() + BUDGET
    loaded = await _load(deps, operation_id)
    if loaded is None:
        return OperationTick(finished=True)
    plan, batch = loaded
    while True:
        heartbeat()
        async with transaction(deps.sessions) as session:
            if not await _next_batch(session, operation_id, plan, batch):
                return OperationTick(finished=True)
        if deps.clock() >= deadline:
            return OperationTick(finished=False)


async def _load(deps: OperationDeps, operation_id: UUID) -> tuple[Plan, Batch] | None:
    """The plan, made anew from the kept file; None when there is nothing (more) to do."""
    async with transaction(deps.sessions) as session:
        row = await session.get(Operation, operation_id)
        if row is None or row.status not in ("queued", "running"):
            return None
        import_id = UUID(str(row.params["import_id"]))
        found = await import_repository.get(session, import_id, content=True)
        if found is None:
            _end(row, None, "failed", deps, "import_not_found")
            return None
        domains = (await organization(session)).domains
        account = await session.get(Account, row.created_by) if row.created_by else None
        try:
            plan = await asyncio.to_thread(lambda: make_plan(read_sheet(found.content), found.mapping))
        except FileProblem as problem:
            log.error("import %s became unreadable: %s", import_id, problem.message)
            _end(row, found, "failed", deps, problem.code)
            return None
    batch = Batch(
        import_id=import_id,
        actor_id=account.id if account else None,
        actor_name=account.name if account else "tabiji",
        file_name=found.file_name,
        classifier=DomainClassifier(domains),
        facts=company_facts(plan.contacts),
        deps=deps,
    )
    return plan, batch


async def _next_batch(session: AsyncSession, operation_id: UUID, plan: Plan, batch: Batch) -> bool:
    """One batch with its progress, in one transaction. False when the import is over."""
    row = (await session.scalars(select(Operation).where(Operation.id == operation_id).with_for_update())).one()
    found = await session.get_one(ContactImport, batch.import_id)
    if row.status not in ("queued", "running"):
        return False
    if row.cancel_requested:
        await _finish(session, row, found, "cancelled", batch)
        return False
    start = int(row.cursor.get("next", 0))
    if start == 0:
        await _begin(session, row, found, plan)
    contacts = plan.contacts[start : start + BATCH]
    if contacts:
        new, updated = await write_batch(session, contacts, batch)
        row.result = {**row.result, "new": row.result["new"] + new, "updated": row.result["updated"] + updated}
    row.done = start + len(contacts)
    row.cursor = {"next": row.done}
    if row.done < len(plan.contacts):
        return True
    await _finish(session, row, found, "done", batch)
    return False


async def _begin(session: AsyncSession, row: Operation, found: ContactImport, plan: Plan) -> None:
    row.status = found.status = "running"
    row.total = len(plan.contacts)
    row.result = {
        "import_id": str(found.id),
        "records": found.records,
        "new": 0,
        "updated": 0,
        "merged": plan.count("merged"),
        "rejected": plan.count("rejected"),
        "by_reason": plan.by_reason(),
    }
    await import_repository.replace_issues(session, found.id, plan.issues)


async def _finish(
    session: AsyncSession, row: Operation, found: ContactImport, status: Literal["done", "cancelled"], batch: Batch
) -> None:
    _end(row, found, status, batch.deps)
    if found.report and status == "done":
        found.report = {**found.report, "new": row.result["new"], "updated": row.result["updated"]}
    found.content = b""  # the rows are contacts now; the file itself is not kept
    actor = Actor(id=batch.actor_id, name=batch.actor_name, role="system")
    result = row.result
    detail: Detail = {"file": found.file_name, "done": row.done, "records": result["records"], "new": result["new"]}
    detail |= {"updated": result["updated"], "merged": result["merged"]}
    detail |= {"rejected": result["rejected"], "by_reason": result["by_reason"]}
    await audit(session, actor, "import.done" if status == "done" else "import.cancelled", "import", found.id, detail)


def _end(
    row: Operation, found: ContactImport | None, status: str, deps: OperationDeps, error: str | None = None
) -> None:
    now = deps.clock()
    row.status, row.error, row.finished_at = status, error, now
    if found is not None:
        found.status, found.finished_at = status, now
