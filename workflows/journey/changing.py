"""What update_contact makes of a contact's facts: the engine and the simulator change them by the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflows.journey.commands import UpdateContact
from workflows.journey.comparison import day_of
from workflows.journey.conditions import STAGE_ORDER, goes_forward
from workflows.journey.nodes.update_contact import SETTABLE

_ATTRIBUTE: Final = "attributes."
_NULLABLE: Final = frozenset({"consent_on", "timezone"})


class ValueRefused(Exception):
    """A value the journey wants to set does not fit its field."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one command means for any contact: columns and attributes with values that fit, and tags."""

    columns: Mapping[str, Any]
    attributes: Mapping[str, Any]
    add_tags: Sequence[str]
    remove_tags: Sequence[str]
    add_score: int = 0
    backward: bool = False
    add_lists: Sequence[str] = ()
    remove_lists: Sequence[str] = ()

    def keeps(self, facts: Mapping[str, Any]) -> bool:
        """Whether this contact keeps its stage, since the change would lead back."""
        stage = self.columns.get("stage")
        return stage is not None and not self.backward and not goes_forward(facts.get("stage"), stage)

    def apply(self, facts: dict[str, Any]) -> list[str]:
        """Change the facts in place; names of the fields that now differ, sorted.

        A company advances with its contact.
        """
        wanted = {name: value for name, value in self.columns.items() if name != "stage" or not self.keeps(facts)}
        if self.add_score:
            wanted["score"] = wanted.get("score", facts.get("score") or 0) + self.add_score
        if self.add_lists or self.remove_lists:
            wanted["lists"] = _changed(facts.get("lists") or (), self.add_lists, self.remove_lists)
        if self.add_tags or self.remove_tags:
            wanted["tags"] = _changed(facts.get("tags") or (), self.add_tags, self.remove_tags)
        wanted |= {f"{_ATTRIBUTE}{key}": value for key, value in self.attributes.items()}
        changed = sorted(name for name, value in wanted.items() if facts.get(name) != value)
        facts.update(wanted)
        if "stage" in changed and _is_behind(facts.get("company.stage"), wanted["stage"]):
            facts["company.stage"] = wanted["stage"]
        return changed


def _changed(before: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> list[str]:
    left = [one for one in before if one not in remove]
    return left + [one for one in add if one not in left]


def _is_behind(company: Any, stage: str) -> bool:
    """Whether a company is at an earlier stage than its contact; one that stands outside the order stays there."""
    order = STAGE_ORDER
    return company in order and stage in order and order.index(company) < order.index(stage)


def change_of(command: UpdateContact) -> Change:
    """The change a command asks for. Raises ValueRefused for a value that does not fit."""
    columns: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for name, value in sorted(command.set.items()):
        if name.startswith(_ATTRIBUTE):
            attributes[name.removeprefix(_ATTRIBUTE)] = value
        elif name in SETTABLE:
            columns[name] = _fitting(name, value)
        else:
            raise ValueRefused(f"a journey cannot set the field '{name}'")
    return Change(
        columns,
        attributes,
        list(dict.fromkeys(command.add_tags)),
        list(command.remove_tags),
        command.add_score,
        command.backward,
        list(command.add_lists),
        list(command.remove_lists),
    )


def _fitting(name: str, value: Any) -> Any:
    """The value as the column takes it. Raises ValueRefused."""
    if name == "score":
        try:
            return int(value or 0)
        except ValueError as error:
            raise _refused(name, value) from error
    if value is None or value == "":
        return None if name in _NULLABLE else ""
    if name != "consent_on":
        return str(value)
    day = day_of(value)
    if day is None:
        raise _refused(name, value)
    return day


def _refused(name: str, value: Any) -> ValueRefused:
    return ValueRefused(f"'{value}' does not fit the field '{name}'")
