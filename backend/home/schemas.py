"""The start page's numbers."""

from datetime import datetime

from pydantic import BaseModel

from backend.operations.schemas import OperationView


class FirstSteps(BaseModel):
    """Which of the first steps have been done."""

    contacts: bool
    templates: bool
    journeys: bool
    enrollments: bool


class Attention(BaseModel):
    """What waits for a person: failed enrollments, sends of unknown outcome, work overdue by ten minutes."""

    errored: int
    unconfirmed: int
    stuck: int
    deliveries: int
    """What notify steps could not send."""


class HomeJourney(BaseModel):
    """A journey at a glance."""

    id: str
    name: str
    kind: str
    status: str
    aboard: int
    next_wave_at: datetime | None
    reactions_7d: int


class Home(BaseModel):
    """Everything of the start page in one answer."""

    first_steps: FirstSteps
    attention: Attention
    journeys: list[HomeJourney]
    running_operations: list[OperationView]
