"""The suppression list in the database. Addresses are kept normalised."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.text import normal_email
from backend.models import Contact, Suppression

Columns = TypeVarTuple("Columns")


async def suppressed(session: AsyncSession, emails: Iterable[str]) -> dict[str, str]:
    """Which of these addresses are stopped, with the reason."""
    query = select(Suppression.email, Suppression.reason).where(Suppression.email.in_(list(emails)))
    return {email: reason for email, reason in await session.execute(query)}


async def add(
    session: AsyncSession,
    email: str,
    reason: str,
    *,
    now: datetime,
    message_id: UUID | None = None,
    note: str = "",
    created_by: UUID | None = None,
) -> bool:
    """Stops an address; False when it was stopped already (the first reason stays)."""
    values = {
        "email": normal_email(email),
        "reason": reason,
        "message_id": message_id,
        "note": note,
        "created_at": now,
        "created_by": created_by,
    }
    statement = insert(Suppression).values(values).on_conflict_do_nothing().returning(Suppression.email)
    return (await session.scalar(statement)) is not None


async def remove(session: AsyncSession, email: str) -> bool:
    """Lifts a stop; False when there was none."""
    statement = delete(Suppression).where(Suppression.email == normal_email(email)).returning(Suppression.email)
    return (await session.scalar(statement)) is not None


async def one(session: AsyncSession, email: str) -> tuple[Suppression, Contact | None] | None:
    """One entry with its contact."""
    query = (
        select(Suppression, Contact)
        .outerjoin(Contact, Contact.email == Suppression.email)
        .where(Suppression.email == normal_email(email))
    )
    return (await session.execute(query)).one_or_none()


def _listed(query: Select[*Columns], search: str) -> Select[*Columns]:
    query = query.outerjoin(Contact, Contact.email == Suppression.email)
    query = query.order_by(Suppression.created_at.desc(), Suppression.email)
    if search:
        query = query.where(Suppression.email.contains(normal_email(search), autoescape=True))
    return query


def listing(search: str) -> Select[*tuple[Any, ...]]:
    """The whole list as flat rows, newest first."""
    name = func.btrim(Contact.last_name + " " + Contact.first_name).label("contact_name")
    columns = (Suppression.email, name, Suppression.reason, Suppression.note, Suppression.created_at)
    return _listed(select(*columns), search)


async def entries(
    session: AsyncSession, *, search: str, before: tuple[datetime, str] | None, limit: int
) -> Sequence[tuple[Suppression, Contact | None]]:
    """Up to `limit` entries, newest first."""
    query = _listed(select(Suppression, Contact), search).limit(limit)
    if before is not None:
        at, email = before
        query = query.where(
            (Suppression.created_at < at) | ((Suppression.created_at == at) & (Suppression.email > email))
        )
    return [(row, contact) for row, contact in await session.execute(query)]
