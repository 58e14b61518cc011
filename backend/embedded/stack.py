"""`tabiji up`: the whole product on one machine. Starts every part in order, says where it is, stops all it started."""

import asyncio
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from temporalio.service import RPCError

from backend.embedded import seed
from backend.embedded.data_dir import DataDir, write_private
from backend.embedded.ports import ChosenPort, choose_port
from backend.embedded.postgres import keep_postgres, start_postgres, stop_postgres
from backend.embedded.processes import Child, Supervisor, end_leftovers
from backend.embedded.temporal import has_worker, server_command, server_environment, wait_for_temporal
from backend.migrations import migrate
from workflows.contracts import ADVANCE_QUEUE

log = logging.getLogger(__name__)

READY_TIMEOUT_S = 240.0
WANTED_PORTS = {"temporal": 7233, "temporal_ui": 8233, "inbox": 2525}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What the user may choose. `port` is the web port; `ready_file` is written when everything answers."""

    data_dir: Path
    port: int = 8400
    ready_file: Path | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class StackPorts:
    """The ports this run uses, each with the one that was wanted."""

    web: ChosenPort
    temporal: ChosenPort
    temporal_ui: ChosenPort
    inbox: ChosenPort

    @classmethod
    def choose(cls, web: int) -> "StackPorts":
        taken: set[int] = set()
        chosen: dict[str, ChosenPort] = {}
        for name, wanted in {"web": web, **WANTED_PORTS}.items():
            chosen[name] = choose_port(wanted, taken=frozenset(taken))
            taken.add(chosen[name].number)
        return cls(**chosen)

    def moved(self) -> list[str]:
        """A sentence for each port that had to differ from the wanted one."""
        named = {
            "web": self.web,
            "Temporal": self.temporal,
            "Temporal UI": self.temporal_ui,
            "mail inbox": self.inbox,
        }
        return [f"Port {p.wanted} is taken; {name} uses {p.number}." for name, p in named.items() if p.moved]


async def up(options: StackOptions, say: Say) -> None:
    """Run the stack until SIGINT or SIGTERM. Everything it started has ended when this returns.

    Raises DataDirInUse when another stack holds the folder, ChildFailed when a part keeps ending.
    """
    data = DataDir(options.data_dir.expanduser().resolve())
    data.prepare()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopping.set)
    with data.locked():
        run = asyncio.create_task(run_stack(data, options, say))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({run, stop}, return_when=asyncio.FIRST_COMPLETED)
        if stop.done():
            say("Stopping ...")
        run.cancel()
        stop.cancel()
        outcome = (await asyncio.gather(run, return_exceptions=True))[0]
    if isinstance(outcome, Exception):
        raise outcome
    say("Stopped. Everything is kept in " + str(data.root))


async def run_stack(data: DataDir, options: StackOptions, say: Say) -> None:
    """Start all parts, report readiness, keep them running until cancelled; then end them."""
    began = time.monotonic()
    for name in end_leftovers(data.processes):
        say(f"Ended {name}, left over from an earlier run.")
    supervisor = Supervisor(data.processes)
    ports = StackPorts.choose(options.port)
    for sentence in ports.moved():
        say(sentence)
    say("Starting PostgreSQL, Temporal, worker and API ...")
    try:
        await start_temporal(supervisor, data, ports)  # takes its time, while the database is made ready
        _, database_url = await start_postgres(data.postgres)
        await migrate(database_url)
        login = await seed.first_login(data, database_url)
        environment = stack_environment(data, ports, database_url)
        await wait_for_temporal(environment["TEMPORAL_ADDRESS"])
        await start_children(supervisor, data, environment, workers=options.workers)
        url = f"http://127.0.0.1:{ports.web.number}"
        await wait_until_ready(url, ports, supervisor)
        report_ready(options, say, url=url, login=login, environment=environment, seconds=time.monotonic() - began)
        await first_failure(supervisor.watch(), keep_postgres(data.postgres))
    finally:
        await supervisor.stop()
        await stop_postgres(data.postgres)
        if options.ready_file:
            options.ready_file.unlink(missing_ok=True)


async def first_failure(*watching: Coroutine[Any, Any, None]) -> None:
    """Run all until one of them fails; the others are cancelled and its exception raised."""
    tasks = [asyncio.create_task(one) for one in watching]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def stack_environment(data: DataDir, ports: StackPorts, database_url: str) -> dict[str, str]:
    """Settings of the child processes; what the user has set in the environment wins where it is no address of ours."""
    dist = Path(__file__).parent.parent.parent / "frontend" / "dist"
    ours = {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": f"127.0.0.1:{ports.temporal.number}",
        "PUBLIC_URL": f"http://127.0.0.1:{ports.web.number}",
        "SECRET_KEY": data.secret_key(),
        "ENVIRONMENT": "embedded",
        "SECURE_COOKIES": "false",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(ports.inbox.number),
        "INBOX_SMTP_PORT": str(ports.inbox.number),
        "API_PORT": str(ports.web.number),
        "PYTHONUNBUFFERED": "1",
    }
    if dist.joinpath("index.html").exists():
        ours["FRONTEND_DIST"] = str(dist)
    return {**os.environ, **ours}


async def start_temporal(supervisor: Supervisor, data: DataDir, ports: StackPorts) -> None:
    """Start the Temporal dev server on the folder's state."""
    command = server_command(data.temporal_db, port=ports.temporal.number, ui_port=ports.temporal_ui.number)
    await supervisor.add(Child("temporal", command, server_environment(data.root), data.logs / "temporal.log"))


