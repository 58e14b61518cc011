"""Random secrets that are handed out once and kept as SHA-256 only."""

import hashlib
import secrets
from typing import Final

API_PREFIX: Final = "tbj_"
"""Start of every API token, so that secret scanners can find a leaked one."""


def api_secret() -> str:
    """A new bearer token."""
    return API_PREFIX + secrets.token_urlsafe(32)


def session_secret() -> str:
    """A new session or CSRF token."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def same(left: str, right: str) -> bool:
    """Comparison in constant time."""
    return secrets.compare_digest(left.encode(), right.encode())
