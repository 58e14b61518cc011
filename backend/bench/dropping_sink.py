"""An SMTP server that hangs up in every phase, now and then, and knows what it really got.

A mail counts as got when its whole body has come and the server keeps it, also when nobody is told. `python -m
backend.bench.dropping_sink SEED SHARE` prints its port, then answers every line on its standard input with one line of
JSON: each `recipient|subject` with the number of its mails, and how often it hung up in which phase. `calm` ends the
dropping; `flight` asks only how many mails are kept whose sender does not know it yet.
"""

import asyncio
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from backend.bench.sink import Session

PHASES: Final = ("connect", "ehlo", "mail", "rcpt", "data", "body", "kept unsaid", "lost unsaid", "kept half said")
"""Before the greeting; instead of the answer to a command; within the body; after the body, kept or not, without an
answer; after half of the answer."""
SLOWEST_S: Final = 0.3
"""A real server takes its time to answer a body, and a kill then finds mails on the wire."""
_SUBJECT: Final = re.compile(rb"\nSubject: *([^\r\n]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(rb"<([^>]*)>")


@dataclass
class Post:
    """What has come, and what was dropped."""

    dice: random.Random
    share: float
    got: Counter[str] = field(default_factory=Counter[str])
    drops: Counter[str] = field(default_factory=Counter[str])
    unsaid: int = 0
    """Mails that are kept, and whose sender does not know it yet."""

    def drops_in(self, phase: str) -> bool:
        """Whether to hang up now."""
        if self.dice.random() >= self.share:
            return False
        self.drops[phase] += 1
        return True

    def report(self) -> str:
        """One line of JSON."""
        return json.dumps({"got": self.got, "drops": self.drops})


class DroppingSession(Session):
    """One connection."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.buffer = bytearray()
        self.in_data = False
        self.transport: asyncio.Transport | None = None
        self.rcpt = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or hang up."""
        super().connection_made(transport)
        self._dropped("connect")

    def data_received(self, data: bytes) -> None:
        """Take whatever is complete."""
        self.buffer += data
        while not self._gone() and (self._mail() if self.in_data else self._command()):
            pass

    def _mail(self) -> bool:
        if self._dropped("body"):
            return False
        end = self.buffer.find(b"\r\n.\r\n")
        if end < 0:
            return False
        mail = bytes(self.buffer[:end])
        if self._dropped("lost unsaid"):
            return False
        subject = _SUBJECT.search(mail)
        self.post.got[f"{self.rcpt}|{subject[1].decode() if subject else ''}"] += 1
        if self._dropped("kept unsaid"):
            return False
        if self.post.drops_in("kept half said"):
            assert self.transport is not None
            self.transport.write(b"25")
            self.transport.close()
            return False
        del self.buffer[: end + 5]
        self.in_data = False
        self.post.unsaid += 1
        asyncio.get_running_loop().call_later(self.post.dice.uniform(0, SLOWEST_S), self._taken)
        return True

    def _taken(self) -> None:
        self.post.unsaid -= 1
        self._say(b"250 2.0.0 taken\r\n")

    def _command(self) -> bool:
        end = self.buffer.find(b"\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end])
        phase = line[:4].decode("ascii", "replace").lower()
        if phase in PHASES and self._dropped(phase):
            return False
        if phase == "rcpt" and (found := _ADDRESS.search(line)):
            self.rcpt = found[1].decode()
        return super()._command()

    def _dropped(self, phase: str) -> bool:
        if not self.post.drops_in(phase):
            return False
        assert self.transport is not None
        self.transport.abort()
        return True

    def _gone(self) -> bool:
        assert self.transport is not None
        return self.transport.is_closing()


async def main() -> None:
    """Serve until standard input ends."""
    post = Post(random.Random(sys.argv[1]), float(sys.argv[2]))
    server = await asyncio.get_running_loop().create_server(lambda: DroppingSession(post), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip() == "calm":
            post.share = 0.0
        print(json.dumps({"unsaid": post.unsaid}) if line.strip() == "flight" else post.report(), flush=True)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
