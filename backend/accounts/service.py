"""Accounts, sessions and API tokens: signing in, making, changing; every change is audited."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import repository
from backend.accounts.errors import AccountNotFound, EmailTaken, LastAdmin, LoginFailed, RoleTooHigh, TokenNotFound
from backend.accounts.passwords import check_rules, hash_password, verify_password
from backend.accounts.rate_limit import LoginBrake
from backend.accounts.schemas import AccountNew, AccountPatch, TokenNew
from backend.accounts.tokens import api_secret, digest, session_secret
from backend.audit.service import audit, set_what_differs
from backend.audit.vocabulary import Change, Detail
from backend.kit.clock import utc_now
from backend.kit.errors import Forbidden
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM, Actor
from backend.kit.text import normal_email
from backend.kit.web import ROLES
from backend.models import Account, ApiToken
from backend.models.session import Session
from backend.tasks.service import release_tasks

SESSION_LENGTH: Final = timedelta(days=14)
FIRST_ADMIN: Final = "admin@tabiji.example"


async def sign_in(
    session: AsyncSession, brake: LoginBrake, email: str, password: str, ip: str, now: datetime
) -> tuple[Account, Session, str]:
    """A new browser session: account, row, and the cookie's secret. Raises LoginFailed or TooManyAttempts."""
    address = normal_email(email)
    attempt = await brake.attempt(address, ip, now)
    account = await repository.account_by_email(session, address)
    fits = await verify_password(account.password_hash if account else None, password)
    if account is None or not fits or account.disabled_at is not None:
        raise LoginFailed("this address and password do not belong together")
    await brake.succeeded(attempt)
    secret = session_secret()
    row = Session(
        token_hash=digest(secret),
        account_id=account.id,
        csrf_token=session_secret(),
        created_at=now,
        expires_at=now + SESSION_LENGTH,
    )
    session.add(row)
    await repository.forget_expired(session, now)
    await audit(session, _as_actor(account), "account.signed_in", "account", account.id, {"ip": ip})
    return account, row, secret


async def create_account(session: AsyncSession, actor: Actor, new: AccountNew) -> Account:
    """Raises EmailTaken or PasswordRefused."""
    check_rules(new.password, new.email)
    if await repository.account_by_email(session, new.email):
        raise EmailTaken("an account with this address exists already", email=new.email)
    account = Account(
        id=new_id(), email=new.email, name=new.name, role=new.role, password_hash=await hash_password(new.password)
    )
    session.add(account)
    await session.flush()
    await session.refresh(account)
    await audit(session, actor, "account.created", "account", account.id, {"email": new.email, "role": new.role})
    return account


async def change_account(
    session: AsyncSession, actor: Actor, account_id: UUID, patch: AccountPatch, now: datetime, keep: bytes | None
) -> Account:
    """Admins change anybody; everybody their own name, language and password (with the current one)."""
    account = await session.get(Account, account_id)
    if account is None:
        raise AccountNotFound("there is no such account")
    await _check_rights(actor, account, patch)
    await _guard_last_admin(session, account, patch)
    detail: Detail = {"changes": _apply(account, patch, now)}
    if patch.password is not None:
        check_rules(patch.password, account.email)
        account.password_hash = await hash_password(patch.password)
        detail["password"] = "changed"  # noqa: S105
    if patch.password is not None or patch.disabled:
        await repository.end_sessions(session, account.id, keep if actor.id == account.id else None)
    if patch.disabled and (released := await release_tasks(session, account.id)):
        detail["tasks_released"] = released
    await audit(session, actor, "account.changed", "account", account.id, detail)
    return account


async def _check_rights(actor: Actor, account: Account, patch: AccountPatch) -> None:
    own = actor.id == account.id
    if patch.password is not None and own:
        fits = await verify_password(account.password_hash, patch.current_password or "")
        if not fits:
            raise LoginFailed("the current password is wrong")
    if actor.role == "admin":
        return
    if not own or patch.role is not None or patch.disabled is not None:
        raise Forbidden("only an admin changes other accounts, roles and access", role=actor.role, needed=["admin"])


async def _guard_last_admin(session: AsyncSession, account: Account, patch: AccountPatch) -> None:
    loses = patch.disabled is True or (patch.role is not None and patch.role != "admin")
    if not loses or account.role != "admin":
        return
    if not any(other.id != account.id for other in await repository.active_admins(session)):
        raise LastAdmin("this is the last admin; make another one first")


def _apply(account: Account, patch: AccountPatch, now: datetime) -> dict[str, Change]:
    given = patch.model_dump(include={"name", "role", "locale"}, exclude_none=True)
    changes = set_what_differs(account, given)
    if patch.disabled is not None and patch.disabled != (account.disabled_at is not None):
        changes["disabled"] = {"from": not patch.disabled, "to": patch.disabled}
        account.disabled_at = now if patch.disabled else None
    return changes


async def ensure_first_admin(session: AsyncSession) -> tuple[Account, str] | None:
    """The first admin and the password to print; None when there are accounts already."""
    if await repository.count(session):
        return None
    password = secrets.token_urlsafe(12)
    account = await create_account(
        session, SYSTEM, AccountNew(email=FIRST_ADMIN, name="管理者", role="admin", password=password)
    )
    return account, password


async def create_token(session: AsyncSession, account_id: UUID, name: str, role: str) -> str:
    """A new API token of an account; returns the secret, which is not stored. Raises RoleTooHigh."""
    _, secret = await issue_token(session, SYSTEM, account_id, TokenNew(name=name, role=role))  # pyright: ignore[reportArgumentType]
    return secret


async def issue_token(session: AsyncSession, actor: Actor, account_id: UUID, new: TokenNew) -> tuple[ApiToken, str]:
    """The row and the secret. Raises AccountNotFound or RoleTooHigh."""
    account = await session.get(Account, account_id)
    if account is None:
        raise AccountNotFound("there is no such account")
    if ROLES.index(new.role) > min(ROLES.index(account.role), ROLES.index(actor.role)):
        raise RoleTooHigh("a token cannot have more rights than its account", role=account.role)
    secret = api_secret()
    token = ApiToken(
        id=new_id(),
        account_id=account_id,
        name=new.name,
        role=new.role,
        token_hash=digest(secret),
        created_at=utc_now(),
    )
    session.add(token)
    await session.flush()
    await audit(session, actor, "token.created", "token", token.id, {"name": new.name, "role": new.role})
    return token, secret


async def revoke_token(session: AsyncSession, actor: Actor, token_id: UUID, now: datetime) -> None:
    """Own tokens, or any as admin. Raises TokenNotFound."""
    token = await session.get(ApiToken, token_id)
    if token is None or (token.account_id != actor.id and actor.role != "admin"):
        raise TokenNotFound("there is no such token")
    if token.revoked_at is None:
        token.revoked_at = now
        await audit(session, actor, "token.revoked", "token", token.id, {"name": token.name})


def _as_actor(account: Account) -> Actor:
    return Actor(id=account.id, name=account.name, role=account.role)
