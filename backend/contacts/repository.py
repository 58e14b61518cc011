"""Reading contacts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contacts.search import matches
from backend.kit.pagination import CursorInvalid, cursor_time, decode_cursor
from backend.models import Account, Company, Contact, ContactList, ListMember, Suppression

SORTS: Final[dict[str, tuple[Any, bool]]] = {
    "-created_at": (Contact.created_at, True),
    "created_at": (Contact.created_at, False),
    "-updated_at": (Contact.updated_at, True),
    "email": (Contact.email, False),
    "-score": (Contact.score, True),
}
"""Column and whether it descends; the id breaks ties in the same direction."""


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What a list, a count and an export show. Empty means everything."""

    q: str = ""
    stage: Sequence[str] = field(default_factory=tuple)
    tag: Sequence[str] = field(default_factory=tuple)
    domain_class: Sequence[str] = field(default_factory=tuple)
    company_id: UUID | None = None
    list_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """SQL conditions on `Contact`, deleted ones left out."""
        found: list[ColumnElement[bool]] = [Contact.deleted_at.is_(None), matches(self.q)]
        if self.stage:
            found.append(Contact.stage.in_(self.stage))
        if self.tag:
            found.append(Contact.tags.contains(list(self.tag)))
        if self.domain_class:
            found.append(Contact.domain_class.in_(self.domain_class))
        if self.company_id is not None:
            found.append(Contact.company_id == self.company_id)
        if self.list_id is not None:
            on_it = select(ListMember.contact_id).where(ListMember.list_id == self.list_id)
            found.append(Contact.id.in_(on_it))
        return found


def rows_query() -> Select[Any]:
    """Contacts with company and suppression, one flat mapping a row."""
    return (
        select(
            *Contact.__table__.columns,
            Company.name.label("company_name"),
            Company.industry.label("company_industry"),
            Company.employees.label("company_employees"),
            Company.prefecture.label("company_prefecture"),
            Company.stage.label("company_stage"),
            Suppression.reason.label("suppressed"),
            Account.name.label("owner_name"),
        )
        .outerjoin(Company, Company.id == Contact.company_id)
        .outerjoin(Suppression, Suppression.email == Contact.email)
        .outerjoin(Account, Account.id == Contact.owner_id)
    )


async def contacts(
    session: AsyncSession, wanted: ContactFilter, *, sort: str, cursor: str | None, limit: int
) -> Sequence[RowMapping]:
    """Up to `limit` contacts after the cursor."""
    column, descends = SORTS[sort]
    query = rows_query().where(*wanted.conditions())
    if cursor is not None:
        query = query.where(_after(column, descends, cursor))
    order = (column.desc(), Contact.id.desc()) if descends else (column.asc(), Contact.id.asc())
    return (await session.execute(query.order_by(*order).limit(limit))).mappings().all()


def _after(column: Any, descends: bool, cursor: str) -> ColumnElement[bool]:
    value, last_id = decode_cursor(cursor, 2)
    try:
        last = UUID(str(last_id))
        value = cursor_time(value) if column.key.endswith("_at") else column.type.python_type(value)
    except (ValueError, TypeError) as error:
        raise CursorInvalid("this cursor belongs to another sort order; start without a cursor") from error
    if descends:
        return or_(column < value, and_(column == value, Contact.id < last))
    return or_(column > value, and_(column == value, Contact.id > last))


async def count(session: AsyncSession, wanted: ContactFilter) -> int:
    """How many contacts there are."""
    query = select(func.count()).select_from(Contact).where(*wanted.conditions())
    return await session.scalar(query) or 0


async def contact(session: AsyncSession, contact_id: UUID) -> RowMapping | None:
    """One contact that is not deleted."""
    query = rows_query().where(Contact.id == contact_id, Contact.deleted_at.is_(None))
    return (await session.execute(query)).mappings().one_or_none()


async def lists_of(session: AsyncSession, contact_id: UUID) -> Sequence[RowMapping]:
    """The lists a contact stands on, by name."""
    query = (
        select(ContactList.id, ContactList.name)
        .join(ListMember, ListMember.list_id == ContactList.id)
        .where(ListMember.contact_id == contact_id)
        .order_by(ContactList.name)
    )
    return (await session.execute(query)).mappings().all()
