"""Reading accounts, sessions and tokens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Account, ApiToken
from backend.models.session import Session


async def account_by_email(session: AsyncSession, email: str) -> Account | None:
    """The account with this normalised address."""
    return await session.scalar(select(Account).where(Account.email == email))


async def accounts(session: AsyncSession) -> Sequence[Account]:
    """All accounts, the disabled ones last."""
    return (await session.scalars(select(Account).order_by(Account.disabled_at.is_not(None), Account.id))).all()


async def active_admins(session: AsyncSession) -> Sequence[Account]:
    """Admins who can sign in, locked: two admins cannot remove each other at once."""
    query = select(Account).where(Account.role == "admin", Account.disabled_at.is_(None)).order_by(Account.id)
    return (await session.scalars(query.with_for_update())).all()


async def count(session: AsyncSession) -> int:
    """How many accounts there are."""
    return await session.scalar(select(func.count()).select_from(Account)) or 0


async def session_account(session: AsyncSession, token_hash: bytes, now: datetime) -> tuple[Session, Account] | None:
    """A browser session that has not expired, with its account if that is not disabled."""
    query = (
        select(Session, Account)
        .join(Account, Account.id == Session.account_id)
        .where(Session.token_hash == token_hash, Session.expires_at > now, Account.disabled_at.is_(None))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def token_account(session: AsyncSession, token_hash: bytes) -> tuple[ApiToken, Account] | None:
    """A token that is not revoked, with its account if that is not disabled."""
    query = (
        select(ApiToken, Account)
        .join(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None), Account.disabled_at.is_(None))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def tokens(session: AsyncSession, account_id: UUID | None) -> Sequence[tuple[ApiToken, str]]:
    """Tokens of one account, or of all, newest first, with the account's address."""
    query = select(ApiToken, Account.email).join(Account, Account.id == ApiToken.account_id)
    if account_id is not None:
        query = query.where(ApiToken.account_id == account_id)
    rows = await session.execute(query.order_by(ApiToken.id.desc()))
    return [(row[0], row[1]) for row in rows]


async def end_sessions(session: AsyncSession, account_id: UUID, keep: bytes | None = None) -> None:
    """Sign an account out everywhere, except in the session `keep`."""
    query = delete(Session).where(Session.account_id == account_id)
    if keep is not None:
        query = query.where(Session.token_hash != keep)
    await session.execute(query)


async def end_session(session: AsyncSession, token_hash: bytes) -> None:
    """Sign one browser out."""
    await session.execute(delete(Session).where(Session.token_hash == token_hash))


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    """Remove sessions that are over."""
    await session.execute(delete(Session).where(Session.expires_at <= now))
