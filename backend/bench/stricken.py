"""A whole stack on scratch folders whose parts can be killed: the product's own programs under its own supervisor."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import psutil

from backend.bench import servers
from backend.embedded.postgres import keep_postgres, start_postgres, stop_postgres
from backend.embedded.processes import Child, Supervisor
from backend.embedded.scratch import ends_with_us
from backend.embedded.seed import issue_token, seed_installation
from backend.embedded.temporal import server_command, server_environment, wait_for_temporal
from backend.migrations import migrate

KINDS: Final = ("worker", "api", "temporal", "postgres")
WORKERS: Final = 2
_START_S: Final = 300.0
"""Seconds that servers may take to start on a busy machine."""
_PATIENT: Final = 10_000
"""Exits within seconds that the supervisor puts up with: here they are wanted."""


@dataclass(frozen=True, slots=True)
class DroppingSink:
    """The scripted SMTP server in its own process, which nobody kills."""

    port: int
    process: asyncio.subprocess.Process

    async def in_flight(self) -> int:
        """Mails it has and whose sender does not know it yet: what a kill at this moment leaves in doubt."""
        return (await self._answer("flight"))["unsaid"]

    async def ask(self, question: str = "report") -> dict[str, dict[str, int]]:
        """What it has got by `recipient|subject`, and its drops by phase."""
        return await self._answer(question)

    async def _answer(self, question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(question.encode() + b"\n")
        return json.loads(await self.process.stdout.readline())


@asynccontextmanager
async def dropping_sink(folder: Path, seed: int, share: float) -> AsyncGenerator[DroppingSink]:
    """A sink that hangs up in `share` of all chances."""
    command = [sys.executable, "-m", "backend.bench.dropping_sink", str(seed), str(share)]
    async with servers.child(command, os.environ, folder / "sink.log", talk=True) as process:
        assert process.stdout is not None
        yield DroppingSink(int(await process.stdout.readline()), process)


@dataclass
class Stack:
    """The running stack. `killed` counts by kind."""

    folder: Path
    database_url: str
    api_url: str
    token: str
    supervisor: Supervisor
    killed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def postgres_folder(self) -> Path:
        return self.folder / "postgres" / "pg"

    async def kill(self, kind: str, dice: Any) -> str:
        """kill -9 of one part; answers what was hit. Whoever watches over it starts it again."""
        self.killed[kind] += 1
        if kind == "postgres":
            return await asyncio.to_thread(self._kill_postgres, whole=dice.random() < 0.6)
        child = dice.choice([one for one in self.supervisor.children if one.name.startswith(kind)])
        if child.process is not None and child.process.returncode is None:
            child.process.kill()
        return child.name

    def _kill_postgres(self, *, whole: bool) -> str:
        """The postmaster with all its children, or one backend only, after which it starts all the others anew."""
        with suppress(psutil.NoSuchProcess, OSError, ValueError, IndexError):
            postmaster = psutil.Process(int((self.postgres_folder / "postmaster.pid").read_text().split()[0]))
            children = postmaster.children(recursive=True)
            if whole:
                for process in [postmaster, *children]:
                    with suppress(psutil.NoSuchProcess):
                        process.send_signal(signal.SIGKILL)
                return "postgres, the postmaster and all"
            backends = [one for one in children if "tabiji" in " ".join(one.cmdline())]
            for process in backends[:1]:
                process.send_signal(signal.SIGKILL)
            return "postgres, one backend"
        return "postgres, which was down"


@asynccontextmanager
async def stack(folder: Path, smtp_port: int) -> AsyncGenerator[Stack]:
    """Everything running; all of it has ended on leaving."""
    data = folder / "postgres" / "pg"
    data.parent.mkdir()
    supervisor = Supervisor(folder / "processes.json", max_quick_exits=_PATIENT)
    watching: list[asyncio.Task[None]] = []
    with ends_with_us(str(data / "postmaster.pid"), folder):
        try:
            running = await _start(folder, data, supervisor, smtp_port)
            watching = [asyncio.create_task(supervisor.watch()), asyncio.create_task(keep_postgres(data))]
            yield running
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            await supervisor.stop()
            await stop_postgres(data)


async def _start(folder: Path, data: Path, supervisor: Supervisor, smtp_port: int) -> Stack:
    temporal_port, api_port = servers.free_port(), servers.free_port()
    command = server_command(folder / "temporal.db", port=temporal_port, ui_port=servers.free_port())
    await supervisor.add(Child("temporal", command, server_environment(folder), folder / "temporal.log"))
    _, url = await start_postgres(data)
    await migrate(url)
    login = await seed_installation(url)
    assert login is not None
    token = await issue_token(url, login["email"], "bench")
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "TEMPORAL_ADDRESS": f"127.0.0.1:{temporal_port}",
        "SECRET_KEY": "bench-secret-key-of-32-bytes-or-more",
        "ENVIRONMENT": "embedded",
        "SMTP_PORT": str(smtp_port),
        "SMTP_TIMEOUT": "5",
        "API_PORT": str(api_port),
        "COHORT_CAPACITY": "100",
    }
    await wait_for_temporal(f"127.0.0.1:{temporal_port}")
    for name in ["api", *(f"worker-{number}" for number in range(1, WORKERS + 1))]:
        command = [sys.executable, "-m", "backend.cli", name.split("-")[0]]
        await supervisor.add(Child(name, command, environment, folder / f"{name}.log"))
    api_url = f"http://127.0.0.1:{api_port}"
    await until_ready(api_url)
    await _until_working(url)
    return Stack(folder, url, api_url, token, supervisor)


async def _until_working(database_url: str) -> None:
    """Until all workers have signed on: who is killed before that strikes nothing."""
    connection = await asyncpg.connect(database_url)
    try:
        async with asyncio.timeout(_START_S):
            while await connection.fetchval("select count(*) from worker") < WORKERS:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    finally:
        await connection.close()


async def until_ready(api_url: str) -> None:
    """Until the API answers that it can work."""
    async with httpx.AsyncClient(base_url=api_url, timeout=20) as client, asyncio.timeout(_START_S):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.2)
