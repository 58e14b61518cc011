"""Brake on guessing passwords: failures counted per account address and per network address, in this process."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

from backend.accounts.errors import TooManyAttempts

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 8
PER_NETWORK: Final = 40
KEPT_KEYS: Final = 20_000
"""Bound of the memory; the longest unseen key is forgotten first."""


class LoginBrake:
    """Failed sign-ins of the last quarter of an hour. One per API process: each process allows its own share."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, email: str, ip: str, now: datetime) -> None:
        """Raises TooManyAttempts when this account or this network address has to wait."""
        for key, limit in self._limits(email, ip):
            recent = self._recent(key, now)
            if len(recent) >= limit:
                wait = int((recent[0] + WINDOW - now).total_seconds()) + 1
                raise TooManyAttempts("too many failed sign-ins; wait and try again", retry_after=wait)

    def failed(self, email: str, ip: str, now: datetime) -> None:
        """Count a failure."""
        for key, limit in self._limits(email, ip):
            kept = self._failures.setdefault(key, deque(maxlen=limit))
            kept.append(now)
            self._failures.move_to_end(key)
        while len(self._failures) > KEPT_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, email: str) -> None:
        """Forget the failures of this account; those of the network address stay."""
        self._failures.pop(f"account:{email}", None)

    def _limits(self, email: str, ip: str) -> tuple[tuple[str, int], tuple[str, int]]:
        return (f"account:{email}", PER_ACCOUNT), (f"network:{ip}", PER_NETWORK)

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        kept = self._failures.get(key)
        if kept is None:
            return deque()
        while kept and kept[0] + WINDOW <= now:
            kept.popleft()
        return kept
