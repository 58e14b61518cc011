"""Header values as bytes: RFC 2047 words for Japanese, folding, and no way to smuggle in another header."""

import re
from binascii import b2a_base64
from functools import lru_cache
from typing import Final

from backend.mail.errors import AddressRefused

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_PLAIN: Final = re.compile(r"[ -~]*")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_WORD_BYTES: Final = 45
"""UTF-8 bytes in one encoded word: 60 base64 characters and the frame stay within the 75 allowed."""
_LINE: Final = 76


def clean(value: str) -> str:
    """The value on one line: every run of control characters and line breaks becomes one space."""
    return _CONTROLS.sub(" ", value).strip()


def encoded_words(value: str) -> bytes:
    """The value as RFC 2047 words, one a folded line, no character cut in two."""
    # Fifteen characters are 45 bytes at most, outside of emoji and rare kanji, of which eleven are.
    step = _WORD_BYTES // (4 if _ASTRAL.search(value) else 3)
    words = [value[start : start + step].encode() for start in range(0, len(value), step)] or [b""]
    return b"\r\n ".join([b"=?utf-8?b?" + b2a_base64(word, newline=False) + b"?=" for word in words])


def unstructured(value: str, name_length: int = 9) -> bytes:
    """A Subject or similar: as it is when short ASCII, else encoded words. `name_length` is that of "Subject: "."""
    value = clean(value)
    if _PLAIN.fullmatch(value) and "=?" not in value and name_length + len(value) <= _LINE:
        return value.encode()
    return encoded_words(value)


@lru_cache(maxsize=4096)
def address(email: str) -> str:
    """The address in the ASCII form SMTP takes (international domains as xn--). Raises AddressRefused."""
    local, at, domain = email.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > 64:
        raise AddressRefused(f"This is not an e-mail address a mail can be sent to: {email[:80]!r}", email=email[:80])
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if len(ascii_domain) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused(f"The domain of this e-mail address is not valid: {email[:80]!r}", email=email[:80])
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=4096)
def mailbox(name: str, email: str) -> bytes:
    """`name <address>` for From, To and Reply-To, folded. Raises AddressRefused."""
    spec = f"<{address(email)}>".encode()
    name = clean(name)
    if not name:
        return spec
    if not name.isascii() or "=?" in name or len(name) > 60:
        return encoded_words(name) + b"\r\n " + spec
    if not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return name.encode() + (b" " if len(name) + len(spec) < 64 else b"\r\n ") + spec
