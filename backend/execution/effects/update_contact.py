"""update_contact: sets fields and tags of contacts, one statement a distinct command, in id order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from backend.companies.stages import REFRESH_OF_CONTACTS
from backend.contacts.search import SEARCHED, search_key
from backend.execution.chunk import Chunk
from backend.execution.database import Connection, dumps
from backend.execution.passenger import Passenger
from workflows.journey.nodes.update_contact import SETTABLE
from workflows.journey.state import UpdateContact, UpdateResult

_ATTRIBUTE: Final = "attributes."
_CASTS: Final[Mapping[str, str]] = {"score": "int", "consent_on": "date"}
_NULLABLE: Final = frozenset({"consent_on", "timezone"})
_TAGS: Final = """
    tags = array(select t from unnest(c.tags) with ordinality as kept (t, place)
                 where t <> all($4::text[]) order by place)
        || array(select t from unnest($3::text[]) as t where t <> all(c.tags) or t = any($4::text[]))
"""
_FOUND_BY: Final = """
    update contact c set search_key = g.key from unnest($1::uuid[], $2::text[]) as g (id, key) where c.id = g.id
"""


class ValueRefused(Exception):
    """A value the journey wants to set does not fit its field."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one command means for any contact: columns and attributes with values that fit, and tags."""

    columns: Mapping[str, Any]
    attributes: Mapping[str, Any]
    add_tags: Sequence[str]
    remove_tags: Sequence[str]

    def apply(self, facts: dict[str, Any]) -> list[str]:
        """Change the facts in place; names of the fields that now differ, sorted."""
        wanted = dict(self.columns) | {f"{_ATTRIBUTE}{key}": value for key, value in self.attributes.items()}
        kept = [tag for tag in facts["tags"] if tag not in self.remove_tags]
        wanted["tags"] = kept + [tag for tag in self.add_tags if tag not in kept]
        changed = sorted(name for name, value in wanted.items() if facts.get(name) != value)
        facts.update(wanted)
        return changed


def change_of(command: UpdateContact) -> Change:
    """The change a command asks for. Raises ValueRefused for a value that does not fit."""
    columns: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for name, value in sorted(command.set.items()):
        if name.startswith(_ATTRIBUTE):
            attributes[name.removeprefix(_ATTRIBUTE)] = value
        elif name in SETTABLE:
            columns[name] = fitting(name, value)
        else:
            raise ValueRefused(f"a journey cannot set the field '{name}'")
    return Change(columns, attributes, list(dict.fromkeys(command.add_tags)), list(command.remove_tags))


def fitting(name: str, value: Any) -> Any:
    """The value as the column takes it. Raises ValueRefused."""
    try:
        if name == "score":
            return int(value or 0)
        if value is None or value == "":
            return None if name in _NULLABLE else ""
        return date.fromisoformat(str(value)) if name == "consent_on" else str(value)
    except (TypeError, ValueError) as error:
        raise ValueRefused(f"'{value}' does not fit the field '{name}'") from error


class UpdateContacts:
    """The effect; its changes are committed together with the journal rows that tell of them."""

    inner = True

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing: this effect reaches nothing outside our tables."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Change the facts at once, and stage the same change of the rows."""
        groups: dict[str, tuple[Change, list[Passenger]]] = {}
        for passenger in passengers:
            command = passenger.command
            assert isinstance(command, UpdateContact)
            try:
                change = change_of(command)
            except ValueRefused as refusal:
                passenger.park("value_refused", str(refusal), chunk.now())
                continue
            key = dumps([command.set, change.add_tags, change.remove_tags])
            groups.setdefault(key, (change, []))[1].append(passenger)
            changed = change.apply(passenger.contact.facts)
            passenger.hear(UpdateResult(chunk.now(), changed))
        for change, members in groups.values():
            chunk.changes.append(_Write(change, members, chunk.now()))


class _Write:
    """One statement for everybody whose journal row went through."""

    def __init__(self, change: Change, passengers: Sequence[Passenger], at: datetime) -> None:
        self.change, self.at = change, at
        self.contacts = [(passenger.id, passenger.contact) for passenger in passengers]

    async def __call__(self, connection: Connection, moved: set[UUID]) -> None:
        aboard = [contact for enrollment, contact in self.contacts if enrollment in moved]
        contacts = [contact.id for contact in aboard]
        change = self.change
        columns = [
            f"{name} = ${place}::{_CASTS.get(name, 'text')}"  # names come from SETTABLE alone
            for place, name in enumerate(change.columns, start=6)
        ]
        statement = f"""
            update contact c
            set updated_at = $2, attributes = c.attributes || $5::jsonb, {", ".join([_TAGS, *columns])}
            from (select id from contact where id = any($1::uuid[]) order by id for update) as g
            where c.id = g.id
        """  # noqa: S608
        await connection.execute(
            statement,
            contacts,
            self.at,
            change.add_tags,
            change.remove_tags,
            change.attributes,
            *change.columns.values(),
        )
        if SEARCHED & change.columns.keys():
            keys = [search_key(contact.facts, contact.facts["company.name"] or "") for contact in aboard]
            await connection.execute(_FOUND_BY, contacts, keys)
        if "stage" in change.columns:
            await connection.execute(REFRESH_OF_CONTACTS, contacts)
