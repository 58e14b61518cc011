"""A worker process cut down to one look at one cohort, to be killed by tests."""

import asyncio
import os
import sys
from datetime import datetime
from uuid import UUID

from backend.execution.advance import Budget
from backend.settings import load_settings
from backend.worker import open_engine


async def main() -> None:
    """Carry the cohort of the first argument as of the second."""
    budget = Budget(chunk_size=200, seconds=600.0, stopping=lambda: False)
    async with open_engine(load_settings(), present=lambda asked: asked, budget=budget) as engine:
        await engine.advancer.carry(UUID(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
