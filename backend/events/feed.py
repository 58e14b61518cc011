"""Live figures for any number of listeners: one poller per subject and process, running only while somebody listens."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, Protocol

log = logging.getLogger(__name__)

INTERVAL: Final = 1.0
"""Seconds between two looks: a listener hears of a subject at most this often."""

Reading = Mapping[str, str]
"""What a look saw: text by key. A key is the name of the event, with `:<id>` where there are several."""
Look = Callable[[], Awaitable[Reading]]
"""Reads a subject now; equal texts mean that nothing changed."""


class End(Protocol):
    """An event of any library that says that the process shuts down."""

    async def wait(self) -> object: ...


class Listener:
    """One open stream. It keeps the newest text of each key until it is read: the slow skip, nothing piles up."""

    def __init__(self) -> None:
        self._pending: dict[str, str] = {}
        self._something = asyncio.Event()
        self._over = False

    def tell(self, key: str, text: str) -> None:
        """Something is new."""
        self._pending[key] = text
        self._something.set()

    async def close_at(self, end: End) -> None:
        """End `texts` when `end` comes."""
        await end.wait()
        self._over = True
        self._something.set()

    async def texts(self) -> AsyncIterator[tuple[str, str]]:
        """What is new, as key and text, until the end comes."""
        while not self._over:
            await self._something.wait()
            self._something.clear()
            pending, self._pending = self._pending, {}
            for key, text in pending.items():
                yield key, text


class Feed:
    """The latest reading of one subject, shared by its listeners."""

    def __init__(self, look: Look, interval: float) -> None:
        self._look = look
        self._interval = interval
        self._latest: Reading = {}
        self._listeners: set[Listener] = set()
        self._task = asyncio.create_task(self._poll())

    def join(self, listener: Listener) -> None:
        """Tell the listener the latest reading now, and every change from here on."""
        self._listeners.add(listener)
        for key, text in self._latest.items():
            listener.tell(key, text)

    def leave(self, listener: Listener) -> bool:
        """Whether that was the last one; the poller has ended then."""
        self._listeners.discard(listener)
        if not self._listeners:
            self._task.cancel()
        return not self._listeners

    async def _poll(self) -> None:
        while True:
            try:
                self._spread(await self._look())
            except Exception:
                # A database restart must not end the stream of every open browser tab: the next look tries again.
                log.warning("live figures could not be read", exc_info=True)
            await asyncio.sleep(self._interval)

    def _spread(self, reading: Reading) -> None:
        for key, text in reading.items():
            if self._latest.get(key) != text:
                for listener in self._listeners:
                    listener.tell(key, text)
        self._latest = reading


class Feeds:
    """All feeds of a process by subject; a feed lives from its first listener to its last."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._feeds: dict[str, Feed] = {}

    @property
    def subjects(self) -> list[str]:
        """What is being polled now."""
        return sorted(self._feeds)

    async def stream(self, looks: Mapping[str, Look], end: End) -> AsyncGenerator[tuple[str, str]]:
        """Readings of several subjects as one stream of keys and texts, until `end`.

        A look is used if nobody listens to its subject yet.
        """
        listener = Listener()
        closing = asyncio.create_task(listener.close_at(end))
        try:
            for subject, look in looks.items():
                if subject not in self._feeds:
                    self._feeds[subject] = Feed(look, self._interval)
                self._feeds[subject].join(listener)
            async for told in listener.texts():
                yield told
        finally:
            closing.cancel()
            for subject in looks:
                feed = self._feeds.get(subject)
                if feed is not None and feed.leave(listener):
                    del self._feeds[subject]
