"""SMTP servers that misbehave, on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from pydantic import SecretStr

TIMEOUT_S = 60.0
"""So long that no slow machine reaches it; see `tests.patience.outwait` for a server that stalls."""
Answer = str | None
"""A reply line (or several, joined by CRLF); None hangs up; "stall" says nothing for ever."""


@dataclass
class Script:
    """What a server says. The keys of `once` are used up: the n-th connection or mail can differ from the next."""

    greeting: Answer = "220 test.example ESMTP"
    extensions: tuple[str, ...] = ()
    mail: Answer = "250 ok"
    rcpt: Answer = "250 ok"
    data: Answer = "354 go on"
    body: Answer = "250 kept"
    noop: Answer = "250 ok"
    drop_in_body: bool = False
    cut_after: int | None = None
    once: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])

    def answer(self, verb: str) -> Answer:
        """The reply to this verb now."""
        queue = self.once.get(verb)
        return queue.pop(0) if queue else getattr(self, verb)


@dataclass
class Seen:
    """What a server got: connections, whole mails (bytes as they came), command lines."""

    connections: int = 0
    mails: list[bytes] = field(default_factory=list[bytes])
    commands: list[str] = field(default_factory=list[str])
    body: asyncio.Event = field(default_factory=asyncio.Event)
    stalled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Settings:
    """As much of the settings as a pool reads."""

    smtp_port: int
    smtp_host: str = "127.0.0.1"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: str = "none"
    smtp_connections: int = 4
    smtp_timeout: float = TIMEOUT_S
    message_id_domain: str = "tabiji.example"


async def mail_of(reader: asyncio.StreamReader) -> bytes:
    """A body as it came, its end mark included."""
    lines: list[bytes] = []
    while not lines or lines[-1] != b".\r\n":
        lines.append(await reader.readuntil(b"\n"))
    return b"".join(lines)


class _Hangup(Exception):
    pass


async def _talk(script: Script, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def say(verb: str) -> bool:
        answer = script.answer(verb)
        if answer is None:
            raise _Hangup
        if answer == "stall":
            seen.stalled.set()
            await asyncio.Event().wait()
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()
        if answer.startswith("421"):
            raise _Hangup
        return answer[0] in "23"

    taken = 0
    await say("greeting")
    while line := await reader.readline():
        verb = line[:4].strip().upper().decode()
        seen.commands.append(line.decode().strip())
        if verb == "EHLO":
            lines = ["test.example", *script.extensions]
            marks = ["-"] * (len(lines) - 1) + [" "]
            writer.write(b"".join(f"250{m}{one}\r\n".encode() for m, one in zip(marks, lines, strict=True)))
        elif verb in ("MAIL", "RCPT", "NOOP"):
            await say(verb.lower())
        elif verb == "DATA":
            if await say("data"):
                if script.drop_in_body:
                    await reader.readexactly(10)
                    raise _Hangup
                seen.mails.append(await mail_of(reader))
                seen.body.set()
                await say("body")
                taken += 1
                if taken == script.cut_after:
                    raise _Hangup
        elif verb == "QUIT":
            writer.write(b"221 bye\r\n")
            return
        else:
            writer.write(b"250 ok\r\n")


@asynccontextmanager
async def smtp_server(
    script: Script, tls: ssl.SSLContext | None = None, talk: Callable[..., Awaitable[None]] = _talk
) -> AsyncIterator[tuple[Settings, Seen]]:
    """A server that follows a script; settings that reach it, and what it saw."""
    seen = Seen()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(_Hangup, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(script, seen, reader, writer)
        tasks.discard(task)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield Settings(smtp_port=server.sockets[0].getsockname()[1]), seen
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
