"""Reading companies, finding or making them by folded name, and their stage."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.ids import new_id
from backend.kit.text import company_key, trim
from backend.models import Company, Contact

STAGE_ORDER: Final = ("lead", "mql", "sql", "opportunity", "customer")
"""Stages that advance; a company stands at the most advanced one of its contacts."""

_REFRESH = text(
    """
    update company c set stage = given.stage, updated_at = now()
    from (
        select k.company_id as id,
               (array['lead', 'mql', 'sql', 'opportunity', 'customer'])[coalesce(max(array_position(
                   array['lead', 'mql', 'sql', 'opportunity', 'customer'], k.stage)), 1)] as stage
        from contact k where k.company_id = any(:ids) and k.deleted_at is null group by k.company_id
    ) given
    where c.id = given.id and c.stage <> given.stage
    """
).bindparams(bindparam("ids", type_=ARRAY(PgUUID(as_uuid=True))))


def _with_contacts() -> Select[Any]:
    contacts = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.company_id == Company.id, Contact.deleted_at.is_(None))
        .scalar_subquery()
    )
    return select(*Company.__table__.columns, contacts.label("contacts"))


async def companies(session: AsyncSession, *, q: str, after: str | None, limit: int) -> Sequence[RowMapping]:
    """Up to `limit` companies by folded name, those after the key `after`; `q` is folded too."""
    query = _with_contacts().order_by(Company.key).limit(limit)
    key = company_key(q)
    if key:
        query = query.where(Company.key.contains(key, autoescape=True))
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


async def refresh_stages(session: AsyncSession, company_ids: Collection[UUID]) -> None:
    """Set companies to the most advanced stage of their contacts; call after changing contacts' stages."""
    if company_ids:
        await session.execute(_REFRESH, {"ids": list(company_ids)})
