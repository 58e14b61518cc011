"""A worker process as the product runs it, which says at its end how much CPU it took; with PROFILE_TO also where."""

import asyncio
import cProfile
import json
import logging
import os
import resource
import signal
import time

import uvloop

from backend.settings import load_settings
from backend.worker import run_worker


async def main() -> None:
    """Work until SIGTERM, then report on standard output."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    begun = time.monotonic()
    await run_worker(load_settings(), stop)
    used = resource.getrusage(resource.RUSAGE_SELF)
    wall = time.monotonic() - begun
    print("times: " + json.dumps({"user_s": used.ru_utime, "system_s": used.ru_stime, "wall_s": wall}), flush=True)


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
