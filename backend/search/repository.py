"""Finding by name. Contacts and companies go through their indexes; journeys and templates are read, being hundreds.

An index gives candidates, a bounded number of them, and only those are put in order: a word that a hundred thousand
contacts hold costs no more than one that three do.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, func, literal, null, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from backend.contacts.search import matches, words
from backend.kit.text import grams
from backend.models import Company, Contact, Journey, Template

CANDIDATES: Final = 200
"""Contacts and companies looked at closely; who has more has to type another letter."""


async def search(session: AsyncSession, query: str, limit: int) -> list[RowMapping]:
    """Up to `limit` hits of each kind, the closest first; nothing for a query without a searchable character."""
    typed = words(query)
    if not typed:
        return []
    # A plan made for no word in particular would walk the table for the rare ones.
    await session.execute(text("set local plan_cache_mode = force_custom_plan"))
    found: list[RowMapping] = []
    for hits in (_contacts(query, typed), _companies(typed), _journeys(typed), _templates(typed)):
        found.extend((await session.execute(hits.limit(limit))).mappings())
    return found


def _contacts(query: str, typed: Sequence[str]) -> Select[*tuple[Any, ...]]:
    some = (
        select(Contact)
        .where(Contact.deleted_at.is_(None), matches(query))
        .limit(CANDIDATES)
        .cte("some")
        .prefix_with("materialized", dialect="postgresql")
    )
    name = func.btrim(some.c.last_name + " " + some.c.first_name)
    # The folded name stands first in the key, so a name that begins with the word is a key that does.
    place = case((some.c.email == query.strip().lower(), 0), (_begins(some.c.search_key, typed), 1), else_=2)
    return (
        select(
            literal("contact").label("kind"),
            some.c.id,
            func.coalesce(func.nullif(name, ""), some.c.email).label("title"),
            func.concat_ws(" · ", Company.name, some.c.email).label("detail"),
            some.c.stage.label("state"),
        )
        .outerjoin(Company, Company.id == some.c.company_id)
        .order_by(place, some.c.updated_at.desc(), some.c.id)
    )


def _companies(typed: Sequence[str]) -> Select[*tuple[Any, ...]]:
    folded = func.fold_kana(Company.key)
    held = func.search_grams(folded)
    conditions = [
        and_(
            held.op("@>", is_comparison=True)(literal(grams(word), ARRAY(Text()))),
            folded.contains(word, autoescape=True),
        )
        for word in typed
    ]
    some = select(Company).where(*conditions).limit(CANDIDATES).cte("some")
    some = some.prefix_with("materialized", dialect="postgresql")
    return select(
        literal("company").label("kind"),
        some.c.id,
        some.c.name.label("title"),
        func.concat_ws(" · ", func.nullif(some.c.industry, ""), func.nullif(some.c.prefecture, "")).label("detail"),
        some.c.stage.label("state"),
    ).order_by(case((_begins(func.fold_kana(some.c.key), typed), 0), else_=1), func.length(some.c.name), some.c.key)


def _journeys(typed: Sequence[str]) -> Select[*tuple[Any, ...]]:
    folded = func.fold_name(Journey.name)
    return (
        select(
            literal("journey").label("kind"),
            Journey.id,
            Journey.name.label("title"),
            Journey.kind.label("detail"),
            Journey.status.label("state"),
        )
        .where(Journey.archived_at.is_(None), *_all_in(folded, typed))
        .order_by(case((_begins(folded, typed), 0), else_=1), Journey.updated_at.desc(), Journey.id)
    )


def _templates(typed: Sequence[str]) -> Select[*tuple[Any, ...]]:
    folded, key = func.fold_name(Template.name), func.fold_name(Template.key)
    conditions = [or_(folded.contains(word, autoescape=True), key.contains(word, autoescape=True)) for word in typed]
    return (
        select(
            literal("template").label("kind"),
            Template.id,
            Template.name.label("title"),
            Template.key.label("detail"),
            null().label("state"),
        )
        .where(Template.archived_at.is_(None), *conditions)
        .order_by(case((_begins(folded, typed), 0), else_=1), Template.updated_at.desc(), Template.id)
    )


def _all_in(folded: ColumnElement[str], typed: Sequence[str]) -> list[ColumnElement[bool]]:
    return [folded.contains(word, autoescape=True) for word in typed]


def _begins(folded: ColumnElement[str], typed: Sequence[str]) -> ColumnElement[bool]:
    return folded.startswith(typed[0], autoescape=True)
