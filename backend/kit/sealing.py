"""Secrets at rest: AES-256-GCM under a key derived from the installation's secret key."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE: Final = 12
SIGNING: Final = "webhook signing"
"""Purpose of the secrets that sign calls."""


class Sealer:
    """Seals and opens small secrets. `purpose` keeps keys of different uses apart."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tabiji {purpose}".encode())
        self._cipher = AESGCM(derived.derive(secret_key.encode()))

    def seal(self, plain: str) -> bytes:
        """The secret in a form only this installation can open."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain.encode(), None)

    def open(self, sealed: bytes) -> str | None:
        """The secret; None when it was sealed under another key or changed since."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except (InvalidTag, ValueError):
            return None
