"""Child processes: started, watched, restarted, ended; and the ones a killed predecessor left behind."""

import asyncio
import ctypes
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

log = logging.getLogger(__name__)

QUICK_EXIT_S = 10.0
"""A child that ends sooner than this after its start counts as failing."""
MAX_QUICK_EXITS = 5
STOP_GRACE_S = 15.0
PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A child keeps ending; the message names it and its log."""


def die_with_parent() -> None:
    """In the child: ask Linux to end it when the supervisor dies, even by kill -9."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep running, with its log."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log_path: Path
    process: asyncio.subprocess.Process | None = None
    started: float = 0.0
    quick_exits: int = 0

    async def start(self) -> None:
        """Start it, its output appended to its log."""
        with self.log_path.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,
            )
        self.started = time.monotonic()

    async def stop(self, grace: float = STOP_GRACE_S) -> None:
        """End it: SIGTERM, and SIGKILL when the grace (seconds) is over."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), grace)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-count:])


@dataclass
class Supervisor:
    """Keeps children running until stopped. The first added is what the others depend on."""

    record: Path
    children: list[Child] = field(default_factory=list[Child])
    max_quick_exits: int = MAX_QUICK_EXITS

    async def add(self, child: Child) -> Child:
        """Start a child and keep it."""
        await child.start()
        self.children.append(child)
        self.write_record()
        return child

    async def watch(self) -> None:
        """Restart what ends. Raises ChildFailed when one keeps ending within seconds."""
        while True:
            await asyncio.sleep(0.5)
            for child in self.children:
                if child.process is not None and child.process.returncode is not None:
                    await self.revive(child)

    async def revive(self, child: Child) -> None:
        """Start an ended child again, slower each time it fails at once."""
        quick = time.monotonic() - child.started < QUICK_EXIT_S
        child.quick_exits = child.quick_exits + 1 if quick else 0
        if child.quick_exits >= self.max_quick_exits:
            raise ChildFailed(f"{child.name} keeps ending. The end of {child.log_path}:\n{child.last_lines()}")
        log.warning("%s ended; starting it again", child.name)
        await asyncio.sleep(min(2.5, 0.5 * child.quick_exits))
        await child.start()
        self.write_record()

    async def stop(self) -> None:
        """End all children: the first started last, since the others need it to end in peace."""
        await asyncio.gather(*(child.stop() for child in self.children[1:]))
        await asyncio.gather(*(child.stop() for child in self.children[:1]))
        self.record.unlink(missing_ok=True)

    def write_record(self) -> None:
        """Note pids and start times, so that a successor can recognise what a kill -9 left behind."""
        rows: list[dict[str, Any]] = []
        for child in self.children:
            if child.process is not None and child.process.returncode is None:
                try:
                    created = psutil.Process(child.process.pid).create_time()
                except psutil.NoSuchProcess:
                    continue
                rows.append({"name": child.name, "pid": child.process.pid, "created": created})
        self.record.write_text(json.dumps(rows))


def end_leftovers(record: Path) -> list[str]:
    """End processes that an earlier supervisor started and did not end; returns their names.

    A pid counts only with the start time noted beside it: a number used anew belongs to somebody else.
    """
    if not record.exists():
        return []
    rows: list[dict[str, Any]] = []
    with suppress(ValueError):  # half-written by a supervisor that died
        rows = json.loads(record.read_text())
    leftovers: list[tuple[str, psutil.Process]] = []
    for row in rows:
        try:
            process = psutil.Process(row["pid"])
            if abs(process.create_time() - row["created"]) < 1:
                leftovers.append((row["name"], process))
        except psutil.NoSuchProcess:
            continue
    for _, process in leftovers:
        process.terminate()
    _, alive = psutil.wait_procs([process for _, process in leftovers], timeout=5)
    for process in alive:
        process.kill()
    record.unlink(missing_ok=True)
    return [name for name, _ in leftovers]
