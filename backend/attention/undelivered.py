"""What notify steps could not send: mails to the team and calls that failed for good, or whose arrival is in doubt.

Sending again means the same row: a call keeps its id, by which the receiver knows one that came through after all; a
mail in doubt may come twice, which is why a person decides.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVarTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, func, literal, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention.schemas import (
    DeliveriesSettled,
    DeliveriesSettling,
    DeliveryFilter,
    DeliveryGroup,
    FailedDelivery,
)
from backend.audit.service import audit
from backend.audit.vocabulary import Detail, ObjectType
from backend.kit.pagination import Page, cut, encode_cursor
from backend.kit.state import Actor
from backend.models import Contact, Delivery, Enrollment, Journey, JourneyVersion
from backend.models.delivery import UNDELIVERED, shown_target

Columns = TypeVarTuple("Columns")
MAX_GROUPS = 500


class _Listed(NamedTuple):
    delivery: Delivery
    enrollment: UUID
    contact: Contact
    journey: Journey
    version: int


def undelivered(query: Select[*Columns], journey_id: UUID | None) -> Select[*Columns]:
    """Of the rows that wait for a person, with their enrollments."""
    query = query.select_from(Delivery).join(Enrollment, Enrollment.id == Delivery.enrollment_id)
    query = query.where(text(UNDELIVERED))
    return query if journey_id is None else query.where(Enrollment.journey_id == journey_id)


async def page(
    session: AsyncSession, meant: DeliveryFilter | None, *, before: tuple[datetime, UUID] | None, limit: int
) -> Page[FailedDelivery]:
    """One page, newest first."""
    query: Select[Any, Any, Any, Any, Any] = undelivered(
        select(Delivery, Enrollment.id, Contact, Journey, JourneyVersion.number), meant and meant.journey_id
    )
    query = (
        query.join(Contact, Contact.id == Enrollment.contact_id)
        .join(Journey, Journey.id == Enrollment.journey_id)
        .join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
        .where(*_narrowed(meant))
    )
    if before is not None:
        query = query.where(tuple_(Delivery.due_at, Delivery.id) < before)
    query = query.order_by(Delivery.due_at.desc(), Delivery.id.desc()).limit(limit + 1)
    shown, more = cut([_Listed(*row) for row in await session.execute(query)], limit)
    last = shown[-1].delivery if more else None
    return Page(items=[_item(one) for one in shown], next_cursor=last and encode_cursor(last.due_at, last.id))


async def groups(session: AsyncSession, journey_id: UUID | None) -> list[DeliveryGroup]:
    """By step, channel and reason: what was mended once is sent again together. The newest first."""
    key = Enrollment.journey_id, Journey.name, Delivery.node, Delivery.channel, Delivery.status, Delivery.reason
    newest, last = func.max(JourneyVersion.number), func.max(Delivery.due_at)
    named = zip(("journey_id", "journey", "node", "channel", "status", "code"), key, strict=True)
    query: Select[Any] = undelivered(
        select(*(column.label(name) for name, column in named), newest.label("version")).add_columns(
            func.count().label("count"), last.label("last")
        ),
        journey_id,
    )
    query = query.join(Journey, Journey.id == Enrollment.journey_id)
    query = query.join(JourneyVersion, JourneyVersion.id == Enrollment.version_id)
    found = await session.execute(query.group_by(*key).order_by(last.desc()).limit(MAX_GROUPS))
    return [DeliveryGroup.model_validate(row) for row in found.mappings()]


async def settle(session: AsyncSession, asked: DeliveriesSettling, *, actor: Actor, now: datetime) -> DeliveriesSettled:
    """Send again, or take off the list; each is locked, so a second hand finds it gone.

    What belongs to a stopped journey is not sent again; nor is what was written about a contact erased since.
    """
    meant, ids = asked.filter, asked.ids
    query: Select[Any, Any] = undelivered(select(Delivery.id, Journey.status), meant and meant.journey_id)
    query = query.join(Journey, Journey.id == Enrollment.journey_id).where(*_narrowed(meant))
    if ids is not None:
        query = query.where(Delivery.id.in_(ids))
    found: Sequence[Any] = (await session.execute(query.with_for_update(of=Delivery))).all()
    resend = asked.how == "resend"
    taken = [one for one, status in found if not (resend and status == "stopped")]
    change = {"status": "pending", "attempt": 0, "reason": None, "due_at": now} if resend else {"dismissed_at": now}
    these = any_(literal(taken, ARRAY(Uuid)))  # one value: after a long outage they are more than a statement takes
    await session.execute(update(Delivery).where(Delivery.id == these).values(change))
    gone = 0 if ids is None else len(set(ids)) - len(found)
    refused = {"journey_stopped": len(found) - len(taken), "not_found": gone}
    refused = {reason: count for reason, count in refused.items() if count}
    if taken:
        one = taken[0] if len(taken) == 1 else ""
        whose: tuple[ObjectType, object] = ("journey", meant.journey_id) if meant else ("delivery", one)
        detail: Detail = {"count": len(taken), "refused": refused}
        if len(taken) > 1 and meant is None:
            detail["ids"] = [str(one) for one in taken]
        if meant is not None:
            detail["filter"] = meant.model_dump(mode="json", exclude_none=True, exclude={"journey_id"})
        await audit(session, actor, "delivery.resent" if resend else "delivery.dismissed", *whose, detail, asked.reason)
    return DeliveriesSettled(settled=len(taken), refused=refused)


def _narrowed(meant: DeliveryFilter | None) -> list[ColumnElement[bool]]:
    if meant is None:
        return []
    values = meant.model_dump(include={"node", "channel", "status"}, exclude_none=True)
    narrowed = [getattr(Delivery, name) == value for name, value in values.items()]
    return narrowed if meant.code is None else [*narrowed, Delivery.reason == meant.code]


def _item(one: _Listed) -> FailedDelivery:
    sent = one.delivery
    return FailedDelivery.model_validate(
        {
            "id": str(sent.id),
            "enrollment_id": str(one.enrollment),
            "contact_id": str(one.contact.id),
            "name": f"{one.contact.last_name} {one.contact.first_name}".strip(),
            "email": one.contact.email,
            "journey_id": str(one.journey.id),
            "journey": one.journey.name,
            "version": one.version,
            "node": sent.node,
            "channel": sent.channel,
            "status": sent.status,
            "code": sent.reason,
            "target": shown_target(sent),
            "attempts": sent.attempt,
            "at": sent.due_at,
        }
    )
