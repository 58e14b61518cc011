"""Reading companies, finding or making them by folded name, and their stage."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, Text, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.ids import new_id
from backend.kit.text import company_key, fold, grams, trim
from backend.models import Company, Contact


def _with_contacts() -> Select[*tuple[Any, ...]]:
    contacts = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.company_id == Company.id, Contact.deleted_at.is_(None))
        .scalar_subquery()
    )
    return select(*Company.__table__.columns, contacts.label("contacts"))


def listing(q: str) -> Select[*tuple[Any, ...]]:
    """Companies by folded name; `q` is folded too, hiragana and katakana alike."""
    query = _with_contacts().order_by(Company.key)
    word = fold(q)
    if not word:
        return query
    folded = func.fold_kana(Company.key)
    held = func.search_grams(folded).op("@>", is_comparison=True)(literal(grams(word), ARRAY(Text())))
    return query.where(held, folded.contains(word, autoescape=True))


async def companies(session: AsyncSession, *, q: str, after: str | None, limit: int) -> Sequence[RowMapping]:
    """Up to `limit` companies of the listing, those after the key `after`."""
    query = listing(q).limit(limit)
    if after is not None:
        query = query.where(Company.key > after)
    return (await session.execute(query)).mappings().all()


async def company(session: AsyncSession, company_id: UUID) -> RowMapping | None:
    """One company."""
    return (await session.execute(_with_contacts().where(Company.id == company_id))).mappings().one_or_none()


async def find_or_create(session: AsyncSession, name: str) -> Company | None:
    """The company of this name in any spelling; made when new. None for a name that folds to nothing."""
    key = company_key(name)
    if not key:
        return None
    made = insert(Company).values(id=new_id(), key=key, name=trim(name)).on_conflict_do_nothing(index_elements=["key"])
    await session.execute(made)
    return (await session.scalars(select(Company).where(Company.key == key))).one()
