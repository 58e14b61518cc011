"""Tasks as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from backend.kit.text import StorableText

TaskStatus = Literal["open", "done", "cancelled"]
TaskKind = Literal["call", "mail", "meeting", "todo"]
TaskPriority = Literal["low", "normal", "high"]
TaskSort = Literal["due", "closed", "newest"]
DueFilter = Literal["overdue", "today", "later", "none"]
Subject = Annotated[StorableText, Field(min_length=1, max_length=200)]
Body = Annotated[StorableText, Field(max_length=4000)]


class TaskPerson(BaseModel):
    """An account; `disabled` when it cannot sign in any more."""

    id: UUID
    name: str
    disabled: bool


class TaskContact(BaseModel):
    """Whom the task is about; of an erased person nothing but the id is left."""

    id: UUID
    name: str
    email: str
    phone: str
    company: str
    score: int
    stage: str


class TaskJourney(BaseModel):
    """The step that made the task. `waiting`: its enrollment waits for the task."""

    id: UUID
    name: str
    enrollment_id: UUID
    node: str
    waiting: bool


class TaskRow(BaseModel):
    """One task."""

    id: UUID
    kind: TaskKind
    subject: str
    body: str
    priority: TaskPriority
    status: TaskStatus
    outcome: str | None
    note: str
    due_at: datetime | None
    overdue: bool
    is_test: bool
    assignee: TaskPerson | None
    contact: TaskContact
    journey: TaskJourney | None
    created_at: datetime
    closed_at: datetime | None


class TaskCounts(BaseModel):
    """Open tasks: of the asker, of nobody, of everybody, and how many of all are overdue."""

    mine: int
    nobodys: int
    open: int
    overdue: int


class TaskNew(BaseModel):
    """A task made by a person."""

    contact_id: UUID
    kind: TaskKind = "todo"
    subject: Subject
    body: Body = ""
    priority: TaskPriority = "normal"
    due_at: AwareDatetime | None = None
    assignee_id: UUID | None = None


class TaskChange(BaseModel):
    """What is to change; what is left out stays. `assignee_id` null: nobody's."""

    subject: Subject | None = None
    body: Body | None = None
    priority: TaskPriority | None = None
    due_at: AwareDatetime | None = None
    assignee_id: UUID | None = None
    status: Literal["cancelled"] | None = None
    """Calls the task off; a journey that waits for it goes on as if the time were over."""


class TaskCompletion(BaseModel):
    """What came of it; conditions may read the outcome as `steps.<node>.outcome`."""

    outcome: Annotated[StorableText, Field(min_length=1, max_length=100)] = "done"
    note: Body = ""
