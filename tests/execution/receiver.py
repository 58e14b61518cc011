"""Another system that journeys call: answers as told, slowly, hugely or not at all; remembers what it was sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

Call = tuple[dict[str, str], Any]
"""Headers and JSON body of one call."""
MEGABYTE = 1 << 20


async def _at_once(number: int) -> None:
    """Nothing happens before the answer."""


@dataclass
class Receiver:
    """`before_answer` is awaited with the number of the call (from 1) once it has come in whole."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    endless: int = 0
    """Bytes of a body that is sent piece by piece instead."""
    stays: bool = False
    """Whether a connection is kept for more calls."""
    before_answer: Callable[[int], Awaitable[object]] = _at_once
    calls: list[Call] = field(default_factory=list[Call])
    connections: int = 0
    sent: int = 0
    """Bytes of bodies that the caller has taken."""

    async def start(self) -> None:
        """Listen."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"

    @property
    def deliveries(self) -> set[str]:
        """The keys by which calls are told apart."""
        return {headers["tabiji-delivery"] for headers, _ in self.calls}

    async def close(self) -> None:
        """Stop listening and hang up."""
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._answer(reader, writer)
                while self.stays:
                    await self._answer(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.calls.append((headers, json.loads(body)))
        await self.before_answer(len(self.calls))
        size = self.endless or len(self.body)
        told = {"Content-Length": str(size), "Connection": "keep-alive" if self.stays else "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + (b"" if self.endless else self.body))
        await writer.drain()
        while self.sent < self.endless:
            writer.write(b"x" * (MEGABYTE // 16))
            await writer.drain()
            self.sent += MEGABYTE // 16
