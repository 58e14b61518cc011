"""Companies as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.kit.ids import IdText


class CompanyView(BaseModel):
    """An organisation with the number of its contacts; the contacts are at /contacts?company_id=."""

    id: IdText
    name: str
    industry: str
    employees: int | None
    prefecture: str
    stage: str
    stage_by_hand: bool
    note: str
    contacts: int
    created_at: datetime
    updated_at: datetime


Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
CompanyStage = Literal[
    "lead", "mql", "sql", "opportunity", "customer", "reengagement", "disqualified", "internal", "as_contacts"
]
"""A stage, or that the company goes back to following its contacts."""


class CompanyPatch(BaseModel):
    """Changes of a company; absent fields stay. `reason` goes to the audit log."""

    industry: Short | None = None
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    prefecture: Short | None = None
    stage: CompanyStage | None = None
    note: Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True)] | None = None
    reason: Annotated[str, Field(max_length=500)] | None = None


class CompanyJourney(BaseModel):
    """A journey that people of the company entered."""

    id: IdText
    name: str
    status: str
    aboard: int
    entered: int
    last_entered_at: datetime


class CompanyReaction(BaseModel):
    """What somebody of the company did with a mail."""

    id: IdText
    at: datetime
    kind: str
    contact_id: IdText
    contact_name: str
    journey_id: str | None
    journey: str | None
    detail: dict[str, Any]


class CompanyActivity(BaseModel):
    """What goes on with a company's people: journeys by last entry, and the last reactions of people."""

    journeys: list[CompanyJourney]
    reactions: list[CompanyReaction]
