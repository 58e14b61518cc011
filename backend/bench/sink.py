"""An SMTP server that only counts: mails, distinct Message-IDs and duplicates, and when the first and last one came.

Fast enough never to be what is measured; PIPELINING is understood. `python -m backend.bench.sink` prints its port, then
answers every line on its standard input with one line of JSON; the line `reset` starts the counts anew.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

_MESSAGE_ID = re.compile(rb"\nMessage-ID: *(<[^>\r\n]+>)", re.IGNORECASE)


@dataclass
class Counts:
    """What has arrived."""

    seen: Counter[bytes] = field(default_factory=Counter[bytes])
    first_at: float = 0.0
    last_at: float = 0.0

    def add(self, mail: bytes) -> None:
        """Count one mail by its Message-ID."""
        found = _MESSAGE_ID.search(mail, 0, 4096)
        self.seen[found[1] if found else b"none"] += 1
        self.last_at = time.time()
        self.first_at = self.first_at or self.last_at

    def report(self) -> dict[str, Any]:
        """The counts as JSON values."""
        mails = self.seen.total()
        return {
            "mails": mails,
            "distinct": len(self.seen),
            "duplicates": mails - len(self.seen),
            "first_at": self.first_at,
            "last_at": self.last_at,
        }


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.buffer = bytearray()
        self.in_data = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class, not a subclass
        self.transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Take whatever is complete."""
        self.buffer += data
        while self._mail() if self.in_data else self._command():
            pass

    def _mail(self) -> bool:
        end = self.buffer.find(b"\r\n.\r\n")
        if end < 0:
            return False
        self.counts.add(bytes(self.buffer[: min(end, 4096)]))
        del self.buffer[: end + 5]
        self.in_data = False
        self._say(b"250 2.0.0 taken\r\n")
        return True

    def _command(self) -> bool:
        end = self.buffer.find(b"\n")
        if end < 0:
            return False
        verb = bytes(self.buffer[:4]).upper()
        del self.buffer[: end + 1]
        if verb == b"DATA":
            self.in_data = True
            self._say(b"354 go on\r\n")
        elif verb == b"EHLO":
            self._say(b"250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
        elif verb == b"QUIT":
            self._say(b"221 bye\r\n")
            assert self.transport is not None
            self.transport.close()
        else:
            self._say(b"250 2.0.0 ok\r\n")
        return True

    def _say(self, line: bytes) -> None:
        assert self.transport is not None
        self.transport.write(line)


async def start_sink(counts: Counts) -> tuple[asyncio.Server, int]:
    """A sink on a free loopback port."""
    server = await asyncio.get_running_loop().create_server(lambda: Session(counts), "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def main() -> None:
    """Serve until standard input ends."""
    counts = Counts()
    _, port = await start_sink(counts)
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip() == "reset":
            counts.seen.clear()
            counts.first_at = counts.last_at = 0.0
        print(json.dumps(counts.report()), flush=True)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
