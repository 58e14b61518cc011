"""Brake on guessing passwords: failures counted per account address and per network address, for all processes.

An attempt is counted before its password is looked at and taken back when it fits: guesses sent side by side see each
other, however many API processes they are spread over.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.errors import TooManyAttempts
from backend.kit.db import Sessions, transaction
from backend.models import LoginFailure

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 8
PER_NETWORK: Final = 40


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt, until it is known to have been a right one."""

    account: bytes
    rows: tuple[int, ...]


class LoginBrake:
    """Failed sign-ins of a quarter of an hour, in transactions of their own: a refusal rolls the request back."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def attempt(self, email: str, ip: str, now: datetime) -> Attempt:
        """Count an attempt. Raises TooManyAttempts when this account or this network address has to wait."""
        account, network = _key("account", email), _key("network", ip)
        async with transaction(self._sessions) as session:
            await session.execute(delete(LoginFailure).where(LoginFailure.at <= now - WINDOW))
            values = [{"key": key, "at": now} for key in (account, network)]
            rows = tuple(await session.scalars(insert(LoginFailure).returning(LoginFailure.id), values))
        # Counted only now, when attempts committed at the same time can be seen; each of two too many has to wait.
        async with transaction(self._sessions) as session:
            wait = 0
            for key, limit in ((account, PER_ACCOUNT), (network, PER_NETWORK)):
                wait = max(wait, await _wait(session, key, limit, now))
            if wait:  # an attempt that was not looked at does not make the wait longer
                await session.execute(delete(LoginFailure).where(LoginFailure.id.in_(rows)))
        if wait:
            raise TooManyAttempts("too many failed sign-ins; wait and try again", retry_after=wait)
        return Attempt(account, rows)

    async def succeeded(self, attempt: Attempt) -> None:
        """Forget this attempt and the failures of its account; those of the network address stay."""
        async with transaction(self._sessions) as session:
            mine = LoginFailure.id.in_(attempt.rows)
            await session.execute(delete(LoginFailure).where(mine | (LoginFailure.key == attempt.account)))


async def _wait(session: AsyncSession, key: bytes, limit: int, now: datetime) -> int:
    """Seconds until `key` may try again; 0 when its newest attempt is within `limit`."""
    query = (
        select(LoginFailure.at)
        .where(LoginFailure.key == key, LoginFailure.at > now - WINDOW)
        .order_by(LoginFailure.at, LoginFailure.id)
    )
    times = (await session.scalars(query)).all()
    if len(times) <= limit:
        return 0
    return int((times[-limit - 1] + WINDOW - now).total_seconds()) + 1


def _key(kind: str, who: str) -> bytes:
    return hashlib.sha256(f"{kind}:{who}".encode()).digest()
