"""The import's endpoints: upload, mapping, dry run, start, issues."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, UploadFile

from backend.contacts import import_repository, import_service
from backend.contacts.errors import (
    FILE_REFUSALS,
    ColumnUnknown,
    EmailColumnMissing,
    FieldTwice,
    FieldUnknown,
    ImportBusy,
    ImportNotFound,
)
from backend.contacts.import_schemas import Import, ImportIssueRow, ImportRow, MappingPut
from backend.contacts.importing.columns import FIELDS
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id, cut, decode_cursor, encode_cursor
from backend.kit.web import ContactWriter, DbSession, Now, Reader, errors
from backend.models import ContactImport
from backend.operations.schemas import OperationView, operation_view

router = APIRouter()


@router.post("/contacts/import", status_code=201, responses=errors(*FILE_REFUSALS))
async def upload_import(file: UploadFile, session: DbSession, actor: ContactWriter, now: Now) -> Import:
    """Upload a contact list (CSV in UTF-8 or CP932, up to 50 MB); answers with a proposed mapping of its columns."""
    content = await file.read()
    return _view(await import_service.upload(session, actor, file.filename or "contacts.csv", content, now))


@router.get("/contacts/imports")
async def list_imports(session: DbSession, _: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[ImportRow]:
    """Imports, newest first."""
    rows = await import_repository.imports(session, before=cursor_id(cursor), limit=limit + 1)
    page, more = cut(rows, limit)
    items = [ImportRow.model_validate(_values(row)) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1].id) if more else None)


@router.get("/contacts/import/{import_id}", responses=errors(ImportNotFound))
async def get_import(import_id: UUID, session: DbSession, _: Reader) -> Import:
    """One import."""
    return _view(await import_service.get(session, import_id))


@router.put(
    "/contacts/import/{import_id}/mapping",
    responses=errors(ImportNotFound, ImportBusy, ColumnUnknown, FieldUnknown, FieldTwice, EmailColumnMissing),
)
async def put_import_mapping(import_id: UUID, put: MappingPut, session: DbSession, _: ContactWriter) -> Import:
    """Say which column is which field; columns left out are not imported."""
    return _view(await import_service.set_mapping(session, import_id, put.mapping))


@router.post("/contacts/import/{import_id}/dry-run", responses=errors(ImportNotFound, ImportBusy))
async def dry_run_import(import_id: UUID, session: DbSession, _: ContactWriter) -> Import:
    """What the run would do: new, updated, merged and rejected records; the last two are listed as issues."""
    return _view(await import_service.dry_run(session, import_id))


@router.post("/contacts/import/{import_id}/start", status_code=202, responses=errors(ImportNotFound, ImportBusy))
async def start_import(import_id: UUID, session: DbSession, actor: ContactWriter) -> OperationView:
    """Run the import as an operation with progress."""
    return operation_view(await import_service.start(session, actor, import_id))


@router.get("/contacts/import/{import_id}/issues", responses=errors(ImportNotFound))
async def list_import_issues(
    import_id: UUID,
    session: DbSession,
    _: Reader,
    kind: Literal["rejected", "merged"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ImportIssueRow]:
    """Records that were rejected or merged, in the order of the file."""
    await import_service.get(session, import_id)
    rows = await import_repository.issues(session, import_id, kind=kind, after=_row(cursor), limit=limit + 1)
    page, more = cut(rows, limit)
    items = [ImportIssueRow.model_validate(row, from_attributes=True) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1].row) if more else None)


def _row(cursor: str | None) -> int:
    if cursor is None:
        return 0
    value = decode_cursor(cursor, 1)[0]
    if not isinstance(value, int) or abs(value) > 2**31 - 1:
        raise CursorInvalid("this cursor is not one of this list; start without a cursor")
    return value


def _values(row: ContactImport) -> dict[str, object]:
    names = ("id", "file_name", "encoding", "delimiter", "header", "records", "mapping", "status", "created_at")
    values: dict[str, object] = {name: getattr(row, name) for name in (*names, "finished_at")}
    operation = str(row.operation_id) if row.operation_id else None
    return {**values, "report": row.report or None, "operation_id": operation}


def _view(row: ContactImport) -> Import:
    return Import.model_validate({**_values(row), "sample_rows": row.sample, "fields": list(FIELDS)})
