"""An SMTP server that refuses, stalls and drops as told, and remembers what it took."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

Behaviour = Literal[
    "take", "refuse_rcpt", "refuse_body", "defer_rcpt", "defer_body", "drop_in_data", "drop_after_data", "tarpit",
    "hold",
]  # fmt: skip


@dataclass
class Taken:
    """One mail that was answered with 250, or whose body had arrived."""

    rcpt: str
    message_id: str
    data: bytes


@dataclass
class ScriptedServer:
    """`behaviour` decides by recipient, before it `of_sender` by who sends; `taken` are mails the server kept."""

    behaviour: Callable[[str], Behaviour] = field(default=lambda rcpt: "take")
    of_sender: dict[str, Behaviour] = field(default_factory=dict[str, Behaviour])
    on_body: Callable[[str], None] = field(default=lambda rcpt: None)
    taken: list[Taken] = field(default_factory=list[Taken])
    released: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def start(self, port: int = 0) -> None:
        """Listen."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and hang up."""
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def count(self) -> Counter[str]:
        """How often each address got a mail."""
        return Counter(mail.rcpt for mail in self.taken)

    def duplicates(self) -> int:
        """Mails that came more than once."""
        ids = Counter(mail.message_id for mail in self.taken)
        return ids.total() - len(ids)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 test.example ESMTP")
        rcpt, sender, taken = "", "", False
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                say("250-test.example\r\n250 PIPELINING")
            elif verb == b"MAIL":
                sender = line.decode().split("<")[1].split(">")[0]
                say("250 ok")
            elif verb == b"RCPT":
                rcpt = line.decode().split("<")[1].split(">")[0]
                reply = self._rcpt_reply(self._asked(sender, rcpt))
                taken = reply.startswith("250")
                say(reply)
            elif verb == b"DATA" and not taken:
                say("503 5.5.1 nobody to send to")
            elif verb == b"DATA":
                say("354 go on")
                if self._asked(sender, rcpt) == "drop_in_data":
                    await reader.readline()
                    return
                data = await reader.readuntil(b"\r\n.\r\n")
                self.on_body(rcpt)
                match self._asked(sender, rcpt):
                    case "drop_after_data":
                        return
                    case "tarpit":
                        await asyncio.sleep(3600)
                    case "hold":  # until the test lets go
                        await self.released.wait()
                        self._take(rcpt, data)
                        say("250 2.0.0 taken")
                    case "refuse_body":
                        say("554 5.7.1 not wanted")
                    case "defer_body":
                        say("451 4.3.0 try later")
                    case _:
                        self._take(rcpt, data)
                        say("250 2.0.0 taken")
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _asked(self, sender: str, rcpt: str) -> Behaviour:
        return self.of_sender.get(sender) or self.behaviour(rcpt)

    def _rcpt_reply(self, behaviour: Behaviour) -> str:
        replies = {"refuse_rcpt": "550 5.1.1 no such user", "defer_rcpt": "451 4.2.0 greylisted, try later"}
        return replies.get(behaviour, "250 ok")

    def _take(self, rcpt: str, data: bytes) -> None:
        found = re.search(rb"\nMessage-ID: *(<[^>\r\n]+>)", data)
        assert found is not None
        self.taken.append(Taken(rcpt, found[1].decode(), data))
