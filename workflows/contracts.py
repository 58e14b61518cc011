"""Names and messages between workflows and activities: each exists here once. Ids only, never personal data."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel

CLOCK_QUEUES: Final = {"nurture": "nurture", "reengagement": "reengagement", "sequence": "sequence"}
"""Workflow task queue of each journey kind."""
ADVANCE_QUEUE: Final = "advance"
"""Activity-only queue of cohort chunks, kept apart so that a queue limit can brake it (eager activities bypass it)."""
OPERATION_QUEUE: Final = "operation"
"""Workflows and activities of bulk operations."""

ADVANCE: Final = "advance"
RUN_OPERATION: Final = "run_operation"
POKE: Final = "poke"
STOP: Final = "stop"


def cohort_workflow_id(cohort_id: str) -> str:
    """Workflow id of a cohort; the same for its whole life, over continue-as-new and restarts."""
    return f"cohort:{cohort_id}"


def operation_workflow_id(operation_id: str) -> str:
    """Workflow id of a bulk operation."""
    return f"operation:{operation_id}"


class Cohort(BaseModel):
    """Input of a cohort workflow, carried over continue-as-new."""

    cohort_id: str
    roll_after: int = 200
    """History events after which the workflow continues as new; an input, so that tests can lower it."""


class AdvanceInput(BaseModel):
    """One look at a cohort, at the workflow's own time (virtual in time-skipping tests)."""

    cohort_id: str
    now: datetime


class CohortTick(BaseModel):
    """Answer of `advance`: how many are aboard, whether its budget ran out, and the earliest due time."""

    open: int
    more: bool = False
    next_due: datetime | None = None
    """None: paused, or only an event can wake."""


class OperationInput(BaseModel):
    """A bulk operation to carry on from its cursor; also the input of its workflow."""

    operation_id: str
    roll_after: int = 1_000
    """History events after which the workflow continues as new; an input, so that tests can lower it."""


class OperationTick(BaseModel):
    """Answer of `run_operation`: done, or to be called again at once."""

    finished: bool
