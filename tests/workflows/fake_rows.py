"""Stands for machine, ledger and journal: a, 30 days, b, wait 7 days, then c (somebody opened) or r (nobody did)."""

import asyncio
from datetime import datetime, timedelta

from temporalio import activity

from workflows.contracts import ADVANCE, AdvanceInput, CohortTick


class FakeRows:
    """Members, when each is due, and what was done for them when."""

    def __init__(self, members: int, *, delay: timedelta = timedelta(days=30), window: timedelta = timedelta(days=7)):
        self.members: dict[int, tuple[str, datetime | None]] = {n: ("a", None) for n in range(members)}
        self.delay, self.window = delay, window
        self.done: dict[tuple[int, str], datetime] = {}
        self.opened: set[int] = set()
        self.paused = False
        self.failures = 0
        self.more = 0
        """So many looks that say that their budget ran out."""
        self.calls = 0
        self.called = asyncio.Event()
        self.hold = asyncio.Event()
        self.hold.set()

    @activity.defn(name=ADVANCE)
    async def advance(self, asked: AdvanceInput) -> CohortTick:
        """Move whoever is due."""
        self.calls += 1
        self.called.set()
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database went away")
        if self.paused:
            return CohortTick(open=len(self.members))
        for member, (step, due) in list(self.members.items()):
            if step == "w" and member in self.opened:
                self._end(member, "c", asked.now)
            elif due is None or due <= asked.now:
                self._move(member, step, asked.now)
        self.more -= bool(self.more)
        tick = CohortTick(open=len(self.members), next_due=self._next(), more=self.more > 0)
        await self.hold.wait()
        return tick

    def _move(self, member: int, step: str, now: datetime) -> None:
        if step == "w":
            self._end(member, "r", now)
            return
        assert (member, step) not in self.done, "done twice"
        self.done[member, step] = now
        self.members[member] = ("b", now + self.delay) if step == "a" else ("w", now + self.window)

    def _end(self, member: int, step: str, now: datetime) -> None:
        self.done[member, step] = now
        del self.members[member]

    def _next(self) -> datetime | None:
        return min((due for _, due in self.members.values() if due is not None), default=None)

    def count(self, step: str) -> int:
        """How many got this far."""
        return sum(done == step for _, done in self.done)
