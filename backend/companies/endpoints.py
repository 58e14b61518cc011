"""Companies: list and show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.companies import repository
from backend.companies.errors import CompanyNotFound
from backend.companies.schemas import CompanyView
from backend.kit.pagination import Cursor, Limit, Page, cut, decode_cursor, encode_cursor
from backend.kit.web import DbSession, Reader, errors

router = APIRouter(tags=["companies"])


@router.get("/companies")
async def list_companies(
    session: DbSession,
    _: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CompanyView]:
    """Companies by name; ㈱, (株) and 株式会社 do not matter to the search."""
    after = str(decode_cursor(cursor, 1)[0]) if cursor else None
    page, more = cut(await repository.companies(session, q=q, after=after, limit=limit + 1), limit)
    items = [CompanyView.model_validate(dict(row)) for row in page]
    return Page(items=items, next_cursor=encode_cursor(page[-1]["key"]) if more else None)


@router.get("/companies/{company_id}", responses=errors(CompanyNotFound))
async def get_company(company_id: UUID, session: DbSession, _: Reader) -> CompanyView:
    """One company."""
    row = await repository.company(session, company_id)
    if row is None:
        raise CompanyNotFound("there is no such company")
    return CompanyView.model_validate(dict(row))
