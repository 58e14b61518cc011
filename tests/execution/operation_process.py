"""A worker process cut down to one backtest, to be killed by tests: a line for every chunk that was committed."""

import asyncio
import os
import sys
from uuid import UUID

from backend.execution.operations import OperationDeps
from backend.journeys.backtest import run_backtest
from backend.kit.db import create_engine, create_sessions
from backend.settings import load_settings


async def main() -> None:
    """Run the operation of the first argument."""
    settings = load_settings()
    deps = OperationDeps(create_sessions(create_engine(settings.database_url)), settings)
    await run_backtest(deps, UUID(sys.argv[1]), lambda: print("chunk", flush=True))


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
