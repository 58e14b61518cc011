"""Settling mails in doubt, one or hundreds: taken as sent, or sent again as new mails.

What is sent again is a new mail with a ledger row of its own; the one in doubt stays as it is. Where the contact stands
does not change, whether still waiting, gone on, parked, or at the end. Taking a mail off the list and asking for the
new one are committed together; from there on the ledger sees to it that it goes once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.actions.errors import ActionRefused
from backend.attention import doubts
from backend.attention.errors import MessageNotFound, MessageNotUnconfirmed
from backend.attention.mail_schemas import (
    MailFilter,
    MailGroup,
    MailPlace,
    MailsAsked,
    MailsParams,
    MailsPreview,
    MailsSettled,
    MailsSettling,
    Way,
)
from backend.audit.service import audit
from backend.audit.vocabulary import Action, Detail, ObjectType
from backend.execution.operations import start_operation
from backend.execution.passenger import Passenger
from backend.execution.shunting import LOADER, shunt
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.models import Journey, Message
from workflows.journey.events import Resend

SETTLE_MAILS: Final = "settle_mails"
AT_ONCE: Final = 200
MAX_GROUPS: Final = 500
SETTLED: Final = "settled"
"""Refusal of a mail that somebody has dealt with, or whose answer came after all."""
ONE_AT_A_TIME: Final = "one_at_a_time"
"""Refusal of a second mail to the same person: it can be sent again when the first one has gone."""
_PAST: Final[dict[Way, Action]] = {"resend": "message.resent", "dismiss": "message.dismissed"}


@dataclass(frozen=True, slots=True)
class Settled:
    """Which were settled, and why the others were left on the list."""

    done: list[UUID] = field(default_factory=list[UUID])
    refusals: dict[UUID, str] = field(default_factory=dict[UUID, str])

    @property
    def refused(self) -> Counter[str]:
        """How many by reason."""
        return Counter(self.refusals.values())


async def settle(
    session: AsyncSession, ids: Sequence[UUID], how: Way, *, by: str, reason: str, now: datetime
) -> Settled:
    """Settle these, some hundreds at most, in the caller's transaction."""
    found = await doubts.lock(session, ids)
    settled = Settled(refusals=dict.fromkeys(set(ids) - {mail.id for mail in found}, SETTLED))
    if how == "dismiss":
        settled.done.extend(mail.id for mail in found)
    else:
        await _resend(session, found, settled, {"by": by, "reason": reason}, now)
    await doubts.remove(session, settled.done)
    return settled


async def _resend(
    session: AsyncSession, found: Sequence[Message], settled: Settled, told: dict[str, str], now: datetime
) -> None:
    status = await _held_still(session, {mail.journey_id for mail in found})
    asked: dict[UUID, Message] = {}
    for mail in found:
        if status[mail.journey_id] == "stopped":
            settled.refusals[mail.id] = "journey_stopped"
        elif asked.setdefault(mail.enrollment_id, mail) is not mail:
            settled.refusals[mail.id] = ONE_AT_A_TIME

    def again(passenger: Passenger) -> Resend:
        mail = asked[passenger.id]
        return Resend(now, mail.node, {**told, "message": str(mail.id)})

    result = await shunt(session, LOADER, list(asked), again, now=now, over=True)
    settled.refusals.update({asked[one].id: refusal for one, refusal in result.refusals.items()})
    settled.done.extend(asked[one].id for one in result.moved)


async def _held_still(session: AsyncSession, journeys: set[UUID]) -> dict[UUID, str]:
    """Their status, which nobody changes until this is committed."""
    query = select(Journey.id, Journey.status).where(Journey.id.in_(journeys)).order_by(Journey.id)
    return {one: status for one, status in await session.execute(query.with_for_update(read=True))}


