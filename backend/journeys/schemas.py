"""Requests and answers of the journeys room."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.journeys.documents import GraphDocument
from workflows.journey.graph import JourneyGraph

JourneyKind = Literal["nurture", "reengagement", "sequence"]
JourneyStatus = Literal["draft", "running", "draining", "paused", "stopped"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GalleryItem(BaseModel):
    """A ready-made journey to start from."""

    key: str
    name: str
    kind: JourneyKind
    description: dict[Literal["ja", "en"], str]
    graph: JourneyGraph


class JourneyCreate(_Strict):
    """A new journey: from the gallery, from a document, or empty (entry -> exit) when neither is given."""

    name: Name
    kind: JourneyKind
    gallery_key: str | None = None
    graph: GraphDocument | None = None


class JourneyRename(_Strict):
    """A new name."""

    name: Name


class JourneyRow(BaseModel):
    """One line of the list of journeys. `draft_dirty`: the draft differs from what is live."""

    id: UUID
    name: str
    kind: JourneyKind
    status: JourneyStatus
    archived: bool
    live_version: int | None
    aboard: int
    paused: int
    """Of those aboard, who is paused one by one."""
    draft_dirty: bool
    updated_at: datetime


class Held(BaseModel):
    """Who put a journey into the state it is in, when and why; the reason is empty when none was given."""

    at: datetime
    by: str
    reason: str


class JourneyDetail(JourneyRow):
    """A journey with its draft. `held`: while it is paused, draining or stopped by somebody."""

    held: Held | None
    drains: bool
    """Whether it runs out: nobody enters any more. Of a paused one: also not after it is resumed."""

    draft: JourneyGraph
    draft_revision: int
    created_at: datetime


class Issue(BaseModel):
    """One finding of lint; the UI translates `code` with `params`."""

    code: str
    severity: Literal["error", "warning"]
    node: str | None
    field: str | None
    params: dict[str, Any]


class Issues(BaseModel):
    """What lint found, errors first."""

    issues: list[Issue]


class DraftSave(_Strict):
    """The draft as edited, based on `revision`."""

    revision: int = Field(ge=1, le=2_147_483_647)
    graph: GraphDocument


class DraftSaved(BaseModel):
    """The revision to base the next save on, and what lint says now."""

    revision: int
    issues: list[Issue]


class LintRequest(_Strict):
    """The document to look at; the saved draft when omitted."""

    graph: GraphDocument | None = None


class VersionRow(BaseModel):
    """One published version."""

    number: int
    name: str
    note: str
    published_at: datetime
    published_by: str | None
    live: bool
    aboard: int


class VersionDetail(VersionRow):
    """A published version with its graph."""

    graph: JourneyGraph


class DraftRestore(_Strict):
    """Take this version as the draft, in place of the draft of exactly this revision."""

    revision: int = Field(ge=1, le=2_147_483_647)


class DraftRestored(DraftSaved):
    """The draft as it is now: the version's graph under the journey's present name."""

    graph: JourneyGraph


class LongestWay(BaseModel):
    """An upper bound of the journey's length; `open_ended` when a step waits for a date of the contact."""

    duration: timedelta
    open_ended: bool


class StatusChange(_Strict):
    """Why; kept in the audit log."""

    reason: Reason = ""


ResumeChoice = Literal["keep_remaining", "keep_date", "skip_overdue"]


class ResumeRequest(StatusChange):
    """How people go on, and how many an hour of those who are due at once."""

    choice: ResumeChoice = "keep_date"
    ramp_per_hour: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class ResumeOutlook(BaseModel):
    """What one choice would bring, if people resumed now: `people` are those it treats differently from just going on.

    Mails are upper bounds, as in the journey's outlook; `first_at` is when the first person moves.
    """

    people: int
    mails_hour: int
    mails_day: int
    first_at: datetime | None


class ResumePreview(BaseModel):
    """The three ways to go on."""

    paused_at: datetime | None
    aboard: int
    overdue: int
    choices: dict[ResumeChoice, ResumeOutlook]


class StatusChanged(BaseModel):
    """The journey's status now; `operation_id` carries on what takes longer (stopping many, resuming with a shift)."""

    status: JourneyStatus
    operation_id: UUID | None


class NodeStats(BaseModel):
    """Counts of one step. Reactions are there for steps that send."""

    entered: int
    waiting: int
    paused: int = 0
    """Of those waiting, who is paused one by one."""
    passed: dict[str, int]
    ended: int
    failed: int
    moved: int = 0
    """Taken elsewhere from here by hand, or to another version."""
    converted: int = 0
    """Reached the journey's goal while they stood here."""
    sent: int
    not_sent: int
    opened: int
    machine_opened: int
    clicked: int
    replied: int
    bounced: int


class JourneyStats(BaseModel):
    """Counts for the canvas. `waiting`: aboard and neither ended nor failed."""

    aboard: int
    waiting: int
    paused: int = 0
    """Of those waiting, who is paused one by one."""
    ended: int
    failed: int
    converted: int = 0
    """Reached the goal; counted among `ended` as well."""
    nodes: dict[str, NodeStats]


class JourneyOutlook(BaseModel):
    """The next 24 hours if nothing is done. `parked`: stuck with an error; `mails_day` is an upper bound."""

    aboard: int
    parked: int
    moving_day: int
    mails_day: int
