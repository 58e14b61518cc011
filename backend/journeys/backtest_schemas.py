"""Requests and answers of trying a document on the past."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.enrollments.schemas import EnrolledContact
from backend.journeys.documents import GraphDocument
from backend.journeys.simulation_schemas import FilmMail, FilmStep, StartTime
from backend.operations.schemas import OperationView
from workflows.journey.graph import JourneyGraph


class BacktestRequest(BaseModel):
    """Which document (the draft when neither is named), over whom: the newest `limit` of those who entered between
    `from` and `to`.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    graph: GraphDocument | None = None
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    from_: StartTime | None = Field(None, alias="from")
    to: StartTime | None = None
    limit: Annotated[int, Field(ge=1, le=20_000)] = 1000

    @model_validator(mode="after")
    def _in_order(self) -> "BacktestRequest":
        if self.from_ is not None and self.to is not None and self.from_ >= self.to:
            raise ValueError("from must be earlier than to")
        return self


class Side(BaseModel):
    """What became of everybody, in earnest or by the draft: entries and mails by step, ends by reason."""

    entered: dict[str, int]
    passed: dict[str, dict[str, int]]
    sent: dict[str, int]
    ended: dict[str, int]
    mails: int


class Parting(BaseModel):
    """After one step: how many went apart there, and where each side went on. `""`: nowhere, it was over or stood."""

    contacts: int
    live: dict[str, int]
    draft: dict[str, int]


class BacktestCounts(BaseModel):
    """What is counted so far. `unknown` are steps of the draft that nobody's past says anything about: a mail that was
    never sent, a call never made, a task never given. `parted` is by the last step both have in common.
    """

    contacts: int
    differ: int
    unknown: int
    left_out: dict[str, int]
    live: Side
    draft: Side
    parted: dict[str, Parting]


class Outcome(BaseModel):
    """One contact on one side: the mails, by step, and the end."""

    mails: list[str]
    end: str


class BacktestExample(BaseModel):
    """Somebody whose ways part after `node`."""

    enrollment_id: UUID
    contact_id: UUID
    node: str
    live: Outcome
    draft: Outcome


class BacktestResult(BacktestCounts):
    """As it is stored: no names and no addresses, only ids."""

    people: list[BacktestExample]


def no_side() -> Side:
    """Nobody yet."""
    return Side(entered={}, passed={}, sent={}, ended={}, mails=0)


def read_result(stored: Mapping[str, Any]) -> BacktestResult:
    """What an operation has counted so far; one that has not begun has counted nobody."""
    if stored:
        return BacktestResult.model_validate(stored)
    return BacktestResult(
        contacts=0, differ=0, unknown=0, left_out={}, live=no_side(), draft=no_side(), parted={}, people=[]
    )


class BacktestPerson(BacktestExample):
    """An example with the contact as it is now; null when it was deleted meanwhile."""

    contact: EnrolledContact | None


class BacktestRow(BaseModel):
    """One line of the list of backtests."""

    id: UUID
    status: Literal["queued", "running", "done", "cancelled", "failed"]
    created_at: datetime
    created_by: str | None
    from_: datetime | None = Field(alias="from")
    to: datetime
    limit: int
    total: int | None
    done: int
    differ: int


class BacktestView(BaseModel):
    """A backtest with what it has counted so far, the document it plays and the live one beside it."""

    operation: OperationView
    from_: datetime | None = Field(alias="from")
    to: datetime
    limit: int
    graph: JourneyGraph
    live_graph: JourneyGraph | None
    live_version: int | None
    version: int | None
    """The version that is played; null: a draft."""
    counts: BacktestCounts
    people: list[BacktestPerson]


class BacktestFilm(BaseModel):
    """One contact's way in earnest and by the draft, with the mails the draft would have sent."""

    contact: EnrolledContact
    live: list[FilmStep]
    draft: list[FilmStep]
    truncated: bool
    zone: str
    mails: list[FilmMail]
