"""A mail in the form it has after DATA, and how foreign bytes are brought into it."""

import re
from typing import Final

_BARE: Final = re.compile(rb"\r\n|\n|\r")


class WireBytes(bytes):
    """CRLF lines, none of which begins with a dot; the last one ended. What is built that way need not be searched."""

    __slots__ = ()


def wire(data: bytes) -> WireBytes:
    """The bytes with every line ended by CRLF and leading dots doubled (RFC 5321 4.5.2); unchanged when they are so."""
    if isinstance(data, WireBytes):
        return data
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        data = _BARE.sub(b"\r\n", data)
    if data.startswith(b".") or b"\n." in data:
        data = b"." * data.startswith(b".") + data.replace(b"\n.", b"\n..")
    return WireBytes(data if data.endswith(b"\r\n") else data + b"\r\n")
