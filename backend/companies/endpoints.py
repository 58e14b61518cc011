"""Companies: list, export, show with what goes on, change."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.companies import activity, repository, service
from backend.companies.errors import CompanyNotFound
from backend.companies.schemas import CompanyActivity, CompanyJourney, CompanyPatch, CompanyReaction, CompanyView
from backend.kit.csv_export import CSV_ANSWER, Encoding, csv_response
from backend.kit.pagination import Cursor, Limit, Page, cut, decode_cursor, encode_cursor
from backend.kit.text import StorableText
from backend.kit.web import ContactWriter, DbSession, Now, Reader, State, errors

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
    return await _view(session, company_id)


@router.patch("/companies/{company_id}", responses=errors(CompanyNotFound))
async def change_company(
    company_id: UUID, patch: CompanyPatch, session: DbSession, actor: ContactWriter, now: Now
) -> CompanyView:
    """Change a company; absent fields stay."""
    await service.change_company(session, actor, company_id, patch, now)
    return await _view(session, company_id)


@router.get("/companies/{company_id}/activity", responses=errors(CompanyNotFound))
async def get_company_activity(company_id: UUID, session: DbSession, _: Reader) -> CompanyActivity:
    """Journeys of the company's people and their last reactions."""
    await _view(session, company_id)
    return CompanyActivity(
        journeys=[CompanyJourney.model_validate(dict(row)) for row in await activity.journeys(session, company_id)],
        reactions=[CompanyReaction.model_validate(dict(row)) for row in await activity.reactions(session, company_id)],
    )


async def _view(session: AsyncSession, company_id: UUID) -> CompanyView:
    row = await repository.company(session, company_id)
    if row is None:
        raise CompanyNotFound("there is no such company")
    return CompanyView.model_validate(dict(row))
