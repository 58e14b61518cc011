"""Password rules and hashing. Length and a refusal of the obvious, no composition rules (NIST SP 800-63B)."""

import asyncio
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.accounts.errors import PasswordRefused

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 200
COMMON: Final = frozenset(
    (
        *("password1", "password12", "password123", "passw0rd123", "1234567890", "0123456789", "12345678910"),
        *("qwertyuiop", "qwerty1234", "qwerty12345", "1q2w3e4r5t", "1qaz2wsx3edc", "iloveyou123", "letmein1234"),
        *("administrator", "admin12345", "admin123456", "welcome123", "welcome1234", "changeme123"),
        *("tabiji1234", "tabijitabiji"),
    )
)

_hasher = PasswordHasher()
_DECOY: Final = _hasher.hash(secrets.token_urlsafe(16))


def check_rules(password: str, email: str) -> None:
    """Raises PasswordRefused naming the broken rule."""
    local = email.split("@")[0].lower()
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(f"use at least {MIN_LENGTH} characters", rule="too_short", min=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(f"use at most {MAX_LENGTH} characters", rule="too_long", max=MAX_LENGTH)
    if password.lower() in COMMON or len(set(password)) < 4:
        raise PasswordRefused("this password is among the first to be guessed", rule="too_common")
    if len(local) >= 4 and local in password.lower():
        raise PasswordRefused("the password must not hold the mail address", rule="contains_email")


async def hash_password(password: str) -> str:
    """argon2id, in a thread: it is slow on purpose."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Takes the same time for an account that does not exist (`None`)."""
    return await asyncio.to_thread(_verify, password_hash, password)


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _DECOY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
