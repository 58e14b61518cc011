"""Which contacts are meant, and who of them may not enter and why: set-based statements for any size.

Nothing here loads contacts into memory; judging a million contacts is one pass with hash joins.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    any_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contacts.search import matches
from backend.enrollments.schemas import ByAll, ByContactIds, ByEmails, ContactFilter, LeftOutReason, Selection
from backend.kit.text import normal_email
from backend.models import Company, Contact, Enrollment, Journey, JourneyVersion, Suppression
from backend.segments.compile import compile_condition
from workflows.journey.duration import parse_duration
from workflows.journey.graph import Again, Entry, JourneyGraph

ABOARD: Final = ("active", "errored")
"""Statuses that keep a contact from entering again: on the way, or parked and retryable."""


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What decides over entry besides the contact, at the moment `now`.

    A test may be repeated, may go to one's own addresses, and is in nobody's way: it belongs to no exclusive group.
    """

    journey_id: UUID
    entry: Entry
    now: datetime
    ends_at: datetime | None = None
    test: bool = False

    @property
    def ended(self) -> bool:
        """Whether nobody may enter any more."""
        return self.ends_at is not None and self.now >= self.ends_at

    @property
    def again_from(self) -> datetime | None:
        """Only who left before this may come again; None: there is no such rule."""
        if self.test or not isinstance(self.entry.reentry, Again):
            return None
        return self.now - parse_duration(self.entry.reentry.after).approximate

    @property
    def exclusive(self) -> str | None:
        """The group of journeys of which one is aboard at a time."""
        return None if self.test else self.entry.exclusive

    @property
    def needs_turns(self) -> bool:
        """Whether two who enroll at once must do it one after the other: the second must see even who has left."""
        return not self.test and (self.entry.reentry == "never" or self.again_from is not None)


def rules_of(journey_id: UUID, graph: JourneyGraph, now: datetime, *, test: bool) -> EntryRules:
    """The rules of entry of a document."""
    return EntryRules(journey_id, graph.entry, now, graph.settings.ends_at, test)


def wanted(selection: Selection) -> ColumnElement[bool]:
    """The where-clause over contact, outer-joined to company, that a selection means.

    Contacts named one by one are found even when deleted, so that the answer can say so.
    """
    if isinstance(selection, ByEmails):
        return Contact.email == any_(literal(emails_of(selection), ARRAY(Text)))
    if isinstance(selection, ByContactIds):
        return Contact.id == any_(literal(sorted(set(selection.contact_ids)), ARRAY(Uuid)))
    if isinstance(selection, ByAll):
        return Contact.deleted_at.is_(None)
    return and_(Contact.deleted_at.is_(None), *_filters(selection.filter))


def emails_of(selection: ByEmails) -> list[str]:
    """The addresses as contacts keep them, each once."""
    return sorted({normal_email(email) for email in selection.emails})


def _filters(given: ContactFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if given.q:
        clauses.append(matches(given.q))  # the list's own search, so that what was seen is what is enrolled
    if given.condition is not None:
        clauses.append(compile_condition(given.condition))
    return clauses


def judged(selection: Selection, rules: EntryRules) -> Select[UUID, str, LeftOutReason | None]:
    """Every contact meant: id, address, and why it may not enter (null: it may). Add order and limit as needed."""
    aboard = (
        select(Enrollment.contact_id)
        .where(Enrollment.journey_id == rules.journey_id, Enrollment.status.in_(ABOARD))
        .subquery("aboard")
    )
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (Contact.deleted_at.is_not(None), "deleted"),
        (aboard.c.contact_id.is_not(None), "already_enrolled"),
    ]
    query = (
        select(Contact.id, Contact.email)
        .outerjoin(Company, Company.id == Contact.company_id)
        .outerjoin(aboard, aboard.c.contact_id == Contact.id)
        .outerjoin(Suppression, Suppression.email == Contact.email)
        .where(wanted(selection))
    )
    if rules.ended:
        reasons.append((true(), "journey_ended"))
    if rules.exclusive is not None:
        group = _aboard_group(rules.journey_id, rules.exclusive)
        query = query.outerjoin(group, group.c.contact_id == Contact.id)
        reasons.append((group.c.contact_id.is_not(None), "exclusive"))
    if rules.again_from is not None:
        left = _left_since(rules.journey_id, rules.again_from)
        query = query.outerjoin(left, left.c.contact_id == Contact.id)
        reasons.append((left.c.contact_id.is_not(None), "too_soon"))
    if rules.entry.reentry == "never" and not rules.test:
        before = (
            select(Enrollment.contact_id)
            .where(Enrollment.journey_id == rules.journey_id, Enrollment.test_max_wait.is_(None))
            .distinct()
            .subquery("before")
        )
        query = query.outerjoin(before, before.c.contact_id == Contact.id)
        reasons.append((before.c.contact_id.is_not(None), "entered_before"))
    reasons.append((Suppression.email.is_not(None), "suppressed"))
    reasons.append((Contact.domain_class == "competitor", "competitor"))
    if not rules.test:
        reasons.append((Contact.domain_class == "own", "own_domain"))
    reason: ColumnElement[LeftOutReason | None] = case(*reasons, else_=null()).label("reason")
    return query.add_columns(reason)


