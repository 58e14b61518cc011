"""The durable clock of a cohort: it knows its id and the time, never a graph, a contact or a mail.

Everything else is a row. `advance` looks at the rows and says when to look again; a poke says "look now". Due times are
absolute and live in the database, so a lost, reset or new clock on the same cohort goes on from the truth.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import ADVANCE, ADVANCE_QUEUE, POKE, STOP, AdvanceInput, Cohort, CohortTick

_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10))
"""Only infrastructure fails an `advance` (a database away, a killed worker); it is tried until it works."""


class CohortClock:
    """Base of the journey kinds; each is a workflow type of its own in Temporal's UI."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.poked = False
        self.stopped: str | None = None

    @workflow.signal(name=POKE)
    def poke(self) -> None:
        """Look at the database; many pokes are one look."""
        self.poked = True

    @workflow.signal(name=STOP)
    def stop(self, reason: str) -> None:
        """End this clock. The rows stay as they are; a new clock may go on."""
        self.stopped = reason

    async def carry(self) -> str:
        """Look, sleep until the next due time or a poke, look again, until nobody is aboard."""
        while self.stopped is None:
            await self._roll()
            self.poked = False  # before the call: a poke during it means one more look
            tick = await self._advance()
            if self.poked or tick.more:
                continue
            if tick.open == 0:
                return "completed"
            await self._sleep(tick)
        return self.stopped

    async def _roll(self) -> None:
        info = workflow.info()
        if info.get_current_history_length() > self.cohort.roll_after or info.is_continue_as_new_suggested():
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(self.cohort)

    async def _advance(self) -> CohortTick:
        return await workflow.execute_activity(
            ADVANCE,
            AdvanceInput(cohort_id=self.cohort.cohort_id, now=workflow.now()),
            result_type=CohortTick,
            task_queue=ADVANCE_QUEUE,
            start_to_close_timeout=timedelta(minutes=10),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=_RETRY,
        )

    async def _sleep(self, tick: CohortTick) -> None:
        left = None if tick.next_due is None else (tick.next_due - workflow.now()).total_seconds()
        until = "an event" if tick.next_due is None else f"{tick.next_due:%Y-%m-%d %H:%M:%S} UTC"
        workflow.set_current_details(f"{tick.open} aboard, looking again at {until}")
        if left is not None and left <= 0:
            return
        try:
            await workflow.wait_condition(lambda: self.poked or self.stopped is not None, timeout=left)
        except TimeoutError:
            return