async def settle_one(
    session: AsyncSession, message_id: UUID, how: Way, reason: str, *, actor: Actor, now: datetime
) -> None:
    """The same for one. Raises MessageNotFound, MessageNotUnconfirmed, ActionRefused."""
    settled = await settle(session, [message_id], how, by=actor.name, reason=reason, now=now)
    refusal = settled.refusals.get(message_id)
    message = await session.get(Message, message_id)
    if message is None:
        raise MessageNotFound("there is no such mail", id=str(message_id))
    if refusal == SETTLED:
        raise MessageNotUnconfirmed("nothing is to be settled about this mail", status=message.status)
    if refusal is not None:
        raise ActionRefused(f"it cannot be sent again: {refusal}", reason=refusal)
    detail: Detail = {"enrollment": str(message.enrollment_id), "node": message.node}
    await audit(session, actor, _PAST[how], "message", message_id, detail, reason)


async def groups(session: AsyncSession, journey_id: UUID | None) -> list[MailGroup]:
    """What is in doubt, by step and cause."""
    found = await doubts.groups(session, MailFilter(journey_id=journey_id), limit=MAX_GROUPS)
    return [MailGroup.model_validate({**one._asdict(), "journey_id": str(one.journey_id)}) for one in found]


async def preview(session: AsyncSession, asked: MailsAsked) -> MailsPreview:
    """How many it would be, of which steps, which would be left alone and why, and which would not go after all."""
    again = asked.action == "resend"
    places: dict[tuple[UUID, str], MailPlace] = {}
    refused, not_sent, held, found = Counter[str](), Counter[str](), 0, 0
    for one in await doubts.standings(session, asked.selection):
        found += one.mails
        if again and one.refused is not None:
            refused[one.refused] += one.mails
            continue
        place = places.setdefault(
            (one.journey_id, one.node),
            MailPlace(journey_id=str(one.journey_id), journey=one.journey, version=0, node=one.node, mails=0),
        )
        place.mails += one.mails
        place.version = max(place.version, one.version)
        if again and one.not_sent is not None:
            not_sent[one.not_sent] += one.mails
        elif again and one.held:
            held += one.mails
    gone = len(set(asked.selection.ids or ())) - found
    if gone > 0:
        refused[SETTLED] += gone
    listed = sorted(places.values(), key=lambda place: (-place.mails, place.journey, place.node))
    total = sum(place.mails for place in listed)
    return MailsPreview(mails=total, places=listed, refused=dict(refused), not_sent=dict(not_sent), held=held)


async def act(
    session: AsyncSession, asked: MailsSettling, *, actor: Actor, now: datetime, new_id: NewId
) -> MailsSettled:
    """Do it at once for up to 200, else start an operation; either way with one entry in the audit log."""
    until = await doubts.moment(session)
    ids = await doubts.next_ids(session, asked.selection, until, after=None, limit=AT_ONCE + 1)
    if len(ids) > AT_ONCE:
        params = MailsParams(**asked.model_dump(), by=actor.name, until=until)
        total = len(set(asked.selection.ids or ())) or await doubts.count(session, asked.selection)
        row = await start_operation(
            session, SETTLE_MAILS, params.model_dump(mode="json"), actor.id, total=total, new_id=new_id
        )
        await _note(session, asked, actor, {"count": total, "operation": str(row.id)})
        return MailsSettled(settled=0, refused={}, operation_id=row.id)
    settled = await settle(session, ids, asked.action, by=actor.name, reason=asked.reason, now=now)
    await _note(session, asked, actor, {"count": len(settled.done), "refused": dict(settled.refused)})
    return MailsSettled(settled=len(settled.done), refused=dict(settled.refused), operation_id=None)


async def _note(session: AsyncSession, asked: MailsSettling, actor: Actor, detail: Detail) -> None:
    meant = asked.selection.filter
    journey_id = meant and meant.journey_id
    whose: tuple[ObjectType, object] = ("message", "") if journey_id is None else ("journey", journey_id)
    if meant is None:
        detail["ids"] = [str(one) for one in (asked.selection.ids or ())[:AT_ONCE]]
    else:
        detail["filter"] = meant.model_dump(mode="json", exclude_none=True, exclude={"journey_id"})
    await audit(session, actor, _PAST[asked.action], *whose, detail, asked.reason)
