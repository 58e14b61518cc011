"""Which contacts are meant, and who of them may not enter and why: set-based statements for any size.

Nothing here loads contacts into memory; a million contacts are counted by joins of ids in indexes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contacts.search import matches
from backend.enrollments.schemas import ByAll, ByContactIds, ByEmails, ByFilter, ContactFilter, LeftOutReason, Selection
from backend.execution.chunk import DEFAULT_ZONE
from backend.kit.text import normal_email
from backend.models import (
    ABOARD,
    Company,
    Contact,
    Enrollment,
    Journey,
    JourneyVersion,
    Organization,
    Standing,
    Suppression,
)
from backend.segments.compile import compile_condition
from workflows.journey.duration import Duration, parse_duration
from workflows.journey.graph import Again, Entry, JourneyGraph


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What decides over entry besides the contact, at the moment `now`.

    A test may be repeated, may go to one's own addresses, and is in nobody's way: it belongs to no exclusive group.
    """

    journey_id: UUID
    entry: Entry
    now: datetime
    zone: str = "organization"
    """By whose calendar days are counted: of the contact, of the organization, or of an IANA name."""
    ends_at: datetime | None = None
    test: bool = False

    @property
    def ended(self) -> bool:
        """Whether nobody may enter any more."""
        return self.ends_at is not None and self.now >= self.ends_at

    @property
    def again_after(self) -> Duration | None:
        """Only who left so long ago may come again; None: there is no such rule."""
        if self.test or not isinstance(self.entry.reentry, Again):
            return None
        return parse_duration(self.entry.reentry.after)

    @property
    def exclusive(self) -> str | None:
        """The group of journeys of which one is aboard at a time."""
        return None if self.test else self.entry.exclusive

    @property
    def needs_turns(self) -> bool:
        """Whether two who enroll at once must do it one after the other: the second must see even who has left."""
        return not self.test and (self.entry.reentry == "never" or self.again_after is not None)


def rules_of(journey_id: UUID, graph: JourneyGraph, now: datetime, *, test: bool) -> EntryRules:
    """The rules of entry of a document."""
    return EntryRules(journey_id, graph.entry, now, graph.settings.timezone, graph.settings.ends_at, test)


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


Reason = tuple[LeftOutReason, ColumnElement[bool]]
"""Why a contact may not enter, and whom that is true of. A reason may be in a list twice, for two kinds of people."""


Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def _meant(query: Query, selection: Selection) -> Query:
    """Those meant. The company is joined only where a filter may ask for it: an index alone can answer the others."""
    query = query.select_from(Contact)
    if isinstance(selection, ByFilter):
        query = query.outerjoin(Company, Company.id == Contact.company_id)
    return query.where(wanted(selection))


def _reasons(selection: Selection, rules: EntryRules) -> list[Reason]:
    """What keeps contacts out, the first that holds being the one that is told.

    Each is a test by keys, which the database can turn around: look it up for one contact, or join it for all.
    """
    reasons: list[Reason] = []
    if isinstance(selection, ByEmails | ByContactIds):  # others mean nobody who is deleted
        reasons.append(("deleted", Contact.deleted_at.is_not(None)))
    mine = Enrollment.journey_id == rules.journey_id
    reasons.append(("already_enrolled", _enrolled(mine, _ABOARD)))
    if rules.ended:
        reasons.append(("journey_ended", true()))
    if rules.exclusive is not None:
        for group in _aboard_group(rules.journey_id, rules.exclusive):
            reasons.append(("exclusive", _enrolled(*group)))
    if rules.again_after is not None:
        reasons.append(("too_soon", _enrolled(mine, _LEFT, _IN_EARNEST, _still_early(rules, rules.again_after))))
    if rules.entry.reentry == "never" and not rules.test:
        reasons.append(("entered_before", _enrolled(mine, _LEFT, _IN_EARNEST)))  # who has not left is aboard: see above
    reasons.append(("suppressed", exists().where(Suppression.email == Contact.email)))
    reasons.append(("competitor", Contact.domain_class == literal("competitor", literal_execute=True)))
    if not rules.test:
        reasons.append(("own_domain", Contact.domain_class == literal("own", literal_execute=True)))
    return reasons


_ABOARD: Final = Enrollment.status.in_([literal(status, literal_execute=True) for status in ABOARD])
_LEFT: Final = Enrollment.status.not_in([literal(status, literal_execute=True) for status in ABOARD])
_IN_EARNEST: Final = Enrollment.test_max_wait.is_(None)


def _enrolled(*how: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Enrollment.contact_id == Contact.id, *how)


