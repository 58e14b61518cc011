"""Live figures: one poller for many listeners, and nothing left running."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator

from backend.events.feed import Feeds, Reading
from tests.patience import PATIENCE_S, patience, until


class Subject:
    """A reading that tests set, with a count of the looks."""

    def __init__(self) -> None:
        self.reading: dict[str, str] = {"stats": "1"}
        self.looks = 0
        self.broken = False

    async def look(self) -> Reading:
        self.looks += 1
        if self.broken:
            raise ConnectionError("the database restarts")
        return dict(self.reading)


def stream(feeds: Feeds, **subjects: Subject) -> AsyncGenerator[tuple[str, str]]:
    looks = {name: subject.look for name, subject in subjects.items()}
    return feeds.stream(looks, asyncio.Event())


async def told(texts: AsyncIterator[tuple[str, str]]) -> tuple[str, str]:
    return await asyncio.wait_for(anext(texts), PATIENCE_S)


async def test_many_listeners_cost_one_look_at_a_time() -> None:
    feeds, subject = Feeds(interval=0.05), Subject()
    streams = [stream(feeds, a=subject) for _ in range(50)]
    assert [await told(one) for one in streams] == [("stats", "1")] * 50
    before, began = subject.looks, time.monotonic()
    await asyncio.sleep(0.26)
    assert subject.looks - before <= (time.monotonic() - began) / 0.05 + 1
    for one in streams:
        await one.aclose()


async def test_what_did_not_change_is_not_told_again() -> None:
    feeds, subject = Feeds(interval=0.01), Subject()
    texts = stream(feeds, a=subject)
    assert await told(texts) == ("stats", "1")
    waiting = asyncio.ensure_future(anext(texts))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    subject.reading["stats"] = "2"
    assert await asyncio.wait_for(waiting, PATIENCE_S) == ("stats", "2")
    await texts.aclose()


async def test_a_slow_listener_gets_the_newest_and_no_backlog() -> None:
    feeds, subject = Feeds(interval=0.005), Subject()
    texts = stream(feeds, a=subject)
    await told(texts)
    for number in range(2, 12):
        subject.reading["stats"], looks = str(number), subject.looks
        while subject.looks < looks + 2:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert await told(texts) == ("stats", "11")
    await texts.aclose()


async def test_a_late_listener_hears_the_present_at_once() -> None:
    feeds, subject = Feeds(interval=60), Subject()
    first, second = stream(feeds, a=subject), stream(feeds, a=subject)
    assert await told(first) == await told(second) == ("stats", "1")
    assert subject.looks == 1
    await first.aclose()
    await second.aclose()


async def test_a_database_restart_does_not_end_the_stream() -> None:
    feeds, subject = Feeds(interval=0.01), Subject()
    texts = stream(feeds, a=subject)
    await told(texts)
    subject.broken, looks = True, subject.looks
    await until(lambda: subject.looks > looks)
    subject.reading["stats"], subject.broken = "2", False
    assert await told(texts) == ("stats", "2")
    await texts.aclose()


async def test_the_poller_ends_with_its_last_listener() -> None:
    feeds, subject, other = Feeds(interval=0.01), Subject(), Subject()
    first, second = stream(feeds, a=subject, b=other), stream(feeds, a=subject)
    await told(first)
    await told(second)
    assert feeds.subjects == ["a", "b"]
    await first.aclose()
    assert feeds.subjects == ["a"]
    await second.aclose()
    assert feeds.subjects == []
    looks = subject.looks
    await asyncio.sleep(0.05)
    assert subject.looks == looks


async def test_every_stream_ends_by_itself_when_the_process_shuts_down() -> None:
    feeds, subject, end = Feeds(interval=60), Subject(), asyncio.Event()
    streams = [feeds.stream({"a": subject.look}, end) for _ in range(3)]
    for texts in streams:
        await told(texts)
    end.set()
    for texts in streams:
        async with patience():
            assert [text async for text in texts] == []
    assert feeds.subjects == []
