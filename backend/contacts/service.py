"""Writing contacts: upsert by address, change, delete; every change is audited with what it was before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Change, Detail
from backend.companies.repository import find_or_create
from backend.companies.stages import refresh_stages
from backend.contacts.errors import ContactNotFound, EmailTaken, TimezoneUnknown
from backend.contacts.leaving import end_trips, hold_trips
from backend.contacts.schemas import ContactFields, ContactPatch, ContactWrite
from backend.contacts.search import SEARCHED, search_key
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.kit.text import trim
from backend.models import Company, Contact
from backend.organization.domains import DomainClassifier
from backend.organization.repository import organization
from backend.tasks.service import call_off_tasks

PLAIN = (
    *("last_name", "first_name", "last_kana", "first_kana", "department", "title", "phone", "industry", "prefecture"),
    *("source", "memo", "stage", "score", "timezone", "locale", "consent_on", "consent_method"),
)
FIRST_STAGE = {"own": "internal", "competitor": "disqualified"}
"""Stage of a new contact by domain class; everybody else begins as a lead."""


async def upsert_contact(session: AsyncSession, actor: Actor, write: ContactWrite, now: datetime) -> tuple[UUID, bool]:
    """Make or change the contact of this address; the id, and whether it is new. A deleted one comes back as new."""
    domain_class = await _domain_class(session, write.email)
    statement = insert(Contact).values(
        id=new_id(), email=write.email, domain_class=domain_class, stage=FIRST_STAGE.get(domain_class, "lead"),
        created_at=now, updated_at=now,
    )  # fmt: skip
    made = await session.scalar(statement.on_conflict_do_nothing(index_elements=["email"]).returning(Contact.id))
    query = select(Contact).where(Contact.email == write.email).with_for_update()
    row = (await session.scalars(query)).one()
    new = made is not None or row.deleted_at is not None
    row.deleted_at = None
    changes = await _apply(session, row, write, now)
    if new:
        await audit(session, actor, "contact.created", "contact", row.id, {"set": _after(changes)})
    elif changes:
        await audit(session, actor, "contact.changed", "contact", row.id, {"changes": changes})
    return row.id, new


async def change_contact(
    session: AsyncSession, actor: Actor, contact_id: UUID, patch: ContactPatch, now: datetime
) -> None:
    """Raises ContactNotFound, EmailTaken or TimezoneUnknown."""
    row = await _existing(session, contact_id)
    changes: dict[str, Change] = {}
    if patch.email is not None and patch.email != row.email:
        changes["email"] = {"from": row.email, "to": patch.email}
        await _move(session, row, patch.email)
    changes |= await _apply(session, row, patch, now)
    if changes:
        await audit(session, actor, "contact.changed", "contact", row.id, {"changes": changes}, patch.reason)


async def delete_contact(session: AsyncSession, actor: Actor, contact_id: UUID, now: datetime) -> None:
    """Hide the contact everywhere: it leaves its journeys, its open tasks are cancelled.

    Raises ContactNotFound.
    """
    await hold_trips(session, contact_id)
    row = await _existing(session, contact_id)
    row.deleted_at = row.updated_at = now
    detail: Detail = {"email": row.email}
    if ended := await end_trips(session, contact_id, now=now, by=actor.name):
        detail["enrollments_ended"] = ended
    if called_off := await call_off_tasks(session, row.id, actor=actor, now=now):
        detail["tasks_cancelled"] = called_off
    await audit(session, actor, "contact.deleted", "contact", row.id, detail)


async def _existing(session: AsyncSession, contact_id: UUID) -> Contact:
    row = await session.get(Contact, contact_id, with_for_update=True)
    if row is None or row.deleted_at is not None:
        raise ContactNotFound("there is no such contact")
    return row


async def _move(session: AsyncSession, row: Contact, email: str) -> None:
    other = await session.scalar(select(Contact.id).where(Contact.email == email))
    if other is not None:
        raise EmailTaken("another contact has this address", contact_id=str(other))
    row.email = email
    row.domain_class = await _domain_class(session, email)


async def _apply(session: AsyncSession, row: Contact, fields: ContactFields, now: datetime) -> dict[str, Change]:
    """Set what differs; returns {field: {from, to}}."""
    if fields.timezone is not None and fields.timezone not in available_timezones():
        raise TimezoneUnknown("use an IANA zone such as Asia/Tokyo", timezone=fields.timezone)
    changes: dict[str, Change] = {}
    for name, value in _wanted(row, fields).items():
        before = getattr(row, name)
        if before != value:
            changes[name] = {"from": _json(before), "to": _json(value)}
            setattr(row, name, value)
    company = await _company(session, row, fields, changes)
    row.search_key = search_key({name: getattr(row, name) for name in SEARCHED}, company.name if company else "")
    if changes:
        row.updated_at = now
    await session.flush()
    if "stage" in changes or "company" in changes:
        await refresh_stages(session, [row.company_id] if row.company_id else [])
    return changes


def _wanted(row: Contact, fields: ContactFields) -> dict[str, Any]:
    given = fields.model_dump(exclude_unset=True)
    nullable = ("timezone", "consent_on")
    wanted = {name: given[name] for name in PLAIN if name in given and (given[name] is not None or name in nullable)}
    wanted = {name: trim(value) if isinstance(value, str) else value for name, value in wanted.items()}
    if fields.tags is not None:
        wanted["tags"] = list(dict.fromkeys(fields.tags))
    if fields.attributes is not None:
        merged = {**row.attributes, **fields.attributes}
        wanted["attributes"] = {key: value for key, value in merged.items() if value is not None}
    return wanted


async def _company(
    session: AsyncSession, row: Contact, fields: ContactFields, changes: dict[str, Change]
) -> Company | None:
    before = await session.get(Company, row.company_id) if row.company_id else None
    if fields.company is None:
        return before
    after = await find_or_create(session, fields.company)
    if (after.id if after else None) != row.company_id:
        changes["company"] = {"from": before.name if before else None, "to": after.name if after else None}
        row.company_id = after.id if after else None
    return after


async def _domain_class(session: AsyncSession, email: str) -> str:
    return DomainClassifier((await organization(session)).domains).classify(email)


def _after(changes: dict[str, Change]) -> dict[str, Any]:
    return {name: change["to"] for name, change in changes.items()}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
