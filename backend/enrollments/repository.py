"""Rows of enrollments as lists and details show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import DateTime, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.errors import EnrollmentNotFound
from backend.models import Company, Contact, Enrollment, Journal, Journey, JourneyVersion, Message, TemplateVersion

Columns = TypeVarTuple("Columns")


class ListedEnrollment(NamedTuple):
    """An enrollment with its contact, the company's name and the version's number."""

    enrollment: Enrollment
    contact: Contact
    company: str | None
    version: int


def _listing() -> Select[Enrollment, Contact, str, int]:
    return (
        select(Enrollment, Contact, Company.name, JourneyVersion.number)
        .join(Contact, Contact.id == Enrollment.contact_id)
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
        .outerjoin(Company, Company.id == Contact.company_id)
    )


class Parked(NamedTuple):
    """Narrows a list to people who failed: why, and between when (both included)."""

    code: str | None = None
    first: datetime | None = None
    last: datetime | None = None


ANYHOW: Final = Parked()


def _narrowed(
    query: Select[*Columns], journey_id: UUID, status: str | None, node: str | None, parked: Parked = ANYHOW
) -> Select[*Columns]:
    query = query.where(Enrollment.journey_id == journey_id).order_by(Enrollment.id.desc())
    if status is not None:
        query = query.where(Enrollment.status == status)
    if node is not None:
        query = query.where(Enrollment.node == node)
    if parked == ANYHOW:
        return query
    since = cast(Enrollment.state["since"].astext, DateTime(timezone=True))
    query = query.where(Enrollment.status == "errored")
    if parked.code is not None:
        query = query.where(Enrollment.end_reason == parked.code)
    if parked.first is not None:
        query = query.where(since >= parked.first)
    return query if parked.last is None else query.where(since <= parked.last)


def export_query(journey_id: UUID, *, status: str | None, node: str | None) -> Select[*tuple[Any, ...]]:
    """The whole list as flat rows, newest first."""
    columns = (
        func.btrim(Contact.last_name + " " + Contact.first_name).label("name"),
        Contact.email,
        Company.name.label("company"),
        JourneyVersion.number.label("version"),
        *(Enrollment.status, Enrollment.node, Enrollment.due_at, Enrollment.enrolled_at, Enrollment.ended_at),
        Enrollment.end_reason,
    )
    return _narrowed(_listing().with_only_columns(*columns), journey_id, status, node)


async def list_enrollments(
    session: AsyncSession,
    journey_id: UUID,
    *,
    status: str | None,
    node: str | None,
    parked: Parked = ANYHOW,
    before: UUID | None,
    limit: int,
) -> list[ListedEnrollment]:
    """Enrollments of a journey, newest first; one query whatever the page holds."""
    query = _narrowed(_listing(), journey_id, status, node, parked).limit(limit)
    if before is not None:
        query = query.where(Enrollment.id < before)
    return [ListedEnrollment(*row) for row in await session.execute(query)]


class WholeEnrollment(NamedTuple):
    """An enrollment with everything its page shows besides journal and messages."""

    listed: ListedEnrollment
    journey: Journey
    graph: JourneyVersion


async def get_whole(session: AsyncSession, enrollment_id: UUID) -> WholeEnrollment:
    """One enrollment by id."""
    query = (
        _listing()
        .add_columns(Journey, JourneyVersion)
        .join(Journey, Journey.id == Enrollment.journey_id)
        .where(Enrollment.id == enrollment_id)
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise EnrollmentNotFound("there is no such enrollment", id=str(enrollment_id))
    enrollment, contact, company, number, journey, version = row
    return WholeEnrollment(ListedEnrollment(enrollment, contact, company, number), journey, version)


async def journal_of(session: AsyncSession, enrollment_id: UUID) -> Sequence[Journal]:
    """Every step, in order."""
    query = select(Journal).where(Journal.enrollment_id == enrollment_id).order_by(Journal.seq)
    return (await session.scalars(query)).all()


class ListedMessage(NamedTuple):
    """A mail with its subject: the one it went out with, before that its template's."""

    message: Message
    subject: str


async def messages_of(session: AsyncSession, enrollment_id: UUID) -> list[ListedMessage]:
    """Every mail of the ledger, in order."""
    query = (
        select(Message, func.coalesce(Message.subject, TemplateVersion.subject))
        .join(TemplateVersion, TemplateVersion.id == Message.template_version_id)
        .where(Message.enrollment_id == enrollment_id)
        .order_by(Message.seq)
    )
    return [ListedMessage(*row) for row in await session.execute(query)]