def _aboard_group(journey_id: UUID, key: str) -> Subquery:
    """Who is aboard another journey of the group: one that was of it when they entered, or is of it now."""
    live = select(JourneyVersion.journey_id).where(
        JourneyVersion.id.in_(select(Journey.live_version_id)),
        JourneyVersion.graph["entry"]["exclusive"].astext == key,
    )
    return (
        select(Enrollment.contact_id)
        .where(
            Enrollment.journey_id != journey_id,
            Enrollment.status.in_(ABOARD),
            Enrollment.test_max_wait.is_(None),
            or_(Enrollment.exclusive_key == key, Enrollment.journey_id.in_(live)),
        )
        .distinct()
        .subquery("grouped")
    )


def _left_since(journey_id: UUID, since: datetime) -> Subquery:
    return (
        select(Enrollment.contact_id)
        .where(Enrollment.journey_id == journey_id, Enrollment.test_max_wait.is_(None), Enrollment.ended_at > since)
        .distinct()
        .subquery("left_since")
    )


async def take_turns(session: AsyncSession, rules: EntryRules) -> None:
    """Until the transaction ends nobody else enrolls into the journey who would have to see what this one does."""
    if rules.needs_turns:
        await hold_door(session, rules.journey_id)


async def hold_door(session: AsyncSession, journey_id: UUID) -> None:
    """Wait for everybody who holds this journey's door, and hold it until the transaction ends."""
    lock = int.from_bytes(journey_id.bytes[:8], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))


async def reasons_against(session: AsyncSession, contacts: Sequence[UUID], rules: EntryRules) -> Counter[LeftOutReason]:
    """Why these contacts, whom somebody else was faster to enroll, may not enter."""
    if not contacts:
        return Counter()
    _, found = await count_reasons(session, ByContactIds(contact_ids=list(contacts)), rules)
    return Counter(found)


async def count_reasons(
    session: AsyncSession, selection: Selection, rules: EntryRules
) -> tuple[int, dict[LeftOutReason, int]]:
    """How many may enter, and how many may not by reason; contacts that do not exist are `not_found`."""
    meant = judged(selection, rules).subquery()
    query = select(meant.c.reason, func.count()).group_by(meant.c.reason)
    counts: dict[LeftOutReason | None, int] = {reason: count for reason, count in await session.execute(query)}
    missing = _named(selection) - sum(counts.values())
    eligible = counts.pop(None, 0)
    left_out: dict[LeftOutReason, int] = {reason: count for reason, count in counts.items() if reason is not None}
    if missing > 0:
        left_out["not_found"] = missing
    return eligible, left_out


def _named(selection: Selection) -> int:
    """How many contacts the selection names one by one; 0 for filters, which find only what exists."""
    if isinstance(selection, ByEmails):
        return len(emails_of(selection))
    if isinstance(selection, ByContactIds):
        return len(set(selection.contact_ids))
    return 0


async def some_left_out(
    session: AsyncSession, selection: Selection, rules: EntryRules, limit: int
) -> list[tuple[str, LeftOutReason]]:
    """Addresses of some who are left out, unknown ones first."""
    unknown = await _unknown(session, selection)
    meant = judged(selection, rules).subquery()
    query = select(meant.c.email, meant.c.reason).where(meant.c.reason.is_not(None)).limit(limit)
    samples: list[tuple[str, LeftOutReason]] = [(text, "not_found") for text in unknown[: limit // 2]]
    samples += [(email, reason) for email, reason in await session.execute(query)]
    return samples[:limit]


async def _unknown(session: AsyncSession, selection: Selection) -> list[str]:
    if isinstance(selection, ByEmails):
        known = set(await session.scalars(select(Contact.email).where(wanted(selection))))
        return [email for email in emails_of(selection) if email not in known]
    if isinstance(selection, ByContactIds):
        ids = set(await session.scalars(select(Contact.id).where(wanted(selection))))
        return [str(contact) for contact in sorted(set(selection.contact_ids)) if contact not in ids]
    return []


async def eligible_ids(session: AsyncSession, selection: Selection, rules: EntryRules, limit: int) -> list[UUID]:
    """Ids of up to `limit` contacts who may enter, in order."""
    meant = judged(selection, rules).subquery()
    query = select(meant.c.id).where(meant.c.reason.is_(None)).order_by(meant.c.id).limit(limit)
    return list(await session.scalars(query))


async def chunk(
    session: AsyncSession, selection: Selection, rules: EntryRules, *, after: UUID | None, limit: int
) -> list[tuple[UUID, str | None]]:
    """The next contacts meant after id `after`, each with the reason against it: one chunk of a large enrollment."""
    query = judged(selection, rules).order_by(Contact.id).limit(limit)
    if after is not None:
        query = query.where(Contact.id > after)
    return [(contact, reason) for contact, _, reason in await session.execute(query)]
