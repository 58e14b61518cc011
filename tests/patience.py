"""Waiting in tests: for what must happen, as long as the slowest machine needs; for a time-out, no time at all.

A limit here only tells a test that hangs from one that takes its time. It is never what a test measures.
"""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Final, TypeVar

PATIENCE_S: Final = 300.0
"""Far more than any machine needs, and less than pytest's own limit, which ends a test less cleanly."""
_LOOK_EVERY_S: Final = 0.05
_LEAPS: Final = 20
T = TypeVar("T")


def patience() -> asyncio.Timeout:
    """`async with patience(): ...` ends a test that would hang."""
    return asyncio.timeout(PATIENCE_S)


async def until(condition: Callable[[], Any]) -> Any:
    """The first truthy answer of `condition`, which may be a coroutine function."""
    async with patience():
        while True:
            found = condition()
            found = await found if inspect.isawaitable(found) else found
            if found:
                return found
            await asyncio.sleep(_LOOK_EVERY_S)


async def outwait(working: asyncio.Task[T], seconds: float, *, again: bool = False) -> T:
    """What comes of `working` once its time-out is over: for its event loop the seconds pass at once.

    A short time-out instead would also hit, on a slow machine, what is only slow. `again` for a time-out that may begin
    only a moment later: the seconds pass over and over, for all that runs in this loop.
    """
    loop = asyncio.get_running_loop()
    real, ahead = loop.time, 0.0
    loop.time = lambda: real() + ahead  # type: ignore[method-assign]
    try:
        ahead += seconds
        for _ in range(_LEAPS if again else 0):
            await asyncio.sleep(_LOOK_EVERY_S)
            if working.done():
                break
            ahead += seconds
        return await asyncio.wait_for(working, PATIENCE_S)
    finally:
        loop.time = real  # type: ignore[method-assign]
