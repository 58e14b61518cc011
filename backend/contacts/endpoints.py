"""Contacts: list, count, export, write, timeline. The import's endpoints join this router."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.contacts import erasure, repository, service
from backend.contacts.errors import ContactNotFound, EmailTaken, TimezoneUnknown
from backend.contacts.export import COLUMNS
from backend.contacts.history import history
from backend.contacts.import_endpoints import router as import_router
from backend.contacts.repository import ContactFilter
from backend.contacts.schemas import (
    ContactChange,
    ContactCount,
    ContactErase,
    ContactPatch,
    ContactRow,
    ContactView,
    ContactWrite,
    DomainClass,
    Sort,
    Stage,
    TimelineItem,
)
from backend.contacts.timeline import timeline
from backend.contacts.view_endpoints import router as view_router
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, Limit, Page, cursor_time, cut, decode_cursor, encode_cursor
from backend.kit.text import StorableText
from backend.kit.web import Admin, ContactWriter, DbSession, Now, Reader, State, errors
from backend.models import Contact

router = APIRouter(tags=["contacts"])
router.include_router(import_router)
router.include_router(view_router)


def _filter(
    q: Annotated[StorableText, Query(max_length=200)] = "",
    stage: Annotated[list[Stage] | None, Query()] = None,
    tag: Annotated[list[StorableText] | None, Query()] = None,
    domain_class: Annotated[list[DomainClass] | None, Query()] = None,
    company_id: UUID | None = None,
    list_id: UUID | None = None,
) -> ContactFilter:
    return ContactFilter(q, stage or (), tag or (), domain_class or (), company_id, list_id)


Filter = Annotated[ContactFilter, Depends(_filter)]


@router.get("/contacts")
async def list_contacts(
    session: DbSession, _: Reader, wanted: Filter, sort: Sort = "-created_at", cursor: Cursor = None, limit: Limit = 50
) -> Page[ContactRow]:
    """Contacts by a folded search and filters."""
    rows = await repository.contacts(session, wanted, sort=sort, cursor=cursor, limit=limit + 1)
    page, more = cut(rows, limit)
    last = encode_cursor(page[-1][sort.lstrip("-")], page[-1]["id"]) if more else None
    return Page(items=[ContactRow.model_validate(_mapping(row)) for row in page], next_cursor=last)


@router.get("/contacts/count")
async def count_contacts(session: DbSession, _: Reader, wanted: Filter) -> ContactCount:
    """How many contacts the same filters find."""
    return ContactCount(count=await repository.count(session, wanted))


@router.get("/contacts/export", response_class=StreamingResponse, responses=CSV_ANSWER)
async def export_contacts(
    session: DbSession, actor: Reader, state: State, wanted: Filter, encoding: Encoding = "utf-8"
) -> StreamingResponse:
    """The filtered contacts as CSV (UTF-8 with BOM, or CP932); nothing in it runs as a formula."""
    await audit(session, actor, "contacts.exported", "contacts", "export", {"encoding": encoding})
    query = repository.rows_query().where(*wanted.conditions()).order_by(Contact.created_at, Contact.id)
    return csv_response(state.sessions, query, COLUMNS, encoding=encoding, name="contacts")


@router.post(
    "/contacts",
    status_code=201,
    responses={200: {"model": ContactView, "description": "the address was known; changed"}, **errors(TimezoneUnknown)},
)
async def upsert_contact(
    write: ContactWrite, response: Response, session: DbSession, actor: ContactWriter, now: Now
) -> ContactView:
    """Make a contact, or change the one with this address; absent fields stay."""
    contact_id, new = await service.upsert_contact(session, actor, write, now)
    response.status_code = 201 if new else 200
    return await _view(session, contact_id)


@router.get("/contacts/{contact_id}", responses=errors(ContactNotFound))
async def get_contact(contact_id: UUID, session: DbSession, _: Reader) -> ContactView:
    """One contact."""
    return await _view(session, contact_id)


@router.patch("/contacts/{contact_id}", responses=errors(ContactNotFound, EmailTaken, TimezoneUnknown))
async def change_contact(
    contact_id: UUID, patch: ContactPatch, session: DbSession, actor: ContactWriter, now: Now
) -> ContactView:
    """Change a contact; absent fields stay."""
    await service.change_contact(session, actor, contact_id, patch, now)
    return await _view(session, contact_id)


@router.delete("/contacts/{contact_id}", status_code=204, responses=errors(ContactNotFound))
async def delete_contact(contact_id: UUID, session: DbSession, actor: ContactWriter, now: Now) -> None:
    """Hide a contact; nothing more is sent to it."""
    await service.delete_contact(session, actor, contact_id, now)


@router.post("/contacts/{contact_id}/erase", status_code=204, responses=errors(ContactNotFound))
async def erase_contact(contact_id: UUID, erase: ContactErase, session: DbSession, actor: Admin, now: Now) -> None:
    """Remove everything personal for good; statistics stay. It cannot be undone."""
    await erasure.erase_contact(session, actor, contact_id, erase.reason, suppress=erase.suppress, now=now)


@router.get("/contacts/{contact_id}/timeline", responses=errors(ContactNotFound))
async def get_contact_timeline(
    contact_id: UUID, session: DbSession, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[TimelineItem]:
    """What happened to a contact, newest first, each with its cause."""
    await _view(session, contact_id)
    page, more = cut(await timeline(session, contact_id, before=_before(cursor), limit=limit + 1), limit)
    items = [TimelineItem.model_validate(dict(row)) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1]["at"], page[-1]["id"]) if more else None)


@router.get("/contacts/{contact_id}/history", responses=errors(ContactNotFound))
async def get_contact_history(
    contact_id: UUID,
    session: DbSession,
    _: Reader,
    field: Annotated[StorableText | None, Query(max_length=200)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ContactChange]:
    """Each change of a field, newest first: from what to what, and who or which step did it."""
    await _view(session, contact_id)
    rows = await history(session, contact_id, field=field, before=_before(cursor), limit=limit + 1)
    page, more = cut(rows, limit)
    items = [ContactChange.model_validate(dict(row)) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1]["at"], page[-1]["id"]) if more else None)


def _before(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    at, last = decode_cursor(cursor, 2)
    return cursor_time(at), str(last)


async def _view(session: AsyncSession, contact_id: UUID) -> ContactView:
    row = await repository.contact(session, contact_id)
    if row is None:
        raise ContactNotFound("there is no such contact")
    lists = await repository.lists_of(session, contact_id)
    owner = row["owner_id"] and {"id": row["owner_id"], "name": row["owner_name"]}
    return ContactView.model_validate({**_mapping(row), "owner": owner, "lists": lists})


def _mapping(row: RowMapping) -> dict[str, Any]:
    values = dict(row)
    values["company"] = None
    if row["company_id"] is not None:
        facts = ("name", "industry", "employees", "prefecture", "stage")
        values["company"] = {"id": row["company_id"], **{name: row[f"company_{name}"] for name in facts}}
    return values