async def start_children(supervisor: Supervisor, data: DataDir, environment: dict[str, str], *, workers: int) -> None:
    """What needs database and Temporal: inbox, API and workers."""
    python = [sys.executable, "-m", "backend.cli"]
    for name in ["inbox", "api", *(f"worker-{n}" for n in range(1, workers + 1))]:
        command = [*python, name.split("-")[0]]
        await supervisor.add(Child(name, command, environment, data.logs / f"{name}.log"))


async def wait_until_ready(url: str, ports: StackPorts, supervisor: Supervisor) -> None:
    """Return when API, database, Temporal, inbox and a worker answer. Raises ChildFailed or TimeoutError."""
    deadline = time.monotonic() + READY_TIMEOUT_S
    async with httpx.AsyncClient(base_url=url, timeout=20) as client:
        while not await everything_answers(client, ports):
            for child in supervisor.children:
                if child.process is not None and child.process.returncode is not None:
                    await supervisor.revive(child)
            if time.monotonic() > deadline:
                tails = "\n".join(f"--- {c.name}\n{c.last_lines(5)}" for c in supervisor.children)
                raise TimeoutError(f"{url} was not ready within {READY_TIMEOUT_S:.0f} s.\n{tails}")
            await asyncio.sleep(0.15)


async def everything_answers(client: httpx.AsyncClient, ports: StackPorts) -> bool:
    """One look: the API with what it needs, the inbox's SMTP port, a worker that polls for chunks."""
    try:
        if (await client.get("/readyz")).status_code != 200:
            return False
        _, writer = await asyncio.open_connection("127.0.0.1", ports.inbox.number)
        writer.close()
        return await has_worker(f"127.0.0.1:{ports.temporal.number}", ADVANCE_QUEUE)
    except (httpx.TransportError, OSError, RPCError):
        return False


def report_ready(
    options: StackOptions, say: Say, *, url: str, login: dict[str, Any], environment: dict[str, str], seconds: float
) -> None:
    """Tell the user where to go, and scripts through the ready file."""
    if options.ready_file:
        ready = {
            "url": url,
            "api_token": login["api_token"],
            "database_url": environment["DATABASE_URL"],
            "temporal_address": environment["TEMPORAL_ADDRESS"],
            "login": {"email": login["email"], "password": login["password"]},
        }
        write_private(options.ready_file, json.dumps(ready, indent=1))
    say("")
    say(f"  Tabiji is ready ({seconds:.1f} s)   {url}")
    say(f"  Login      {login['email']}   {login['password']}")
    say(f"  Data       {options.data_dir}   (Ctrl-C stops everything and keeps it)")
    say("")
