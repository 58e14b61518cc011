"""update_contact: sets fields and tags of contacts, one statement a distinct command, in id order."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.companies.stages import REFRESH_OF_CONTACTS
from backend.contacts.search import SEARCHED, search_key
from backend.execution.chunk import Chunk
from backend.execution.database import Connection, dumps
from backend.execution.history import Changed, record
from backend.execution.passenger import Passenger
from workflows.journey.changing import Change, ValueRefused, change_of
from workflows.journey.commands import UpdateContact, UpdateResult

_CASTS: Final[Mapping[str, str]] = {"score": "int", "consent_on": "date"}
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
            if "timezone" in changed:
                zone = passenger.contact.facts["timezone"] or passenger.world.organization_zone
                passenger.world = replace(passenger.world, zone=zone)
            told = [
                Changed(passenger.id, passenger.contact.id, command.node, name, before[name], after)
                for name in TOLD
                if (after := passenger.contact.facts[name]) != before[name]
            ]
            if kept:
                rest = {name: value for name, value in change.columns.items() if name != "stage"}
                change = replace(change, columns=rest)
            key = dumps([command.node, repr(astuple(change))])
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
