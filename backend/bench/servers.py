"""Scratch servers of one measurement: PostgreSQL, Temporal, the counting SMTP sink, worker processes."""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from backend.embedded.processes import die_with_parent
from backend.embedded.scratch import scratch_postgres
from backend.embedded.temporal import server_command, server_environment, wait_for_temporal

_PORTS: Final = (15_000, 32_000)
_LONGEST_LINE: Final = 1 << 26
"""Reports of a sink are one line of JSON."""


def free_port() -> int:
    """A loopback port nobody listens on. Not of those the system hands out by itself: it would give it away again
    before the server it is meant for has started."""
    while True:
        port = random.randrange(*_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@asynccontextmanager
async def child(
    command: Sequence[str], environment: Mapping[str, str], log: Path, *, talk: bool = False
) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process that is ended on leaving, and with us; what it says goes to `log`."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environment),
            stderr=output,
            stdin=subprocess.PIPE if talk else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talk else output,
            preexec_fn=die_with_parent,
            limit=_LONGEST_LINE,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 45)
            except TimeoutError:
                process.kill()
                await process.wait()


@asynccontextmanager
async def postgres(folder: Path) -> AsyncGenerator[str]:
    """URL of a scratch PostgreSQL with its ordinary, durable settings."""
    with scratch_postgres(folder=folder / "postgres") as server:
        yield server.get_uri()


@asynccontextmanager
async def temporal(folder: Path) -> AsyncGenerator[str]:
    """Address of a scratch Temporal dev server, as the embedded stack runs it."""
    port = free_port()
    command = server_command(folder / "temporal.db", port=port, ui_port=free_port())
    async with child(command, server_environment(folder), folder / "temporal.log"):
        await wait_for_temporal(f"127.0.0.1:{port}")
        yield f"127.0.0.1:{port}"


def cpu_seconds(folder: Path) -> dict[str, float]:
    """CPU that each kind of process has taken so far: PostgreSQL, Temporal, the sink, the workers."""
    postmaster = int((folder / "postgres" / "pg" / "postmaster.pid").read_text().split()[0])
    kinds = {"temporal": "start-dev", "sink": "backend.bench.sink", "workers": "backend.bench.worker"}
    taken = {"postgres": _cpu(psutil.Process(postmaster), children=True)}
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # one that has ended, ours to bury or not
            line = " ".join(process.cmdline())
            for kind in (kind for kind, mark in kinds.items() if mark in line):
                taken[kind] = taken.get(kind, 0.0) + _cpu(process)
    return {kind: round(seconds, 2) for kind, seconds in taken.items()}


def difference(later: dict[str, float], earlier: dict[str, float]) -> dict[str, float]:
    """CPU taken in between, kind by kind."""
    return {kind: round(seconds - earlier.get(kind, 0.0), 2) for kind, seconds in later.items()}


def _cpu(process: psutil.Process, *, children: bool = False) -> float:
    taken = 0.0
    for one in [process, *(process.children() if children else [])]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            taken += times.user + times.system + (times.children_user + times.children_system if children else 0.0)
    return taken


@dataclass(frozen=True, slots=True)
class Sink:
    """The counting SMTP server in its own process."""

    port: int
    process: asyncio.subprocess.Process

    async def report(self, *, reset: bool = False) -> dict[str, Any]:
        """Counts so far; with `reset`, counting starts anew and the answer is empty."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"reset\n" if reset else b"report\n")
        return json.loads(await self.process.stdout.readline())


@asynccontextmanager
async def sink(folder: Path) -> AsyncGenerator[Sink]:
    """A running sink."""
    command = [sys.executable, "-m", "backend.bench.sink"]
    async with child(command, os.environ, folder / "sink.log", talk=True) as process:
        assert process.stdout is not None
        yield Sink(int(await process.stdout.readline()), process)


@asynccontextmanager
async def worker(folder: Path, environment: Mapping[str, str]) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A worker process as the product runs it."""
    command = [sys.executable, "-m", "backend.bench.worker"]
    async with child(command, {**os.environ, **environment}, folder / "worker.log") as process:
        yield process
