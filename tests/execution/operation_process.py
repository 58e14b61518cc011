"""A worker process cut down to one operation, to be killed by tests: a line for every chunk that was committed."""

import asyncio
import os
import sys
from uuid import UUID

from backend.actions.operations import run_shunt
from backend.enrollments.operations import run_stop_journey
from backend.execution.operations import OperationDeps
from backend.journeys.backtest import run_backtest
from backend.kit.db import create_engine, create_sessions
from backend.settings import load_settings
from tests.patience import PATIENCE_S

RUNS = {"backtest": run_backtest, "shunt": run_shunt, "stop_journey": run_stop_journey}


async def killed_after(chunks: int, kind: str, operation: UUID, database_url: str) -> None:
    """Let a process of its own work on the operation, and kill -9 it when so many chunks are committed."""
    environment = {**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": "k" * 40}
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, kind, str(operation), env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    for _ in range(chunks):
        assert await asyncio.wait_for(victim.stdout.readline(), PATIENCE_S) == b"chunk\n"
    victim.kill()
    await victim.wait()


async def main() -> None:
    """Run the operation of the second argument, which is of the kind of the first."""
    settings = load_settings()
    deps = OperationDeps(create_sessions(create_engine(settings.database_url)), settings)
    await RUNS[sys.argv[1]](deps, UUID(sys.argv[2]), lambda: print("chunk", flush=True))


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