def _still_early(rules: EntryRules, wait: Duration) -> ColumnElement[bool]:
    """Whether the time after leaving is not over yet, its days counted on the calendar as those of waits are.

    The calendar is only asked where it decides: about those within some days of the border.
    """
    at_most = wait.approximate + _CLOCKS
    at_least = timedelta(days=wait.months * 28 + wait.days, seconds=wait.seconds) - _CLOCKS
    home = func.coalesce(select(Organization.timezone).where(Organization.id == 1).scalar_subquery(), DEFAULT_ZONE)
    zone = {"contact": func.coalesce(Contact.timezone, home), "organization": home}.get(rules.zone, literal(rules.zone))
    again = func.calendar_after(Enrollment.ended_at, wait.months, wait.days, wait.seconds, zone, home)
    return and_(
        Enrollment.ended_at > rules.now - at_most,
        or_(Enrollment.ended_at > rules.now - at_least, again > rules.now),
    )


_CLOCKS: Final = timedelta(days=2)
"""More than changes of clocks and of zones move a day."""


def _aboard_group(journey_id: UUID, key: str) -> list[list[ColumnElement[bool]]]:
    """Who is aboard another journey of the group: one that was of it when they entered, or is of it now."""
    live = select(JourneyVersion.journey_id).where(
        JourneyVersion.id.in_(select(Journey.live_version_id)),
        JourneyVersion.graph["entry"]["exclusive"].astext == key,
    )
    other = [Enrollment.journey_id != journey_id, _ABOARD, _IN_EARNEST]
    return [[*other, Enrollment.exclusive_key == key], [*other, Enrollment.journey_id.in_(live)]]


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
    """How many may enter, and how many may not by reason; contacts that do not exist are `not_found`.

    One statement: how many are meant, and how many each reason keeps out of whom no reason before it does. Nobody is
    looked at one by one; what keeps nobody out costs next to nothing, also among a million.
    """
    reasons = _reasons(selection, rules)
    counts: list[ColumnElement[int]] = [_meant(select(func.count()), selection).scalar_subquery()]
    for number, (reason, holds) in enumerate(reasons):
        if reason == "already_enrolled" and isinstance(selection, ByAll):
            counts.append(_everybody_aboard(rules.journey_id))
            continue
        counts.append(
            _meant(select(func.count()), selection).where(holds, *_none_of(reasons[:number])).scalar_subquery()
        )
    await session.execute(_ROOM)
    meant, *kept_out = (await session.execute(select(*counts))).one()
    left_out = Counter[LeftOutReason]()
    for (reason, _), count in zip(reasons, kept_out, strict=True):
        left_out[reason] += count
    eligible = meant - left_out.total()
    left_out["not_found"] = max(0, _named(selection) - meant)
    return eligible, {reason: count for reason, count in left_out.items() if count}


def _everybody_aboard(journey_id: UUID) -> ColumnElement[int]:
    """How many contacts are aboard, out of the counts kept, less those who are deleted: nobody means them."""
    versions = select(JourneyVersion.id).where(JourneyVersion.journey_id == journey_id)
    aboard = select(func.coalesce(func.sum(Standing.people), 0)).where(Standing.version_id.in_(versions))
    deleted = (
        select(func.count())
        .select_from(Contact)
        .join(Enrollment, Enrollment.contact_id == Contact.id)
        .where(Contact.deleted_at.is_not(None), Enrollment.journey_id == journey_id, _ABOARD)
    )
    return cast(aboard.scalar_subquery() - deleted.scalar_subquery(), BigInteger)


_ROOM: Final = text("select set_config('work_mem', '64MB', true), set_config('random_page_cost', '1.1', true)")
"""For joining a million ids in memory, out of indexes that are in memory as well; until the transaction ends."""


def _none_of(reasons: Sequence[Reason]) -> list[ColumnElement[bool]]:
    return [not_(holds) for _, holds in reasons]


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
    samples: list[tuple[str, LeftOutReason]] = [(email, "not_found") for email in unknown[: limit // 2]]
    reasons = _reasons(selection, rules)
    for number, (reason, holds) in enumerate(reasons):
        if len(samples) >= limit:
            break
        query = _meant(select(Contact.email), selection).where(holds, *_none_of(reasons[:number]))
        found = await session.scalars(query.limit(limit - len(samples)))
        samples.extend((email, reason) for email in found)
    return samples


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
    query = _meant(select(Contact.id), selection).where(*_none_of(_reasons(selection, rules)))
    return list(await session.scalars(query.order_by(Contact.id).limit(limit)))


async def chunk(
    session: AsyncSession, selection: Selection, rules: EntryRules, *, after: UUID | None, limit: int
) -> list[tuple[UUID, LeftOutReason | None]]:
    """The next contacts meant after id `after`, each with the reason against it: one chunk of a large enrollment.

    Things are looked up for each of them, so a chunk costs the same wherever among a million it stands.
    """
    page = _meant(select(Contact.id), selection).order_by(Contact.id).limit(limit)
    if after is not None:
        page = page.where(Contact.id > after)
    these = page.subquery()
    cases = [(holds, literal(reason, literal_execute=True)) for reason, holds in _reasons(selection, rules)]
    reason: ColumnElement[LeftOutReason | None] = case(*cases, else_=null())
    query = select(Contact.id, reason).join(these, these.c.id == Contact.id).order_by(Contact.id)
    return [(contact, reason) for contact, reason in await session.execute(query)]
