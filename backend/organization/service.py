"""Changing the organization, its calendar and its senders; every change is audited."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit, set_what_differs
from backend.audit.vocabulary import Detail
from backend.execution.wakes import wake_due
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.models import CalendarDay, Organization, Sender
from backend.organization import repository
from backend.organization.errors import DefaultSenderNeeded, DomainInTwoClasses, SenderNotFound, TimezoneUnknown
from backend.organization.schemas import CalendarDayPut, Domains, OrganizationPut, SenderNew, SenderPatch

SAMPLE = {
    "name": "サンプル株式会社",
    "legal_name": "サンプル株式会社",
    "postal_address": "〒100-0000 東京都千代田区サンプル1-2-3",
    "contact_line": "お問い合わせ: support@tabiji.example",
}


async def change_organization(session: AsyncSession, actor: Actor, put: OrganizationPut, now: datetime) -> Organization:
    """Raises TimezoneUnknown or DomainInTwoClasses. Changed domains reclassify all contacts."""
    row = await repository.organization(session, lock=True)
    values = put.model_dump(exclude_unset=True, exclude_none=True)
    if "cap" in put.model_fields_set:
        values["cap"] = None if put.cap is None else put.cap.model_dump(mode="json")
    if put.timezone is not None and put.timezone not in available_timezones():
        raise TimezoneUnknown("use an IANA zone such as Asia/Tokyo", timezone=put.timezone)
    if put.domains is not None:
        _check_domains(put.domains)
    changes = set_what_differs(row, values)
    detail: Detail = {"changes": changes}
    if "domains" in changes:
        detail["reclassified"] = await repository.reclassify(session, row.domains)
    if changes:
        row.updated_at = now
        await audit(session, actor, "organization.changed", "organization", 1, detail)
    return row


async def set_brake(session: AsyncSession, actor: Actor, on: bool, reason: str, now: datetime) -> Organization:
    """Stop all sending, or release it and wake everybody who is due; asking for what already is changes nothing."""
    row = await repository.organization(session, lock=True)
    if on == (row.sending_stopped_at is not None):
        return row
    row.sending_stopped_at = now if on else None
    await audit(session, actor, "sending.stopped" if on else "sending.released", "organization", 1, {}, reason)
    if not on:
        await wake_due(session, now)
    return row


def _check_domains(domains: Domains) -> None:
    lists = [set(domains.own), set(domains.competitor), set(domains.free_mail)]
    doubled = (lists[0] & lists[1]) | (lists[0] & lists[2]) | (lists[1] & lists[2])
    if doubled:
        raise DomainInTwoClasses("a domain belongs to one class only", domains=sorted(doubled))


async def put_day(session: AsyncSession, actor: Actor, day: date, put: CalendarDayPut) -> CalendarDay:
    """Set what is special about a day."""
    values: Detail = {"closed": put.closed, "note": put.note}
    statement = insert(CalendarDay).values(day=day, **values)
    statement = statement.on_conflict_do_update(index_elements=["day"], set_=values)
    await session.execute(statement)
    await audit(session, actor, "calendar.changed", "calendar_day", day.isoformat(), values)
    return await session.get_one(CalendarDay, day, populate_existing=True)


async def delete_day(session: AsyncSession, actor: Actor, day: date) -> None:
    """Make a day ordinary again; nothing happens if it is."""
    row = await session.get(CalendarDay, day)
    if row is not None:
        await session.delete(row)
        await audit(session, actor, "calendar.cleared", "calendar_day", day.isoformat())


async def create_sender(session: AsyncSession, actor: Actor, new: SenderNew) -> Sender:
    """A new From address; the first one becomes the default."""
    first = not await session.scalar(select(func.count()).select_from(Sender))
    if new.is_default:
        await repository.clear_default(session)
    row = Sender(id=new_id(), name=new.name, email=new.email, reply_to=new.reply_to, is_default=new.is_default or first)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await audit(session, actor, "sender.created", "sender", row.id, {"email": row.email})
    return row


async def change_sender(session: AsyncSession, actor: Actor, sender_id: UUID, patch: SenderPatch) -> Sender:
    """Raises SenderNotFound, or DefaultSenderNeeded when the default would be gone."""
    row = await session.get(Sender, sender_id, with_for_update=True)
    if row is None:
        raise SenderNotFound("there is no such sender")
    if patch.is_default is False and row.is_default:
        raise DefaultSenderNeeded("make another sender the default instead")
    if patch.is_default and not row.is_default:
        await repository.clear_default(session)
    values = patch.model_dump(exclude_unset=True)
    given = {name: value for name, value in values.items() if value is not None or name == "reply_to"}
    await audit(session, actor, "sender.changed", "sender", row.id, {"changes": set_what_differs(row, given)})
    return row


async def seed_sample(session: AsyncSession, actor: Actor) -> None:
    """An identity and a sender to begin with on the embedded stack; does nothing where there is one."""
    row = await repository.organization(session, lock=True)
    if not row.name:
        for field, value in SAMPLE.items():
            setattr(row, field, value)
    if not await session.scalar(select(func.count()).select_from(Sender)):
        await create_sender(session, actor, SenderNew(name="山本 直樹", email="marketing@tabiji.example"))
