"""The worker's share: reactions that were kept and not applied, because something crashed or a click is held."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from backend.engagement.apply import apply_pending
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Sessions

log = logging.getLogger(__name__)

EVERY_S: Final = 1.0


async def keep_applying(sessions: Sessions, stop: asyncio.Event, *, clock: Clock = utc_now) -> None:
    """Looks for pending reactions every second until `stop` is set. What two workers find is done once."""
    while not stop.is_set():
        try:
            await apply_pending(sessions, clock)
        except Exception as error:  # drivers have many ways to say that the database is away; the worker lives on
            log.warning("pending reactions wait (%s: %s)", type(error).__name__, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY_S)
