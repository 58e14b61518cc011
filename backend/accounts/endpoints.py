"""Sessions, accounts and API tokens."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from backend.accounts import repository, service
from backend.accounts.authentication import COOKIE
from backend.accounts.errors import (
    AccountNotFound,
    EmailTaken,
    LastAdmin,
    LoginFailed,
    PasswordRefused,
    RoleTooHigh,
    TokenNotFound,
    TooManyAttempts,
)
from backend.accounts.rate_limit import LoginBrake
from backend.accounts.schemas import (
    AccountNew,
    AccountPatch,
    AccountView,
    ColleagueView,
    Login,
    SessionView,
    TokenCreated,
    TokenNew,
    TokenView,
)
from backend.accounts.tokens import digest
from backend.kit.errors import Forbidden, Unauthorized
from backend.kit.pagination import Page
from backend.kit.web import Admin, DbSession, Now, Reader, State, errors, request_ip
from backend.models import Account, ApiToken

router = APIRouter(tags=["accounts"])


def _brake(state: State) -> LoginBrake:
    return LoginBrake(state.sessions)


@router.post("/session", responses=errors(LoginFailed, TooManyAttempts))
async def sign_in(
    login: Login,
    request: Request,
    response: Response,
    session: DbSession,
    state: State,
    now: Now,
    brake: Annotated[LoginBrake, Depends(_brake)],
) -> SessionView:
    """Sign in by address and password; sets the session cookie."""
    account, row, secret = await service.sign_in(session, brake, login.email, login.password, request_ip(request), now)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(service.SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=state.settings.secure_cookies,
        path="/",
    )
    return SessionView(account=account_view(account), csrf_token=row.csrf_token)


@router.get("/session", responses=errors(Unauthorized))
async def get_session(request: Request, session: DbSession, actor: Reader, now: Now) -> SessionView:
    """Who is signed in, with the CSRF token of this session."""
    account = await session.get(Account, actor.id)
    if account is None:
        raise Unauthorized("sign in first")
    view = account_view(account).model_copy(update={"role": actor.role})
    secret = request.cookies.get(COOKIE)
    found = await repository.session_account(session, digest(secret), now) if secret else None
    return SessionView(account=view, csrf_token=found[0].csrf_token if found else "")


@router.delete("/session", status_code=204, responses=errors(Unauthorized))
async def sign_out(request: Request, response: Response, session: DbSession, _: Reader) -> None:
    """Sign this browser out."""
    secret = request.cookies.get(COOKIE)
    if secret:
        await repository.end_session(session, digest(secret))
    response.delete_cookie(COOKIE, path="/")


@router.get("/accounts")
async def list_accounts(session: DbSession, _: Admin) -> Page[AccountView]:
    """All accounts."""
    return Page(items=[account_view(row) for row in await repository.accounts(session)], next_cursor=None)


@router.get("/team")
async def list_team(session: DbSession, _: Reader) -> Page[ColleagueView]:
    """Everybody who can sign in, by name: whom work can be given to."""
    rows = [row for row in await repository.accounts(session) if row.disabled_at is None]
    return Page(items=[ColleagueView.model_validate(row, from_attributes=True) for row in rows], next_cursor=None)


@router.post("/accounts", status_code=201, responses=errors(EmailTaken, PasswordRefused))
async def create_account(new: AccountNew, session: DbSession, actor: Admin) -> AccountView:
    """A new account with its first password."""
    return account_view(await service.create_account(session, actor, new))


@router.patch(
    "/accounts/{account_id}", responses=errors(AccountNotFound, LastAdmin, PasswordRefused, LoginFailed, Forbidden)
)
async def change_account(
    account_id: UUID, patch: AccountPatch, request: Request, session: DbSession, actor: Reader, now: Now
) -> AccountView:
    """Change an account: admins any, everybody else their own name, language and password."""
    secret = request.cookies.get(COOKIE)
    keep = digest(secret) if secret else None
    return account_view(await service.change_account(session, actor, account_id, patch, now, keep))


@router.get("/tokens")
async def list_tokens(session: DbSession, actor: Reader) -> Page[TokenView]:
    """One's own API tokens; all of them for an admin."""
    rows = await repository.tokens(session, None if actor.role == "admin" else actor.id)
    return Page(items=[_token_view(token, email) for token, email in rows], next_cursor=None)


@router.post("/tokens", status_code=201, responses=errors(RoleTooHigh))
async def create_token(new: TokenNew, session: DbSession, actor: Reader) -> TokenCreated:
    """A new API token of one's own; the secret is shown once."""
    if actor.id is None:
        raise Forbidden("only a person has tokens")
    token, secret = await service.issue_token(session, actor, actor.id, new)
    account = await session.get_one(Account, actor.id)
    return TokenCreated(**_token_view(token, account.email).model_dump(), secret=secret)


@router.delete("/tokens/{token_id}", status_code=204, responses=errors(TokenNotFound))
async def revoke_token(token_id: UUID, session: DbSession, actor: Reader, now: Now) -> None:
    """Make a token useless at once."""
    await service.revoke_token(session, actor, token_id, now)


def account_view(row: Account) -> AccountView:
    """An account without its password hash."""
    return AccountView.model_validate(row, from_attributes=True)


def _token_view(row: ApiToken, email: str) -> TokenView:
    return TokenView(
        id=str(row.id),
        account_id=str(row.account_id),
        account_email=email,
        name=row.name,
        role=row.role,  # pyright: ignore[reportArgumentType]
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
