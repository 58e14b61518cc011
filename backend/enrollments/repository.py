"""Rows of enrollments as lists and details show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, false, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.errors import EnrollmentNotFound
from backend.enrollments.filter import EnrollmentFilter, conditions, versions
from backend.models import (
    Company,
    Contact,
    Delivery,
    Enrollment,
    Journal,
    Journey,
    JourneyVersion,
    Message,
    TemplateVersion,
)


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


async def export_query(session: AsyncSession, wanted: EnrollmentFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    """The whole list as flat rows, newest first."""
    columns = (
        func.btrim(Contact.last_name + " " + Contact.first_name).label("name"),
        Contact.email,
        Company.name.label("company"),
        JourneyVersion.number.label("version"),
        *(Enrollment.status, Enrollment.node, Enrollment.due_at, Enrollment.enrolled_at, Enrollment.ended_at),
        *(Enrollment.end_reason, Enrollment.failed_at),
    )
    query = _listing().with_only_columns(*columns).where(*await conditions(session, wanted, now))
    return query.order_by(Enrollment.id.desc())


async def list_enrollments(
    session: AsyncSession, wanted: EnrollmentFilter, *, now: datetime, before: UUID | None, limit: int
) -> list[ListedEnrollment]:
    """Enrollments of a journey, newest first: those of each version come in the order of an index, and are merged."""
    meant = await conditions(session, wanted, now)
    if before is not None:
        meant.append(Enrollment.id < before)
    newest = select(Enrollment.id).where(*meant).order_by(Enrollment.id.desc()).limit(limit)
    ids = union_all(
        *(newest.where(Enrollment.version_id == one).subquery().select() for one in await versions(session, wanted)),
        select(Enrollment.id).where(false()),
    )
    query = _listing().where(Enrollment.id.in_(ids)).order_by(Enrollment.id.desc()).limit(limit)
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


async def failed_notices_of(session: AsyncSession, enrollment_id: UUID) -> Sequence[Delivery]:
    """What did not arrive, or may not have, in order; dealt with or not."""
    query = select(Delivery).where(Delivery.enrollment_id == enrollment_id).order_by(Delivery.due_at, Delivery.id)
    return (await session.scalars(query.where(Delivery.status.in_(("failed", "unconfirmed"))))).all()
