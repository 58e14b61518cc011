"""Companies: list, export and show."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from backend.audit.service import audit
from backend.companies import repository
from backend.companies.errors import CompanyNotFound
from backend.companies.schemas import CompanyView
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, Limit, Page, cut, decode_cursor, encode_cursor
from backend.kit.text import StorableText
from backend.kit.web import DbSession, Reader, State, errors

router = APIRouter(tags=["companies"])

EXPORTED: Final = {
    "会社名": "name",
    "業種": "industry",
    "従業員数": "employees",
    "都道府県": "prefecture",
    "ステージ": "stage",
    "コンタクト数": "contacts",
    "メモ": "note",
}
"""Header and field of the file."""


@router.get("/companies")
async def list_companies(
    session: DbSession,
    _: Reader,
    q: Annotated[StorableText, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CompanyView]:
    """Companies by name; ㈱, (株) and 株式会社 do not matter to the search."""
    after = str(decode_cursor(cursor, 1)[0]) if cursor else None
    page, more = cut(await repository.companies(session, q=q, after=after, limit=limit + 1), limit)
    items = [CompanyView.model_validate(dict(row)) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1]["key"]) if more else None)


@router.get("/companies/export", response_class=StreamingResponse, responses=CSV_ANSWER)
async def export_companies(
    session: DbSession,
    actor: Reader,
    state: State,
    q: Annotated[StorableText, Query(max_length=200)] = "",
    encoding: Encoding = "utf-8",
) -> StreamingResponse:
    """The same list as CSV."""
    await audit(session, actor, "companies.exported", "companies", "export", {"encoding": encoding})
    return csv_response(state.sessions, repository.listing(q), EXPORTED, encoding=encoding, name="companies")


@router.get("/companies/{company_id}", responses=errors(CompanyNotFound))
async def get_company(company_id: UUID, session: DbSession, _: Reader) -> CompanyView:
    """One company."""
    row = await repository.company(session, company_id)
    if row is None:
        raise CompanyNotFound("there is no such company")
    return CompanyView.model_validate(dict(row))
