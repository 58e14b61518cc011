"""Signed addresses inside mails: open pixel, click redirect, unsubscribe. And the table of link targets.

A token is base64url(kind, message id, link number or nothing, 10 bytes of keyed BLAKE2b). It names a stored target, so
the redirect is never open; a target that differs from mail to mail travels in the address itself, under the same
signature. Tokens do not expire: links in mails must work for years.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import TrackedLink

TokenKind = Literal["open", "click", "dynamic", "unsubscribe"]
_CODES: Final[dict[TokenKind, bytes]] = {"open": b"o", "click": b"c", "dynamic": b"d", "unsubscribe": b"u"}
_KINDS: Final[dict[bytes, TokenKind]] = {code: kind for kind, code in _CODES.items()}
_MAC: Final = 10
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
MAX_URL: Final = 8_000


@dataclass(frozen=True, slots=True)
class Token:
    """What a signed address says. `link` is the number of a tracked_link row, for clicks on stored targets."""

    kind: TokenKind
    message_id: UUID
    link: int | None = None


class LinkSigner:
    """Makes and reads the tokens of one installation."""

    def __init__(self, secret: str | bytes, public_url: str) -> None:
        secret = secret.encode() if isinstance(secret, str) else secret
        key = hashlib.sha256(b"tabiji mail links\x00" + secret).digest()
        self._keyed = hashlib.blake2b(key=key, digest_size=_MAC)
        self.base = public_url.rstrip("/")

    def token(self, kind: TokenKind, message_id: UUID, link: int | None = None, url: str = "") -> str:
        """The token; `url` is covered by the signature of dynamic clicks and not contained in it."""
        payload = _CODES[kind] + message_id.bytes
        if link is not None:
            payload += link.to_bytes((link.bit_length() + 7) // 8 or 1, "big")
        raw = payload + self._mac(payload + url.encode())
        return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode()

    def read(self, token: str, url: str = "") -> Token | None:
        """What a token says; None when anything about it is not ours."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        payload, mac = raw[:-_MAC], raw[-_MAC:]
        kind = _KINDS.get(payload[:1])
        if kind is None or not 17 <= len(payload) <= 25:
            return None
        if not hmac.compare_digest(mac, self._mac(payload + (url.encode() if kind == "dynamic" else b""))):
            return None
        link = int.from_bytes(payload[17:], "big") if kind == "click" else None
        return Token(kind, UUID(bytes=payload[1:17]), link)

    def _mac(self, signed: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(signed)
        return keyed.digest()

    def for_message(self, message_id: UUID) -> "MessageLinks":
        """The addresses of one mail."""
        return MessageLinks(self, message_id)


@dataclass(frozen=True, slots=True)
class MessageLinks:
    """The addresses that one mail carries."""

    signer: LinkSigner
    message_id: UUID

    def open(self) -> str:
        """Address of the open pixel."""
        return f"{self.signer.base}/t/o/{self.signer.token('open', self.message_id)}.gif"

    def click(self, link: int) -> str:
        """Address of the redirect to a stored target."""
        return f"{self.signer.base}/t/c/{self.signer.token('click', self.message_id, link)}"

    def dynamic(self, url: str) -> str:
        """Address of the redirect to a target made for this mail alone."""
        if not url.lower().startswith(("http://", "https://")) or len(url) > MAX_URL:
            return url
        return (
            f"{self.signer.base}/t/c/{self.signer.token('dynamic', self.message_id, url=url)}?u={quote(url, safe='')}"
        )

    def unsubscribe(self) -> str:
        """Address of the opt-out: page on GET, one click on POST."""
        return f"{self.signer.base}/u/{self.signer.token('unsubscribe', self.message_id)}"


async def store_links(session: AsyncSession, urls: Iterable[str]) -> dict[str, int]:
    """The numbers of these targets, new ones stored."""
    by_hash = {hashlib.sha256(url.encode()).digest(): url for url in urls}
    if not by_hash:
        return {}
    rows = [{"url": url, "url_hash": digest} for digest, url in sorted(by_hash.items())]
    await session.execute(insert(TrackedLink).values(rows).on_conflict_do_nothing(index_elements=["url_hash"]))
    found = await session.execute(select(TrackedLink.url_hash, TrackedLink.id).where(TrackedLink.url_hash.in_(by_hash)))
    return {by_hash[digest]: link for digest, link in found}
