"""Requests and answers about versions: what publishing changes, for whom, and names for what was published."""

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.journeys.schemas import Issue, LongestWay
from workflows.journey.diff import Diff
from workflows.journey.nodes.base import NodeId

EVERYWHERE = "*"
"""Key of the choice for people at steps that have none of their own."""
Revision = Annotated[int, Field(ge=1, le=2_147_483_647)]
VersionName = Annotated[str, Field(max_length=100)]
Note = Annotated[str, Field(max_length=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PeopleChoice(_Strict):
    """What becomes of the people at one step when a version is published.

    `stay`: they finish the version they are on. `migrate`: they go on at the same step of the new one; a wait counts
    anew from when it began. `redirect`: they go on at step `to` of the new one; mails they had are not sent again.
    `exit`: the journey ends for them.
    """

    choice: Literal["stay", "migrate", "redirect", "exit"]
    to: NodeId | None = None

    @model_validator(mode="after")
    def _aimed(self) -> "PeopleChoice":
        if (self.choice == "redirect") != (self.to is not None):
            raise ValueError("`to` goes with redirect, and only with it")
        return self


Choices = Annotated[
    dict[Annotated[str, Field(pattern=r"^(\*|[a-z][a-z0-9_]{0,39})$")], PeopleChoice], Field(max_length=501)
]
"""By step id; `*` is for all steps that are not named. Who is not spoken of stays."""


class PublishRequest(_Strict):
    """Publish the draft of exactly this revision; `people` says what becomes of those on earlier versions."""

    revision: Revision
    name: VersionName = ""
    note: Note = ""
    people: Choices = Field(default_factory=dict[str, PeopleChoice])
    start: bool = False
    """Let a stopped journey run, or a draining one open, again; without it a stopped journey is not published."""


class RollbackRequest(_Strict):
    """Publish this old version again, with the mail texts it had; the draft stays as it is."""

    name: VersionName = ""
    note: Note = ""
    people: Choices = Field(default_factory=dict[str, PeopleChoice])
    start: bool = False
    """As in publishing."""


class Published(BaseModel):
    """The number of the new version and its warnings; `operation_id` carries over the people who do not stay."""

    version: int
    warnings: list[Issue]
    operation_id: UUID | None


class VersionRename(_Strict):
    """A new name or note; what is left out stays."""

    name: VersionName | None = None
    note: Note | None = None


class PublishPreviewRequest(_Strict):
    """The draft of exactly this revision, or an old version to be rolled back to."""

    revision: Revision | None = None
    version: Revision | None = None

    @model_validator(mode="after")
    def _one(self) -> "PublishPreviewRequest":
        if (self.revision is None) == (self.version is None):
            raise ValueError("name either the draft's revision or a version")
        return self


class FieldChange(BaseModel):
    """One value before and after; null where it did not exist. An edge is the field `next.<port>`."""

    field: str
    before: Any
    after: Any


class GraphDiff(BaseModel):
    """Steps that came, went or changed, and changes of the journey itself."""

    added: list[str]
    removed: list[str]
    changed: dict[str, list[FieldChange]]
    journey: list[FieldChange]


class WaitingPeople(BaseModel):
    """People at one step, on whatever version. `same_kind`: the new version has this step, and as the same kind.

    `parked` of them stand there with an error; wherever they are carried, they stay parked.
    """

    node: str
    title: str | None
    kind: str | None
    people: int
    parked: int
    versions: dict[int, int]
    """Version number to people."""
    exists_in_new: bool
    same_kind: bool
    changed: bool
    choices: list[Literal["stay", "migrate", "redirect", "exit"]]
    """What may be chosen for them."""


class CarryingRequest(PublishPreviewRequest):
    """What is to be published, and what becomes of the people on earlier versions, as in publishing."""

    people: Choices = Field(default_factory=dict[str, PeopleChoice])


class Carried(BaseModel):
    """What carrying the people at one step over brings; who is paused or parked moves later and is left out.

    `at_once` of them go on in the same moment, because their wait is over by the new version's measure; `mails_hour`
    and `mails_day` come within an hour and a day. All three are upper bounds; with a fixed length of time, before and
    after, `at_once` is right to the minute.
    """

    at_once: int
    mails_hour: int
    mails_day: int


class CarryingOutlook(BaseModel):
    """By step, for those who do not stay."""

    steps: dict[str, Carried]


class PublishPreview(BaseModel):
    """What publishing would change. `diff` is against the live version, null before the first; `parked` of
    those waiting have errors: they are carried like the others, and stay parked."""

    live_version: int | None
    diff: GraphDiff | None
    issues: list[Issue]
    waiting: list[WaitingPeople]
    parked: int
    longest: LongestWay
    longest_before: timedelta | None


def diff_view(found: Diff) -> GraphDiff:
    """The core's difference as the API shows it."""
    return GraphDiff(
        added=list(found.added),
        removed=list(found.removed),
        changed={node: [_change(one) for one in changes] for node, changes in found.changed.items()},
        journey=[_change(one) for one in found.journey],
    )


def _change(change: Any) -> FieldChange:
    return FieldChange(field=change.field, before=change.before, after=change.after)
