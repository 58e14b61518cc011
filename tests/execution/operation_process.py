"""A worker process cut down to one operation, to be killed by tests: a line for every chunk that was committed."""

import asyncio
import os
import signal
import sys
from uuid import UUID

from backend.actions.operations import run_shunt
from backend.attention.operations import run_settle_mails
from backend.enrollments.operations import run_stop_journey
from backend.execution.operations import OperationDeps
from backend.journeys.backtest import run_backtest
from backend.kit.db import create_engine, create_sessions
from backend.settings import load_settings
from tests.patience import PATIENCE_S

RUNS = {
    "backtest": run_backtest,
    "settle_mails": run_settle_mails,
    "shunt": run_shunt,
    "stop_journey": run_stop_journey,
}


async def killed_after(chunks: int, kind: str, operation: UUID, database_url: str) -> None:
    """Let a process of its own work on the operation, and kill -9 it when just so many chunks are committed."""
    environment = {**os.environ, "DATABASE_URL": database_url, "SECRET_KEY": "k" * 40}
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        kind,
        str(operation),
        str(chunks),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert victim.stdout is not None
    for _ in range(chunks):
        assert await asyncio.wait_for(victim.stdout.readline(), PATIENCE_S) == b"chunk\n"
    victim.kill()
    await victim.wait()


async def main() -> None:
    """Run the operation of the second argument, which is of the kind of the first; stand still after the chunks of the
    third, since nobody knows when the end comes."""
    settings = load_settings()
    deps = OperationDeps(create_sessions(create_engine(settings.database_url)), settings)
    left = iter(range(int(sys.argv[3]) - 1))

    def told() -> None:
        print("chunk", flush=True)
        if next(left, None) is None:
            signal.pause()

    await RUNS[sys.argv[1]](deps, UUID(sys.argv[2]), told)


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
