"""Requests and answers of playing a journey: one contact's film with its mails, and many contacts' counts."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from backend.journeys.documents import GraphDocument
from backend.journeys.schemas import LongestWay
from workflows.journey.behaviour import Behaviour


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _in_our_time(value: datetime) -> datetime:
    if not 2000 <= value.year < 2100:
        raise ValueError("choose a time between 2000 and 2099")
    return value


StartTime = Annotated[AwareDatetime, AfterValidator(_in_our_time)]


class _Played(_Strict):
    """What is played: the document given, a published version, or the saved draft when neither is named."""

    graph: GraphDocument | None = None
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    behaviour: Behaviour = Behaviour()
    start_at: StartTime | None = None


class SimulateRequest(_Played):
    """Whose journey to play (somebody's in particular, or a sample's), how they react, and from when on.

    With `mails` every mail that would leave is rendered as this contact would get it.
    """

    contact_id: UUID | None = None
    mails: bool = False


class FilmStep(BaseModel):
    """One journal row the contact would earn."""

    seq: int
    node: str | None
    visit: int
    outcome: str
    port: str | None
    detail: dict[str, Any]
    at: datetime


class FilmMail(BaseModel):
    """A mail of the film as the contact would read it; `error` says why it cannot be rendered.

    `key` is the `seq` at which the step sent it first.
    """

    key: int
    node: str
    at: datetime
    template: str
    variant: str | None
    from_name: str
    from_email: str
    subject: str
    html: str
    text: str
    error: str | None


class Simulation(BaseModel):
    """The film of one contact, whether it came to an end, and how long the journey can take.

    `mails` is null unless asked for.
    """

    film: list[FilmStep]
    truncated: bool
    finished: bool
    end_reason: str | None
    longest: LongestWay
    zone: str
    """Whose time the journey keeps for this contact."""
    mails: list[FilmMail] | None


class SimulateManyRequest(_Played):
    """How many contacts to play, who they are, and how they behave.

    `people`: `sample` takes contacts of this installation in turn, so that conditions see real values; `somebody` plays
    the same made-up contact each time. The same `seed` gives the same counts.
    """

    contacts: Annotated[int, Field(ge=1, le=20_000)] = 1000
    people: Literal["somebody", "sample"] = "somebody"
    seed: Annotated[str, Field(max_length=100)] = ""


class CrowdNode(BaseModel):
    """What the crowd made of one step. `under_way`: still there when the film was cut; `parked`: could not go on from
    there, by the code of the error.
    """

    entered: int
    passed: dict[str, int]
    sent: int
    ended: int
    under_way: int
    parked: dict[str, int]


class Crowd(BaseModel):
    """Counts per step and end, durations, and how long the playing took. `people` is how many different ones played.

    Who is `finished` came to an end; who is `errored` would stand at a step until somebody looks after it.
    """

    contacts: int
    people: int
    finished: int
    errored: int
    mails: int
    nodes: dict[str, CrowdNode]
    ended: dict[str, int]
    longest: timedelta
    mean: timedelta
    longest_possible: LongestWay
    seconds: float
