"""What decides about a contact besides the journey that is played: its facts, other mails, its address, its history.

Facts are loaded by the engine's own query, so that a simulated branch sees what a real one would.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.borrowed import borrow, give_back
from backend.execution.facts import load_contacts
from backend.execution.ledger import SUPPRESSED
from backend.models import Account, ContactHistory, Message, Organization, Suppression
from workflows.journey.behaviour import Changed, Outside
from workflows.journey.graph import JourneyGraph
from workflows.journey.pacing import Cap

LEFT: Final = ("sent", "transmitting", "unconfirmed")
"""Mails that left or may have left: what counts under a cap."""


async def facts_of_contacts(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Facts by contact; who was deleted is left out."""
    connection = await borrow(session)
    try:
        found = await load_contacts(connection, ids)
    finally:
        await give_back(session)
    return {key: contact.facts for key, contact in found.items() if not contact.deleted}


async def organisation_caps(session: AsyncSession) -> tuple[Cap, ...]:
    """The limit of mails to one contact that holds for every journey."""
    cap = await session.scalar(select(Organization.cap).where(Organization.id == 1))
    return () if cap is None else (Cap.model_validate(cap),)


async def outside_of(
    session: AsyncSession,
    facts: Mapping[UUID, Mapping[str, Any]],
    graph: JourneyGraph,
    since: datetime,
    *,
    besides: Sequence[UUID] = (),
) -> dict[UUID, Outside]:
    """What happens around these contacts from `since` on; mails of the enrollments `besides` are not counted."""
    caps = await organisation_caps(session)
    own = graph.settings.cap
    every = caps if own is None else (*caps, own)
    mails = await _mails(session, facts, since - max(cap.period for cap in every), besides) if every else {}
    shut, team = await _shut(session, facts), await team_of(session)
    return {contact: Outside(caps, mails.get(contact, ()), shut.get(contact), team=team) for contact in facts}


async def team_of(session: AsyncSession) -> dict[str, str]:
    """Accounts that can sign in, and their roles."""
    found = await session.execute(select(Account.id, Account.role).where(Account.disabled_at.is_(None)))
    return {str(account): role for account, role in found}


async def _mails(
    session: AsyncSession, contacts: Iterable[UUID], since: datetime, besides: Sequence[UUID]
) -> dict[UUID, list[datetime]]:
    left = func.coalesce(Message.sent_at, Message.transmitting_at)
    query = select(Message.contact_id, left).where(
        Message.contact_id.in_(list(contacts)),
        Message.reserved_at > since - timedelta(days=1),
        Message.status.in_(LEFT),
        left > since,
    )
    if besides:
        query = query.where(Message.enrollment_id.not_in(besides))
    found: dict[UUID, list[datetime]] = {}
    for contact, at in await session.execute(query):
        found.setdefault(contact, []).append(at)
    return found


async def _shut(session: AsyncSession, facts: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, tuple[datetime, str]]:
    by_address = {known["email"]: contact for contact, known in facts.items()}
    query = select(Suppression.email, Suppression.created_at, Suppression.reason).where(
        Suppression.email.in_(list(by_address))
    )
    return {by_address[email]: (at, SUPPRESSED[reason]) for email, at, reason in await session.execute(query)}


async def history_of(
    session: AsyncSession, contacts: Iterable[UUID], since: datetime
) -> dict[UUID, list[ContactHistory]]:
    """Written changes of these contacts since then, oldest first."""
    query = (
        select(ContactHistory)
        .where(ContactHistory.contact_id.in_(list(contacts)), ContactHistory.at >= since)
        .order_by(ContactHistory.at, ContactHistory.id)
    )
    found: dict[UUID, list[ContactHistory]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.contact_id, []).append(row)
    return found


def as_of(
    facts: Mapping[str, Any], history: Sequence[ContactHistory], own: UUID
) -> tuple[dict[str, Any], list[Changed]]:
    """The facts before these changes, and those changes that others than the enrollment `own` made."""
    before = dict(facts)
    for row in reversed(history):
        before[row.field] = _value(row.field, row.before)
    others = [Changed(row.at, row.field, _value(row.field, row.after)) for row in history if row.enrollment_id != own]
    return before, others


def _value(field: str, written: str | None) -> Any:
    """What a history row says, as facts have it."""
    return int(written) if field == "score" and written is not None else written
