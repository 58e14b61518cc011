"""Where crowds play: a large one in a process of its own, so that nobody else's request waits for the interpreter.

A few play at once; who comes after them is told so. A crowd whose asker has gone away plays no further.
"""

import asyncio
import os
import pickle  # between this process and a child of its own
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final

from backend.journeys.errors import SimulationsBusy
from workflows.journey.crowd import Counts, Crowd

GivenUp = Callable[[], Awaitable[bool]]
AT_ONCE: Final = 2
"""Crowds that play at the same time for one API process."""
HERE: Final = 1000
"""Contacts that play sooner than a process would start."""
AT_A_TIME: Final = 200
"""Contacts of a small crowd between two looks at whether anybody still waits for it."""
LOOK_S: Final = 0.2
"""Seconds between two looks while a large one plays."""
_NICE: Final = 3


@dataclass(slots=True)
class Playhouse:
    """Seats for crowds."""

    seats: int = AT_ONCE
    playing: int = 0

    async def play(self, crowd: Crowd, contacts: int, given_up: GivenUp) -> Counts:
        """What they make of the journey; once it is given up, of those who had played. Raises SimulationsBusy."""
        with self.seat():
            if contacts > HERE:
                return await _elsewhere(crowd, contacts, given_up)
            counts = Counts()
            playing = crowd.counting(counts, range(contacts))
            while await asyncio.to_thread(_some, playing) and not await given_up():
                pass
            return counts

    @contextmanager
    def seat(self) -> Generator[None]:
        """Hold one while a crowd plays. Raises SimulationsBusy."""
        if self.playing >= self.seats:
            raise SimulationsBusy("too many simulations play at this moment; try again shortly", playing=self.playing)
        self.playing += 1
        try:
            yield
        finally:
            self.playing -= 1


PLAYHOUSE: Final = Playhouse()
"""The one of this process."""


def _some(playing: Iterator[int]) -> bool:
    """Let some more play; whether there were enough of them."""
    return sum(1 for _ in islice(playing, AT_A_TIME)) == AT_A_TIME


async def _elsewhere(crowd: Crowd, contacts: int, given_up: GivenUp) -> Counts:
    """Of a crowd that is given up nothing is known."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdin=pipe, stdout=pipe)
    answer = asyncio.ensure_future(child.communicate(pickle.dumps((crowd, contacts))))
    try:
        while not answer.done():
            if await given_up():
                return Counts()
            await asyncio.wait({answer}, timeout=LOOK_S)
        told, _ = await answer
    finally:
        if child.returncode is None:
            child.kill()
        await asyncio.wait({answer})
    if child.returncode != 0:
        raise RuntimeError(f"the process of a simulation ended with {child.returncode}")
    counts = pickle.loads(told)  # noqa: S301 - written by our own child
    assert isinstance(counts, Counts)
    return counts


def _main() -> None:
    """The child: plays what it is handed, behind everything else that wants the processor."""
    os.nice(_NICE)
    parent = os.getppid()
    crowd, contacts = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - written by our own parent
    assert isinstance(crowd, Crowd)
    counts, looked = Counts(), time.monotonic()
    for _ in crowd.counting(counts, range(contacts)):
        if time.monotonic() - looked > LOOK_S:
            if os.getppid() != parent:  # nobody is left to tell
                return
            looked = time.monotonic()
    sys.stdout.buffer.write(pickle.dumps(counts))


if __name__ == "__main__":
    _main()
