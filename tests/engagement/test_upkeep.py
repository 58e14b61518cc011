"""The worker's look for pending reactions outlives what goes wrong."""

import asyncio

import pytest

from backend.engagement import upkeep
from backend.kit.db import Sessions
from tests.patience import patience


async def test_a_database_that_goes_away_does_not_end_the_upkeep(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    calls = 0

    async def flaky(*_: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            stop.set()
        if calls < 3:
            raise RuntimeError("connection was closed in the middle of operation")
        return 0

    monkeypatch.setattr(upkeep, "apply_pending", flaky)
    monkeypatch.setattr(upkeep, "EVERY_S", 0.01)
    async with patience():
        await upkeep.keep_applying(sessions, stop)
    assert calls == 3
