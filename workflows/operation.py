"""A bulk operation (import, bulk enrollment): called again and again until its rows say that it has finished."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import OPERATION_QUEUE, RUN_OPERATION, OperationInput, OperationTick

_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


@workflow.defn(name="operation")
class OperationWorkflow:
    """Progress, cancel and restart are rows; the workflow only sees to it that somebody works on them."""

    @workflow.run
    async def run(self, operation: OperationInput) -> None:
        """Carry the operation to its end."""
        while not (await self._stretch(operation)).finished:
            # Progress is in the database, so nothing is carried over.
            if workflow.info().get_current_history_length() > operation.roll_after:
                workflow.continue_as_new(operation)

    async def _stretch(self, operation: OperationInput) -> OperationTick:
        return await workflow.execute_activity(
            RUN_OPERATION,
            operation,
            result_type=OperationTick,
            task_queue=OPERATION_QUEUE,
            start_to_close_timeout=timedelta(minutes=10),
            heartbeat_timeout=timedelta(seconds=60),
            retry_policy=_RETRY,
        )
