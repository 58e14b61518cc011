"""Which contacts are meant, and who of them may not enter and why: set-based statements for any size.

Nothing here loads contacts into memory; judging a million contacts is one pass with hash joins.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, and_, any_, case, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contacts.search import matches
from backend.enrollments.schemas import ByAll, ByContactIds, ByEmails, ContactFilter, LeftOutReason, Selection
from backend.kit.text import normal_email
from backend.models import Company, Contact, Enrollment, Suppression
from backend.segments.compile import compile_condition

ABOARD: Final = ("active", "errored")
"""Statuses that keep a contact from entering again: on the way, or parked and retryable."""


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What decides over entry besides the contact. A test may be repeated and may go to one's own addresses."""

    journey_id: UUID
    reentry: str
    test: bool = False


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
    if rules.reentry == "never" and not rules.test:
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
