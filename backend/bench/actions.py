"""Billable actions, counted from histories as Temporal Cloud counts them."""

from dataclasses import dataclass
from typing import Final

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

_BILLABLE: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        EventType.EVENT_TYPE_TIMER_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED,
        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    }
)


@dataclass(frozen=True, slots=True)
class Actions:
    """Totals over all runs of a workflow type. Activity retries count as actions as well."""

    runs: int
    billable: int
    events: int


async def count_actions(client: Client, workflow_type: str) -> Actions:
    """Read the histories of every run of this type."""
    runs = billable = events = 0
    async for run in client.list_workflows(f"WorkflowType = '{workflow_type}'"):
        runs += 1
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        async for event in handle.fetch_history_events():
            events += 1
            billable += event.event_type in _BILLABLE
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
                billable += event.activity_task_started_event_attributes.attempt - 1
    return Actions(runs, billable, events)
