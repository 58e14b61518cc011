"""An import from upload to start: read the file, agree on the columns, try it dry, queue the run."""

import asyncio
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.contacts import import_repository
from backend.contacts.errors import (
    FILE_REFUSALS,
    ColumnUnknown,
    EmailColumnMissing,
    FieldTwice,
    FieldUnknown,
    FileRefused,
    ImportBusy,
    ImportNotFound,
)
from backend.contacts.importing.columns import ATTRIBUTE, FIELDS
from backend.contacts.importing.plan import Plan, make_plan
from backend.contacts.importing.problems import FileProblem
from backend.contacts.importing.sheet import Sheet, read_sheet
from backend.execution.operations import start_operation
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.models import ContactImport, Operation
from backend.organization.domains import CLASSES, CORPORATE, DomainClassifier
from backend.organization.repository import organization

KIND: Final = "contact_import"
SAMPLES: Final = 5
_REFUSAL: Final[dict[str, type[FileRefused]]] = {kind.code: kind for kind in FILE_REFUSALS}


async def upload(session: AsyncSession, actor: Actor, file_name: str, content: bytes, now: datetime) -> ContactImport:
    """Read the file, keep it with a proposed mapping. Raises one of FILE_REFUSALS; then nothing is kept."""
    sheet = await read(content)
    row = ContactImport(
        id=new_id(),
        file_name=file_name[:200],
        content=content,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header=sheet.header,
        records=len(sheet.records),
        sample=_samples(sheet),
        mapping=sheet.proposal,
        status="mapped",
        created_by=actor.id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await audit(session, actor, "import.uploaded", "import", row.id, {"file": row.file_name, "records": row.records})
    return row


async def read(content: bytes) -> Sheet:
    """The file as a sheet, read in a thread. Raises one of FILE_REFUSALS."""
    try:
        return await asyncio.to_thread(read_sheet, content)
    except FileProblem as problem:
        raise _REFUSAL[problem.code](problem.message, **problem.fields) from problem


def _samples(sheet: Sheet) -> list[dict[str, Any]]:
    filled = ((row, record) for row, record in enumerate(sheet.records, start=1) if any(record.cells))
    return [
        {"row": row, "line": record.line, "cells": [cell[:200] for cell in record.cells[: len(sheet.header)]]}
        for (row, record), _ in zip(filled, range(SAMPLES), strict=False)
    ]


async def get(session: AsyncSession, import_id: UUID, *, lock: bool = False, content: bool = False) -> ContactImport:
    """Raises ImportNotFound."""
    row = await import_repository.get(session, import_id, lock=lock, content=content)
    if row is None:
        raise ImportNotFound("there is no such import")
    return row


async def open_import(session: AsyncSession, import_id: UUID, *, content: bool = False) -> ContactImport:
    """An import that has not been started, locked. Raises ImportNotFound or ImportBusy."""
    row = await get(session, import_id, lock=True, content=content)
    if row.status not in ("mapped", "checked"):
        raise ImportBusy("this import was started already; upload the file again", status=row.status)
    return row


async def set_mapping(session: AsyncSession, import_id: UUID, mapping: dict[str, str | None]) -> ContactImport:
    """Columns left out of `mapping` are not imported. The dry run has to be repeated."""
    row = await open_import(session, import_id)
    check_mapping(row.header, mapping)
    row.mapping = {name: mapping.get(name) for name in row.header}
    row.status, row.report = "mapped", {}
    await import_repository.replace_issues(session, row.id, ())
    return row


def check_mapping(header: list[str], mapping: dict[str, str | None]) -> None:
    """Raises ColumnUnknown, FieldUnknown, FieldTwice or EmailColumnMissing."""
    unknown = [column for column in mapping if column not in header]
    if unknown:
        raise ColumnUnknown("the file has no such column", columns=unknown)
    fields = [field for field in mapping.values() if field is not None]
    strange = [field for field in fields if field not in FIELDS and not ATTRIBUTE.fullmatch(field)]
    if strange:
        raise FieldUnknown("contacts have no such field", fields=strange)
    doubled = sorted({field for field in fields if fields.count(field) > 1})
    if doubled:
        raise FieldTwice("two columns go to one field", fields=doubled)
    if "email" not in fields:
        raise EmailColumnMissing("map one column to email")


async def dry_run(session: AsyncSession, import_id: UUID) -> ContactImport:
    """Find out what the run would do; nothing changes but the import's report and issues."""
    row = await open_import(session, import_id, content=True)
    sheet = await read(row.content)
    plan = await asyncio.to_thread(make_plan, sheet, row.mapping)
    row.report = await report(session, sheet, plan)
    row.status = "checked"
    await import_repository.replace_issues(session, row.id, plan.issues)
    return row


async def report(session: AsyncSession, sheet: Sheet, plan: Plan) -> dict[str, Any]:
    """The numbers of `ImportReport`."""
    known = await import_repository.count_known_contacts(session, [contact.email for contact in plan.contacts])
    companies = {contact.company_key for contact in plan.contacts if contact.company_key}
    classifier = DomainClassifier((await organization(session)).domains)
    domains: dict[str, int] = dict.fromkeys((CORPORATE, *CLASSES), 0)
    for contact in plan.contacts:
        domains[classifier.classify(contact.email)] += 1
    return {
        "records": len(sheet.records),
        "new": len(plan.contacts) - known,
        "updated": known,
        "merged": plan.count("merged"),
        "rejected": plan.count("rejected"),
        "by_reason": plan.by_reason(),
        "companies": len(companies),
        "new_companies": len(companies) - await import_repository.count_known_companies(session, companies),
        "without_company": sum(not contact.company_key for contact in plan.contacts),
        "domains": domains,
        "unreadable": {name: plan.unreadable[name] for name in ("consent_on", "employees")},
    }


async def start(session: AsyncSession, actor: Actor, import_id: UUID) -> Operation:
    """Queue the run. Raises ImportBusy when it was started before."""
    row = await open_import(session, import_id)
    params = {"import_id": str(row.id), "file_name": row.file_name}
    operation = await start_operation(session, KIND, params, actor.id)
    row.status, row.operation_id = "queued", operation.id
    await audit(session, actor, "import.started", "import", row.id, {"file": row.file_name})
    return operation
