"""Organization, company calendar, senders."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.audit.repository import newest
from backend.kit.pagination import Page
from backend.kit.web import Admin, DbSession, Marketer, Now, Reader, errors
from backend.models import Organization, Sender
from backend.organization import repository, service
from backend.organization.calendar import company_days, japanese_holidays
from backend.organization.errors import DefaultSenderNeeded, DomainInTwoClasses, SenderNotFound, TimezoneUnknown
from backend.organization.schemas import (
    BrakeRequest,
    BrakeView,
    CalendarDayPut,
    CalendarEntry,
    CalendarYear,
    Domains,
    Holiday,
    OrganizationPut,
    OrganizationView,
    SenderNew,
    SenderPatch,
    SenderView,
)
from workflows.journey.pacing import Cap

router = APIRouter(tags=["organization"])


@router.get("/organization")
async def get_organization(session: DbSession, _: Reader) -> OrganizationView:
    """Who sends, where, and whose domains are whose."""
    return _view(await repository.organization(session))


@router.put("/organization", responses=errors(TimezoneUnknown, DomainInTwoClasses))
async def put_organization(put: OrganizationPut, session: DbSession, actor: Admin, now: Now) -> OrganizationView:
    """Change the given fields; changed domains reclassify all contacts."""
    return _view(await service.change_organization(session, actor, put, now))


@router.get("/organization/brake")
async def get_brake(session: DbSession, _: Reader) -> BrakeView:
    """Whether all sending is stopped, since when, by whom and why."""
    return await _brake(session, await repository.organization(session))


@router.post("/organization/brake")
async def set_brake(body: BrakeRequest, session: DbSession, actor: Admin, now: Now) -> BrakeView:
    """Stop all sending of the installation within a second, or release it."""
    return await _brake(session, await service.set_brake(session, actor, body.on, body.reason, now))


@router.get("/calendar")
async def get_calendar(
    session: DbSession, _: Reader, now: Now, year: Annotated[int | None, Query(ge=1950, le=2098)] = None
) -> CalendarYear:
    """Japanese public holidays and the company's own days of a year (this year when none is given)."""
    shown = year or now.year
    days = await company_days(session, date(shown, 1, 1), date(shown, 12, 31))
    return CalendarYear(
        year=shown,
        holidays=[Holiday(day=day, name=name) for day, name in japanese_holidays(shown).items()],
        days=[CalendarEntry.model_validate(row, from_attributes=True) for row in days],
    )


@router.put("/calendar/{day}")
async def put_calendar_day(day: date, put: CalendarDayPut, session: DbSession, actor: Marketer) -> CalendarEntry:
    """Close or open a day."""
    return CalendarEntry.model_validate(await service.put_day(session, actor, day, put), from_attributes=True)


@router.delete("/calendar/{day}", status_code=204)
async def delete_calendar_day(day: date, session: DbSession, actor: Marketer) -> None:
    """Make a day ordinary again."""
    await service.delete_day(session, actor, day)


@router.get("/senders")
async def list_senders(session: DbSession, _: Reader) -> Page[SenderView]:
    """All From addresses, the default first."""
    return Page(items=[_sender(row) for row in await repository.senders(session)], next_cursor=None)


@router.post("/senders", status_code=201)
async def create_sender(new: SenderNew, session: DbSession, actor: Admin) -> SenderView:
    """A new From address."""
    return _sender(await service.create_sender(session, actor, new))


@router.patch("/senders/{sender_id}", responses=errors(SenderNotFound, DefaultSenderNeeded))
async def change_sender(sender_id: UUID, patch: SenderPatch, session: DbSession, actor: Admin) -> SenderView:
    """Change a From address, or make it the default."""
    return _sender(await service.change_sender(session, actor, sender_id, patch))


async def _brake(session: DbSession, row: Organization) -> BrakeView:
    since = row.sending_stopped_at
    cause = since and await newest(session, "organization", "1", "sending.stopped")
    detail = cause.detail if cause else {}
    return BrakeView.model_validate(
        {
            "on": since is not None,
            "since": since,
            "by": cause.actor_name if cause else None,
            "reason": cause.reason if cause else None,
            "code": detail.get("code"),
            "unknown_from": detail.get("unknown_from"),
            "unknown_until": detail.get("unknown_until"),
        }
    )


def _view(row: Organization) -> OrganizationView:
    domains = {name: row.domains.get(name, []) for name in ("own", "competitor", "free_mail")}
    return OrganizationView(
        name=row.name,
        legal_name=row.legal_name,
        postal_address=row.postal_address,
        contact_line=row.contact_line,
        timezone=row.timezone,
        domains=Domains.model_construct(**domains),
        cap=None if row.cap is None else Cap.model_validate(row.cap),
        sending_stopped_at=row.sending_stopped_at,
        updated_at=row.updated_at,
    )


def _sender(row: Sender) -> SenderView:
    return SenderView.model_validate(row, from_attributes=True)
