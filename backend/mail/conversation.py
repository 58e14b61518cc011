"""One SMTP conversation after its opening: transactions with their phases told apart, pipelined where allowed.

aiosmtplib opens the connection (TCP, TLS, STARTTLS, EHLO, AUTH); this takes its transport over. Two reasons: its
`data()` is DATA and body in one, so that a connection lost before the body looks like one lost after it, and MAIL,
RCPT and DATA cost a round trip each where one is enough (RFC 2920).
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final, NamedTuple

from backend.mail.outcomes import SendOutcome, refused
from backend.mail.wire import wire

MAX_LINE: Final = 8_192
MAX_REPLY: Final = 32_768
CLEARING: Final = 5.0
"""Seconds a server gets to answer the tidying up after a refusal."""


class Reply(NamedTuple):
    """A server's answer, its lines joined."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class ConversationOver(Exception):
    """The connection is gone, silent for too long, or talks nonsense."""


class Conversation(asyncio.Protocol):
    """Replies of one connection, in order. One transaction at a time."""

    def __init__(self, transport: asyncio.Transport, *, pipelining: bool, timeout: float) -> None:
        self._transport = transport
        self._pipelining = pipelining
        self._timeout = timeout
        self._buffer = bytearray()
        self._lines: list[str] = []
        self._length = 0
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._over: str | None = None
        transport.set_protocol(self)

    @property
    def usable(self) -> bool:
        """Whether a transaction may begin: connected, and no reply left over that would be taken for another's."""
        return self._over is None and not self._replies and not self._lines and not self._transport.is_closing()

    def data_received(self, data: bytes) -> None:
        """Cuts what arrived into replies."""
        if self._over is not None:
            return
        self._buffer += data
        while self._over is None and (end := self._buffer.find(b"\n")) >= 0:
            line = self._buffer[: end + 1].decode("utf-8", "replace").rstrip("\r\n")
            del self._buffer[: end + 1]
            self._line(line)
        if len(self._buffer) > MAX_LINE:
            self._end("the server sends endless lines")
        self._wake()

    def eof_received(self) -> bool:
        """The server has said all it will say."""
        self._end("the server closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._end("the server closed the connection")

    async def transact(self, mail_from: str, rcpt: str, data: bytes, *, body_patience: float) -> SendOutcome:
        """One mail. Addresses must have been checked. Cancelled during the body, it is unknown."""
        commands = (b"MAIL FROM:<%b>\r\n" % mail_from.encode(), b"RCPT TO:<%b>\r\n" % rcpt.encode(), b"DATA\r\n")
        try:
            refusal = await (self._open_at_once(commands) if self._pipelining else self._open_in_turn(commands))
        except ConversationOver as error:
            return SendOutcome("not_sent", reply=str(error), phase="envelope")
        if refusal is not None:
            return refusal
        try:
            self._transport.write(wire(data) + b".\r\n")
            reply = await self._reply(self._timeout * body_patience)
        except Exception as error:  # whatever it was, the mail may have arrived
            return SendOutcome("unknown", reply=str(error), phase="body")
        if reply.code == 250:
            return SendOutcome("sent", reply.code, reply.text, phase="body")
        if reply.code >= 400:
            return refused(reply.code, reply.text, "body")
        return SendOutcome("unknown", reply.code, str(reply), phase="body")

    async def alive(self, patience: float) -> bool:
        """Whether the server still answers."""
        try:
            return (await self._ask(b"NOOP\r\n", patience)).code == 250
        except ConversationOver:
            return False

    async def quit(self, patience: float) -> None:
        """Says good-bye, if anybody listens."""
        try:
            with suppress(ConversationOver):
                await self._ask(b"QUIT\r\n", patience)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Hangs up."""
        self._end("hung up")
        self._transport.abort()

    # Opening a transaction.

    async def _open_in_turn(self, commands: tuple[bytes, bytes, bytes]) -> SendOutcome | None:
        for command, phase in zip(commands, ("mail", "rcpt", "data"), strict=True):
            reply = await self._ask(command, self._timeout)
            refusal = _refusal(reply, phase)
            if refusal is not None:
                await self._clear(reply)
                return refusal
        return None

    async def _open_at_once(self, commands: tuple[bytes, bytes, bytes]) -> SendOutcome | None:
        self._transport.write(b"".join(commands))
        refusal: SendOutcome | None = None
        reply = Reply(0, "")
        for phase in ("mail", "rcpt", "data"):
            reply = await self._reply(self._timeout)
            refusal = refusal or _refusal(reply, phase)
            if reply.code == 421:
                return refusal
        if refusal is not None:
            await self._clear(reply)
        return refusal

    async def _clear(self, last: Reply) -> None:
        """Makes the connection ready for the next mail after a refusal; failing here only costs the connection."""
        with suppress(ConversationOver):
            if last.code == 354:
                # The server wants a mail for a recipient it refused: an empty one ends it (RFC 2920 3.1).
                await self._ask(b".\r\n", min(self._timeout, CLEARING))
            if last.code != 421:
                await self._ask(b"RSET\r\n", min(self._timeout, CLEARING))

    # Replies.

    async def _ask(self, command: bytes, patience: float) -> Reply:
        if not self.usable:
            raise ConversationOver(self._over or "the server talks out of turn")
        self._transport.write(command)
        return await self._reply(patience)

    async def _reply(self, patience: float) -> Reply:
        while not self._replies:
            if self._over is not None:
                raise ConversationOver(self._over)
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(patience):
                    await self._waiter
            except TimeoutError:
                self._end("timed out")
                raise ConversationOver("timed out") from None
            finally:
                self._waiter = None
        return self._replies.popleft()

    def _line(self, line: str) -> None:
        code = line[:3]
        if not (code.isascii() and code.isdigit()):
            self._end(f"the server talks nonsense: {line[:80]!r}")
            return
        self._lines.append(line[4:].strip())
        self._length += len(line)
        if self._length > MAX_REPLY:
            self._end("the server sends an endless reply")
        elif line[3:4] != "-":
            self._replies.append(Reply(int(code), "\n".join(self._lines)))
            self._lines, self._length = [], 0

    def _end(self, why: str) -> None:
        if self._over is None:
            self._over = why
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done() and (self._replies or self._over is not None):
            self._waiter.set_result(None)


def _refusal(reply: Reply, phase: str) -> SendOutcome | None:
    expected = 354 if phase == "data" else 250
    if reply.code == expected or (phase == "rcpt" and reply.code == 251):
        return None
    if reply.code >= 400:
        return refused(reply.code, reply.text, phase)
    return SendOutcome("not_sent", reply.code, str(reply), phase=phase)
