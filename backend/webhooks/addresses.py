"""Where a call may go: the name is resolved once, every address it has is judged, and the call is pinned to one.

A private, loopback, link-local or otherwise special address is refused, so that a journey cannot reach into the
network this runs in; and since the connection goes to the judged address, a name that answers differently the second
time gains nothing.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_PORTS: Final = {"http": 80, "https": 443}
_TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
"""IPv6 that leads to an IPv4 address inside it."""


class Refused(Exception):
    """The call may not, or cannot, be made; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A judged address to connect to, and the names the request carries."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str

    @property
    def url(self) -> str:
        """The address with the IP in place of the name."""
        ip = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.scheme}://{ip}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        """The name as the receiver expects it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


async def resolve(url: str, *, allow_private: bool) -> Target:
    """The pinned target of an address. Raises Refused: url_wrong, name_unknown, address_forbidden."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("url_wrong") from None
    if parts.scheme not in _PORTS or not host or parts.username is not None or parts.password is not None:
        raise Refused("url_wrong")
    port = port or _PORTS[parts.scheme]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("name_unknown") from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise Refused("name_unknown")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise Refused("address_forbidden")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, addresses[0].split("%")[0], path)
