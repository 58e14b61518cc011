"""update_contact: set fields of the contact, add to its score, add and remove tags and lists."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from workflows.journey.commands import UpdateContact, UpdateResult
from workflows.journey.comparison import Scalar
from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import Act, BaseNode, Decision, Pass, Port, Visit

TagName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Tags = Annotated[list[TagName], Field(max_length=50)]
ListIds = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=100)]], Field(max_length=20)]
SETTABLE: Final = frozenset(
    {
        "last_name",
        "first_name",
        "last_kana",
        "first_kana",
        "department",
        "title",
        "phone",
        "industry",
        "prefecture",
        "source",
        "memo",
        "stage",
        "score",
        "locale",
        "timezone",
        "consent_on",
        "consent_method",
    }
)
"""Fields a journey may change; besides, every `attributes.<key>`. Tags have their own lists."""
_PORTS: Final = (Port("done"),)


class UpdateContactNode(BaseNode):
    """Leaves by `done` when the contact was changed (or already was as wanted)."""

    type: Literal["update_contact"]
    set: Mapping[Annotated[str, StringConstraints(min_length=1, max_length=100)], Scalar] = Field(
        default_factory=dict[str, Any], max_length=50
    )
    add_tags: Tags = Field(default_factory=list[str])
    remove_tags: Tags = Field(default_factory=list[str])
    add_score: Annotated[int, Field(ge=-1000, le=1000, strict=True)] = 0
    """Points on top of the score, or off it."""
    backward: bool = False
    """Let `stage` go back. By itself a stage only goes forward; a contact further on keeps its stage."""
    add_lists: ListIds = Field(default_factory=list[str])
    remove_lists: ListIds = Field(default_factory=list[str])

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        tags, lists = (self.add_tags, self.remove_tags), (tuple(self.add_lists), tuple(self.remove_lists))
        return Act(UpdateContact(visit.key, visit.node or "", self.set, *tags, self.add_score, self.backward, *lists))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if visit.phase == "acting" and isinstance(event, UpdateResult):
            kept = {"kept": list(event.kept)} if event.kept else {}
            return Pass("done", {"changed": list(event.changed)} | kept, "updated")
        if visit.phase == "acting" and isinstance(event, Tick):
            return self.enter(visit)
        return super().resume(visit, event)
