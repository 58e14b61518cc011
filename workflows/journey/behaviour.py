"""How a pretended contact behaves, and what its surroundings do: plain data for the simulator.

What is said for a mail happens; for the rest, rates decide by a hash, so the same contact always behaves the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from workflows.journey.nodes.base import NodeId
from workflows.journey.nodes.wait import DurationText
from workflows.journey.pacing import Cap

_CONFIG: Final = ConfigDict(extra="forbid", frozen=True)
ANY_LINK: Final = "https://www.example.com/"
Rate = Annotated[float, Field(ge=0, le=1)]


class Clicked(BaseModel):
    """One more click: how long after the mail left, and where to."""

    model_config = _CONFIG

    after: DurationText
    link: str = Field(max_length=500)


class Reaction(BaseModel):
    """What becomes of one node's mails: whether they leave, and how long after each reaction comes (null: never)."""

    model_config = _CONFIG

    outcome: Literal["sent", "refused", "unconfirmed", "skipped"] = "sent"
    reason: str | None = Field(None, max_length=100)
    opened: DurationText | None = None
    clicked: DurationText | None = None
    link: str = Field(ANY_LINK, max_length=500)
    clicks: list[Clicked] = Field(default_factory=list[Clicked], max_length=20)
    """Clicks after the first."""
    replied: DurationText | None = None
    bounced: DurationText | None = None


class Rates(BaseModel):
    """How likely each reaction is, and within what time it comes when it does. `refused`: the mail does not leave."""

    model_config = _CONFIG

    opened: Rate = 0.0
    clicked: Rate = 0.0
    replied: Rate = 0.0
    bounced: Rate = 0.0
    refused: Rate = 0.0
    within: DurationText = "P2D"


class TaskDone(BaseModel):
    """How long after its creation a task is done, and with what outcome."""

    model_config = _CONFIG

    after: DurationText = "PT0S"
    outcome: str | None = Field(default=None, max_length=100)


class Answer(BaseModel):
    """What another system answers to one node's calls."""

    model_config = _CONFIG

    outcome: Literal["done", "failed"] = "done"
    status: int | None = Field(default=200, ge=100, le=599)
    fields: Mapping[str, str | int | float | bool | None] = Field(default_factory=dict[str, Any], max_length=10)


class Behaviour(BaseModel):
    """Behaviour towards the mails of named nodes: what happens, or how likely it is; towards all others by `rates`.

    A task that is not named is not done in time; a call that is not named is answered by 200.
    """

    model_config = _CONFIG

    sends: Mapping[NodeId, Reaction] = Field(default_factory=dict[str, Reaction])
    chances: Mapping[NodeId, Rates] = Field(default_factory=dict[str, Rates])
    rates: Rates = Rates()
    tasks: Mapping[NodeId, TaskDone] = Field(default_factory=dict[str, TaskDone])
    calls: Mapping[NodeId, Answer] = Field(default_factory=dict[str, Answer])


class Changed(NamedTuple):
    """A fact that somebody else changes while the contact is on the way."""

    at: datetime
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Outside:
    """What happens around one contact besides this journey: everything by its time, what is to come included."""

    caps: Sequence[Cap] = ()
    """Limits of mails besides the journey's own: the organisation's."""
    mails: Sequence[datetime] = ()
    """When other mails leave for the contact; they count under the caps."""
    shut: tuple[datetime, str] | None = None
    """From when on nothing is sent to the address, and the reason."""
    changes: Sequence[Changed] = ()
    team: Mapping[str, str] | None = None
    """Accounts that can sign in, and their roles; None: whoever is named is there."""
