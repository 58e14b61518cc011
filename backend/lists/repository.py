"""Lists in the database."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.lists.errors import ListNotFound
from backend.models import Contact, ContactList, ListMember


async def all_lists(session: AsyncSession) -> Sequence[tuple[ContactList, int]]:
    """Every list by name, with its size."""
    size = select(func.count()).select_from(ListMember).where(ListMember.list_id == ContactList.id).scalar_subquery()
    rows = await session.execute(select(ContactList, size).order_by(ContactList.name))
    return [(row[0], row[1]) for row in rows]


async def get_list(session: AsyncSession, list_id: UUID) -> ContactList:
    """One list. Raises ListNotFound."""
    found = await session.get(ContactList, list_id)
    if found is None:
        raise ListNotFound("there is no such list", id=str(list_id))
    return found


async def named(session: AsyncSession, name: str) -> ContactList | None:
    """The list of this name."""
    return await session.scalar(select(ContactList).where(ContactList.name == name))


async def size(session: AsyncSession, list_id: UUID) -> int:
    """How many stand on it."""
    return await session.scalar(select(func.count()).where(ListMember.list_id == list_id)) or 0


async def put_on(session: AsyncSession, list_id: UUID, contacts: Sequence[UUID], now: datetime) -> int:
    """How many came on it that were not there."""
    chosen = (
        select(Contact.id, literal(list_id, Uuid), literal(now))
        .where(Contact.id == any_(literal(sorted(set(contacts)), ARRAY(Uuid))), Contact.deleted_at.is_(None))
        .order_by(Contact.id)
    )
    statement = insert(ListMember).from_select(["contact_id", "list_id", "added_at"], chosen)
    done = await session.scalars(statement.on_conflict_do_nothing().returning(ListMember.contact_id))
    return len(done.all())


async def take_off(session: AsyncSession, list_id: UUID, contacts: Sequence[UUID]) -> int:
    """How many were on it."""
    chosen = ListMember.contact_id == any_(literal(sorted(set(contacts)), ARRAY(Uuid)))
    statement = delete(ListMember).where(ListMember.list_id == list_id, chosen).returning(ListMember.contact_id)
    return len((await session.scalars(statement)).all())


async def members(
    session: AsyncSession, list_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[tuple[Contact, datetime]]:
    """Who stands on it, in order of their ids."""
    query = (
        select(Contact, ListMember.added_at)
        .join(ListMember, ListMember.contact_id == Contact.id)
        .where(ListMember.list_id == list_id, Contact.deleted_at.is_(None))
        .order_by(Contact.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(Contact.id > after)
    return [(row[0], row[1]) for row in await session.execute(query)]
