"""Which mails are in doubt: by step and cause, by a filter, and in the order in which work goes through them.

Sending again can end in doubt once more. So whatever goes through all of a filter looks only at what was in doubt when
it was asked for, by the database's clock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.attention.mail_schemas import MailFilter, MailSelection
from backend.execution.ledger import SUPPRESSED
from backend.models import Contact, Doubt, Enrollment, Journey, JourneyVersion, Message, Organization, Suppression

CODE: Final = func.coalesce(Message.reason, "outcome_unknown")
"""Why nobody knows."""


def doubtful() -> ColumnElement[bool]:
    """Joins a doubt with its mail; one whose mail was settled by a late answer finds none."""
    return and_(Message.id == Doubt.message_id, Message.status == "unconfirmed")


def found_by(wanted: MailFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the mails."""
    first, until = wanted.started_between or (None, None)
    parts: list[ColumnElement[bool] | None] = [
        None if wanted.journey_id is None else Message.journey_id == wanted.journey_id,
        None if wanted.node is None else Message.node == wanted.node,
        None if wanted.code is None else CODE == wanted.code,  # noqa: SIM300
        None if first is None else Message.transmitting_at >= first,
        None if until is None else Message.transmitting_at < until,
    ]
    return [part for part in parts if part is not None]


class Group(NamedTuple):
    """Mails of one step in doubt for one reason."""

    journey_id: UUID
    journey: str
    node: str
    code: str
    version: int
    mails: int
    first: datetime
    last: datetime


async def groups(session: AsyncSession, wanted: MailFilter, *, limit: int) -> list[Group]:
    """By step and cause, the newest first."""
    key = Message.journey_id, Journey.name, Message.node, CODE
    began = func.coalesce(Message.transmitting_at, Message.reserved_at)
    figures = func.max(JourneyVersion.number), func.count(), func.min(began), func.max(began)
    query: Select[Any, Any, Any, Any, Any, Any, Any, Any] = select(*key, *figures).select_from(Doubt)
    query = query.join(Message, doubtful()).join(Journey, Journey.id == Message.journey_id)
    query = query.join(JourneyVersion, JourneyVersion.id == Message.version_id).where(*found_by(wanted))
    query = query.group_by(*key).order_by(func.max(began).desc(), Message.journey_id, Message.node).limit(limit)
    return [Group(*row) for row in await session.execute(query)]


class Standing(NamedTuple):
    """How many mails of one step share a fate: `refused` says why nothing is done, `not_sent` why none would go."""

    journey_id: UUID
    journey: str
    node: str
    refused: str | None
    not_sent: str | None
    held: bool
    version: int
    mails: int


async def standings(session: AsyncSession, selection: MailSelection) -> list[Standing]:
    """What would become of those meant, if they were sent again."""
    stopped = select(Organization.id).where(Organization.sending_stopped_at.is_not(None)).exists()
    at_work = or_(
        func.jsonb_exists(Enrollment.state, "aside"),
        Enrollment.state["phase"].astext == "acting",
        Enrollment.state["behind"].astext.is_not(None),
    )
    turn = func.row_number().over(partition_by=Message.enrollment_id, order_by=Message.id)
    refused = case(
        (Journey.status == "stopped", "journey_stopped"),
        (Enrollment.status == "paused", "paused"),
        (at_work, "command_out"),
        (turn > 1, "one_at_a_time"),
    )
    not_sent = case(
        (Contact.deleted_at.is_not(None), "contact_deleted"),
        *((Suppression.reason == reason, said) for reason, said in SUPPRESSED.items() if reason is not None),
    )
    held = or_(Journey.status == "paused", stopped)
    each = (
        select(
            *(Message.journey_id, Journey.name, Message.node),
            *(refused.label("refused"), not_sent.label("not_sent"), held.label("held")),
            JourneyVersion.number,
        )
        .select_from(Doubt)
        .join(Message, doubtful())
        .join(Journey, Journey.id == Message.journey_id)
        .join(JourneyVersion, JourneyVersion.id == Message.version_id)
        .join(Enrollment, Enrollment.id == Message.enrollment_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Suppression, Suppression.email == Message.to_email)
        .where(*_meant(selection))
        .subquery()
    )
    key = each.c.journey_id, each.c.name, each.c.node, each.c.refused, each.c.not_sent, each.c.held
    query = select(*key, func.max(each.c.number), func.count()).group_by(*key)
    return [Standing(*row) for row in await session.execute(query)]


def _meant(selection: MailSelection) -> list[ColumnElement[bool]]:
    if selection.ids is not None:
        return [Message.id.in_(selection.ids)]
    assert selection.filter is not None
    return found_by(selection.filter)


async def moment(session: AsyncSession) -> datetime:
    """Now, by the clock that says since when a mail is in doubt."""
    return (await session.execute(text("select clock_timestamp()"))).scalar_one()


async def count(session: AsyncSession, selection: MailSelection) -> int:
    """How many are meant."""
    query = select(func.count()).select_from(Doubt).join(Message, doubtful()).where(*_meant(selection))
    return await session.scalar(query) or 0


async def next_ids(
    session: AsyncSession, selection: MailSelection, until: datetime, *, after: UUID | None, limit: int
) -> list[UUID]:
    """The next ids after `after`, in order. Of a selection by ids all come, also those settled meanwhile."""
    if selection.ids is not None:
        ids = sorted(set(selection.ids))
        return [one for one in ids if after is None or one > after][:limit]
    query = select(Doubt.message_id).join(Message, doubtful()).where(*_meant(selection), Doubt.since <= until)
    if after is not None:
        query = query.where(Doubt.message_id > after)
    return list(await session.scalars(query.order_by(Doubt.message_id).limit(limit)))


async def lock(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Message]:
    """Those of them that are in doubt, by id, held by this hand; a second one waits here and finds them gone."""
    query = select(Message).join(Doubt, doubtful()).where(Message.id.in_(ids)).order_by(Doubt.message_id)
    return (await session.scalars(query.with_for_update(of=Doubt))).all()


async def remove(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Take them off the list; the ledger goes on saying that nobody knows."""
    await session.execute(delete(Doubt).where(Doubt.message_id.in_(ids)))
