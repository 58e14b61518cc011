"""GET /search: the box at the top of every page."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend.kit.text import StorableText
from backend.kit.web import DbSession, Reader
from backend.search import repository
from backend.search.schemas import SearchHit, SearchResults

router = APIRouter(tags=["search"])


@router.get("/search")
async def search(
    session: DbSession,
    _: Reader,
    q: Annotated[StorableText, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=20, description="hits of each kind")] = 5,
) -> SearchResults:
    """Contacts, companies, journeys and templates by a folded part of their names, the closest first."""
    found = await repository.search(session, q, limit)
    return SearchResults(items=[SearchHit.model_validate(dict(row)) for row in found])
