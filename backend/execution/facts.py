"""What a chunk knows about its contacts: their fields and the reactions its graphs ask for, one query each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

from backend.execution.database import Connection
from backend.execution.versions import Version
from workflows.journey.state import State
from workflows.journey.world import Click, Engagement

_CONTACTS: Final = """
    select c.id, c.deleted_at, c.attributes,
           c.email, c.last_name, c.first_name, c.last_kana, c.first_kana, c.department, c.title, c.phone, c.industry,
           c.prefecture, c.source, c.memo, c.stage, c.score, c.tags, c.locale, c.timezone, c.consent_on,
           c.consent_method, c.domain_class, co.name as "company.name", co.industry as "company.industry",
           co.employees as "company.employees", co.prefecture as "company.prefecture", co.stage as "company.stage",
           c.owner_id::text as owner,
           array(select m.list_id::text from list_member m where m.contact_id = c.id) as lists
    from contact c left join company co on co.id = c.company_id
    where c.id = any($1::uuid[])
"""
_REACTIONS: Final = """
    select id, opened_at, clicked_at, replied_at, bounced_at, machine_opened_at, machine_clicked_at
    from message where id = any($1::uuid[])
"""
_CLICKS: Final = """
    select message_id, url, at from engagement_event
    where message_id = any($1::uuid[]) and kind = 'clicked' and verdict = 'human' and url is not null
    order by message_id, at
"""


@dataclass(slots=True)
class ContactFacts:
    """One contact as the chunk sees it. `facts` is changed in place by effects, so that later nodes see the change."""

    id: UUID
    deleted: bool
    facts: dict[str, Any]

    @property
    def email(self) -> str:
        """The address mails go to."""
        return self.facts["email"]


@dataclass(slots=True)
class Reactions:
    """Reactions by message id, as loaded at one moment."""

    by_message: dict[str, Engagement] = field(default_factory=dict[str, Engagement])

    def of(self, state: State, version: Version) -> dict[str, Engagement]:
        """Reactions to the latest mail of each send node the version looks at."""
        known = self.by_message
        return {
            node: known[sent.message]
            for node, sent in state.sends.items()
            if node in version.watched and sent.message in known
        }


async def load_contacts(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, ContactFacts]:
    """Facts of these contacts by id; names as in `conditions.FIELDS`."""
    return {row["id"]: _contact(row) for row in await connection.fetch(_CONTACTS, list(ids))}


def _contact(row: asyncpg.Record) -> ContactFacts:
    facts: dict[str, Any] = dict(row)
    contact_id, deleted_at, attributes = facts.pop("id"), facts.pop("deleted_at"), facts.pop("attributes")
    for key, value in attributes.items():
        facts[f"attributes.{key}"] = value
    return ContactFacts(id=contact_id, deleted=deleted_at is not None, facts=facts)


async def load_reactions(connection: Connection, messages: Iterable[str], *, links: bool) -> Reactions:
    """Reactions to these messages; the clicked addresses too if any graph asks for one."""
    wanted = [UUID(message) for message in messages]
    if not wanted:
        return Reactions()
    rows = await connection.fetch(_REACTIONS, wanted)
    clicks = await _load_clicks(connection, wanted if links else [])
    return Reactions({str(row["id"]): engagement_of(row, clicks.get(row["id"], ())) for row in rows})


async def _load_clicks(connection: Connection, messages: list[UUID]) -> Mapping[UUID, tuple[Click, ...]]:
    clicks: dict[UUID, tuple[Click, ...]] = {}
    if not messages:
        return clicks
    for row in await connection.fetch(_CLICKS, messages):
        clicks[row["message_id"]] = (*clicks.get(row["message_id"], ()), Click(row["url"], row["at"]))
    return clicks


def engagement_of(row: asyncpg.Record, clicks: tuple[Click, ...]) -> Engagement:
    """The machine's view of one ledger row."""
    return Engagement(
        opened_at=row["opened_at"],
        clicked_at=row["clicked_at"],
        replied_at=row["replied_at"],
        bounced_at=row["bounced_at"],
        machine_opened_at=row["machine_opened_at"],
        machine_clicked_at=row["machine_clicked_at"],
        clicks=clicks,
    )
