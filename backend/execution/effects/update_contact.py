"""update_contact: sets fields and tags of contacts, one statement a distinct command, in id order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from backend.companies.stages import REFRESH_OF_CONTACTS
from backend.contacts.search import SEARCHED, search_key
from backend.execution.chunk import Chunk
from backend.execution.database import Connection, dumps
from backend.execution.history import Changed, record
from backend.execution.passenger import Passenger
from workflows.journey.conditions import goes_forward
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


_ADD_SCORE: Final = """
    update contact c set score = c.score + $2
    from (select id from contact where id = any($1::uuid[]) order by id for update) as g where c.id = g.id
"""
_LEAVE: Final = "delete from list_member where contact_id = any($1::uuid[]) and list_id::text = any($2::text[])"
_JOIN: Final = """
    insert into list_member (contact_id, list_id, added_at)
    select c, l.id, $3 from unnest($1::uuid[]) as c cross join contact_list l where l.id::text = any($2::text[])
    order by 1, 2
    on conflict do nothing
"""
TOLD: Final = ("stage", "score")
"""Fields whose changes are history."""


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
        """Change the facts in place; names of the fields that now differ, sorted."""
        wanted = {name: value for name, value in self.columns.items() if name != "stage" or not self.keeps(facts)}
        if self.add_score:
            wanted["score"] = wanted.get("score", facts["score"]) + self.add_score
        if self.add_lists or self.remove_lists:
            left = [one for one in facts["lists"] if one not in self.remove_lists]
            wanted["lists"] = left + [one for one in self.add_lists if one not in left]
        wanted = wanted | {f"{_ATTRIBUTE}{key}": value for key, value in self.attributes.items()}
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
        groups: dict[str, tuple[Change, list[Passenger], list[Changed]]] = {}
        for passenger in passengers:
            command = passenger.command
            assert isinstance(command, UpdateContact)
            try:
                change = change_of(command)
            except ValueRefused as refusal:
                passenger.park("value_refused", str(refusal), chunk.now())
                continue
            kept = change.keeps(passenger.contact.facts)
            before = {name: passenger.contact.facts[name] for name in TOLD}
            changed = change.apply(passenger.contact.facts)
            told = [
                Changed(passenger.id, passenger.contact.id, command.node, name, before[name], after)
                for name in TOLD
                if (after := passenger.contact.facts[name]) != before[name]
            ]
            if kept:
                rest = {name: value for name, value in change.columns.items() if name != "stage"}
                change = replace(change, columns=rest)
            key = dumps([kept, command.node, command.set, change.add_tags, change.remove_tags])
            group = groups.setdefault(key, (change, [], []))
            group[1].append(passenger)
            group[2].extend(told)
            passenger.hear(UpdateResult(chunk.now(), changed, ["stage"] if kept else []))
        for change, members, told in groups.values():
            chunk.changes.append(_Write(change, members, told, chunk.now()))


class _Write:
    """One statement for everybody whose journal row went through."""

    def __init__(self, change: Change, passengers: Sequence[Passenger], told: Sequence[Changed], at: datetime) -> None:
        self.change, self.told, self.at = change, told, at
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
        if change.add_score:
            await connection.execute(_ADD_SCORE, contacts, change.add_score)
        await self._lists(connection, contacts)
        await record(connection, [one for one in self.told if one.enrollment in moved], self.at)

    async def _lists(self, connection: Connection, contacts: list[UUID]) -> None:
        """A list that does not exist any more is passed over."""
        if self.change.remove_lists:
            await connection.execute(_LEAVE, contacts, self.change.remove_lists)
        if self.change.add_lists:
            await connection.execute(_JOIN, contacts, self.change.add_lists, self.at)
