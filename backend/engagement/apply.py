"""From a stored reaction to its consequences, without ever losing a wake.

A reaction is three transactions: its row (committed by whoever received it); the verdict, the message's times and the
counters; and the listeners. The order matters. An enrollment that begins to listen commits that first and then looks
at the message once more; because the message's times are committed before listeners are looked up, either that look
or this look-up finds the other, however the two run side by side. A crash in between leaves `applied_at` empty and
`apply_pending` goes on. Everything may be repeated: times are minima over the stored events, counters follow their
changes.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.engagement import repository
from backend.engagement.verdict import HOLD, RULES_VERSION, Hit, HitKind, judge
from backend.execution.wakes import wake
from backend.kit.clock import Clock
from backend.kit.db import Sessions, transaction
from backend.models import EngagementEvent, Message

log = logging.getLogger(__name__)

HITS: Final = ("opened", "clicked", "unsubscribe_viewed")
LISTENED: Final = frozenset({"opened", "clicked", "replied", "bounced"})
GRACE: Final = timedelta(seconds=1)
"""Reactions younger than this are still being applied by whoever received them."""

_COLUMNS: Final = {
    "opened": "opened_at",
    "machine_opened": "machine_opened_at",
    "clicked": "clicked_at",
    "machine_clicked": "machine_clicked_at",
    "replied": "replied_at",
    "bounced": "bounced_at",
    "delivered": "delivered_at",
    "complained": "complained_at",
    "unsubscribed": "unsubscribed_at",
}


@dataclass(slots=True)
class Applied:
    """What the second transaction decided: which events are done, and which reactions of people may wake somebody."""

    events: list[UUID] = field(default_factory=list[UUID])
    kinds: set[str] = field(default_factory=set[str])


async def apply_message(sessions: Sessions, message_id: UUID, clock: Clock) -> None:
    """Applies every pending reaction to one mail."""
    async with transaction(sessions) as session:
        applied = await judge_message(session, message_id, clock())
    if not applied.events:
        return
    async with transaction(sessions) as session:
        now = clock()
        if applied.kinds:
            cohorts = await repository.make_listeners_due(session, message_id, applied.kinds, now)
            cohorts |= await repository.make_leavers_due(session, message_id, now)
            await wake(session, cohorts)
        await repository.mark_applied(session, applied.events, now)


async def apply_pending(sessions: Sessions, clock: Clock, *, limit: int = 200) -> int:
    """Applies what a crash or a hold left behind; how many mails were looked at. The worker calls this every second."""
    now = clock()
    async with transaction(sessions) as session:
        pending = await repository.messages_with_pending(
            session, received_before=now - GRACE, held_after=now - HOLD, limit=limit
        )
    for message_id in pending:
        try:
            await apply_message(sessions, message_id, clock)
        except Exception:  # one broken mail must not hold up the others; its events stay pending
            log.exception("reactions to message %s could not be applied", message_id)
    return len(pending)


async def judge_message(session: AsyncSession, message_id: UUID, now: datetime) -> Applied:
    """Judges all hits of one mail anew and brings times and counters up to date. Locks the ledger row."""
    message = await repository.message(session, message_id, lock=True)
    if message is None:
        return Applied()
    events = await repository.events_of(session, message_id)
    held = _judge_events(events, message, now)
    applied = Applied()
    for event in events:
        if event.applied_at is None and event.id not in held:
            applied.events.append(event.id)
            applied.kinds |= _wakes(event)
    if message.status == "unconfirmed" and events:
        # A reaction proves that the mail arrived after all.
        message.status, message.sent_at = "sent", message.sent_at or message.transmitting_at
    await _bring_up_to_date(session, message, events)
    return applied


def _judge_events(events: Sequence[EngagementEvent], message: Message, now: datetime) -> set[UUID]:
    sent_at = message.sent_at or message.transmitting_at
    judgements = judge([_hit(event) for event in events if event.kind in HITS], sent_at, now)
    for event in events:
        judgement = judgements.get(event.id)
        if judgement is not None and (event.verdict, tuple(event.reasons)) != (judgement.verdict, judgement.reasons):
            event.verdict, event.reasons, event.rules_version = (
                judgement.verdict,
                list(judgement.reasons),
                RULES_VERSION,
            )
    return {event_id for event_id, judgement in judgements.items() if judgement.hold_until}


async def _bring_up_to_date(session: AsyncSession, message: Message, events: Iterable[EngagementEvent]) -> None:
    times: dict[str, datetime] = {}
    for event in events:
        for metric in _metrics(event):
            times[metric] = min(event.at, times.get(metric, event.at))
    deltas: dict[str, int] = {}
    for metric, column in _COLUMNS.items():
        before: datetime | None = getattr(message, column)
        after = times.get(metric)
        if metric not in ("opened", "machine_opened", "clicked", "machine_clicked"):
            # Told by others as well (the send itself, an import); never taken back.
            after = min(filter(None, (before, after)), default=None)
        if before != after:
            setattr(message, column, after)
            deltas[metric] = (after is not None) - (before is not None)
    await repository.count(session, message.version_id, message.node, deltas)


def _metrics(event: EngagementEvent) -> tuple[str, ...]:
    """The message columns an event speaks for. A person who clicks has opened, even where images are blocked."""
    if event.kind in ("opened", "clicked"):
        if event.verdict == "machine":
            return (f"machine_{event.kind}",)
        if event.verdict == "human":
            return ("opened", "clicked") if event.kind == "clicked" else ("opened",)
        return ()
    return (event.kind,) if event.kind in _COLUMNS else ()


def _wakes(event: EngagementEvent) -> set[str]:
    return set(_metrics(event)) & LISTENED


def _hit(event: EngagementEvent) -> Hit:
    return Hit(
        id=event.id,
        kind=cast("HitKind", event.kind),
        at=event.at,
        url=event.url,
        ip=event.ip,
        agent=event.user_agent or "",
        prefetch=bool(event.raw.get("prefetch")),
        local=bool(event.raw.get("local")),
    )
