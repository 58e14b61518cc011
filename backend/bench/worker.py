"""A worker process as the product runs it, which says at its end where its time went; with PROFILE_TO also which code.

Stages overlap, so their waiting times add up to more than the whole.
"""

import asyncio
import cProfile
import functools
import json
import logging
import os
import resource
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvloop

from backend.execution import journal, ledger
from backend.execution.chunk import ChunkLoader
from backend.execution.effects.send_email import SendEmails
from backend.execution.mailroom import Mailroom
from backend.execution.passenger import Passenger
from backend.mail.smtp import SmtpPool
from backend.settings import load_settings
from backend.worker import run_worker

_STAGES: Final[dict[str, tuple[Any, str]]] = {
    "load a chunk": (ChunkLoader, "load"),
    "write states and journal": (journal, "write"),
    "mark transmitting": (ledger, "begin_transmission"),
    "record outcomes": (ledger, "record"),
    "smtp": (SmtpPool, "send"),
    "send a chunk": (SendEmails, "perform"),
}
_COMPUTING: Final[dict[str, tuple[Any, str]]] = {
    "machine": (Passenger, "hear"),
    "render and build": (Mailroom, "write"),
}


class Stopwatch:
    """Calls and seconds of each stage."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def add(self, stage: str, begun: float) -> None:
        """One call has ended."""
        self.calls[stage] = self.calls.get(stage, 0) + 1
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun

    def watch(self) -> None:
        """Time the stages from now on."""
        for stage, (owner, name) in _STAGES.items():
            setattr(owner, name, self._waiting(stage, getattr(owner, name)))
        for stage, (owner, name) in _COMPUTING.items():
            setattr(owner, name, self._computing(stage, getattr(owner, name)))

    def _waiting(self, stage: str, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(work)
        async def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return await work(*args, **kwargs)
            finally:
                self.add(stage, begun)

        return timed

    def _computing(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self.add(stage, begun)

        return timed

    def report(self) -> dict[str, Any]:
        """Seconds, calls and milliseconds a call of each stage."""
        return {
            stage: {
                "s": round(seconds, 2),
                "calls": self.calls[stage],
                "ms": round(seconds / self.calls[stage] * 1e3, 2),
            }
            for stage, seconds in self.seconds.items()
        }


async def main() -> None:
    """Work until SIGTERM, then report on standard output."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    watch = Stopwatch()
    watch.watch()
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    await run_worker(load_settings(), stop)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    times = {"cpu_s": round(cpu, 2), "wall_s": round(time.monotonic() - begun, 2), "stages": watch.report()}
    print("times: " + json.dumps(times), flush=True)


if __name__ == "__main__":
    target = os.environ.get("PROFILE_TO")
    if target:
        profile = cProfile.Profile()
        profile.enable()
        uvloop.run(main())
        profile.disable()
        profile.dump_stats(f"{target}.{os.getpid()}")
    else:
        uvloop.run(main())
