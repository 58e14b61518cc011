"""Who is asking: a bearer token, or the session cookie together with the CSRF header."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import repository
from backend.accounts.errors import CsrfMissing
from backend.accounts.tokens import digest, same
from backend.kit.errors import Unauthorized
from backend.kit.state import Actor
from backend.kit.web import app_state
from backend.models import ApiToken

COOKIE: Final = "tabiji_session"
CSRF_HEADER: Final = "X-CSRF-Token"
SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
USE_NOTED_EVERY: Final = timedelta(minutes=1)


async def authenticate(request: Request, session: AsyncSession) -> Actor:
    """The actor of this request. Raises Unauthorized, or CsrfMissing for a cookie without its header."""
    now = app_state(request).clock()
    header = request.headers.get("Authorization", "")
    if header:
        return await _by_token(session, header, now)
    return await _by_cookie(request, session, now)


async def _by_token(session: AsyncSession, header: str, now: datetime) -> Actor:
    scheme, _, secret = header.partition(" ")
    found = await repository.token_account(session, digest(secret.strip())) if scheme.lower() == "bearer" else None
    if found is None:
        raise Unauthorized("this token is not valid; make a new one in the settings")
    token, account = found
    _note_use(token, now)
    return Actor(id=account.id, name=account.name, role=token.role)


def _note_use(token: ApiToken, now: datetime) -> None:
    # not at every request: the row would be a hot spot under load
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        token.last_used_at = now


async def _by_cookie(request: Request, session: AsyncSession, now: datetime) -> Actor:
    secret = request.cookies.get(COOKIE)
    found = await repository.session_account(session, digest(secret), now) if secret else None
    if found is None:
        raise Unauthorized("sign in first")
    row, account = found
    if request.method not in SAFE and not same(request.headers.get(CSRF_HEADER, ""), row.csrf_token):
        raise CsrfMissing(f"the {CSRF_HEADER} header is missing or wrong; load the page again")
    return Actor(id=account.id, name=account.name, role=account.role)
