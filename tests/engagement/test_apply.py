"""Reactions are applied once, whatever order, crash or race they come in."""

import asyncio
from datetime import datetime, timedelta

import pytest

from backend.engagement import apply, repository
from backend.engagement.apply import apply_message, apply_pending, judge_message
from backend.engagement.service import Visitor, record_hit
from backend.engagement.verdict import HOLD, HitKind
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Enrollment
from tests.engagement.ledger import Sent, counters, due_at, events, message_of, sent_mail, woken
from tests.fixtures.api import HeldClock

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


async def hit(
    sessions: Sessions, sent: Sent, now: datetime, kind: HitKind = "opened", number: int = 1, agent: str = BROWSER
) -> bool:
    visitor = Visitor("203.0.113.7", agent)
    url = f"https://a.example/{number}" if kind == "clicked" else None
    return await record_hit(sessions, sent.message, kind, visitor, url=url, now=now, new_id=new_id)


async def test_an_open_counts_once_however_often_it_comes(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="opened")
    first = held_clock.forward(hours=1)
    assert await hit(sessions, sent, first)
    assert not await hit(sessions, sent, first)
    await apply_message(sessions, sent.message, held_clock)
    await hit(sessions, sent, held_clock.forward(hours=1))
    await apply_message(sessions, sent.message, held_clock)
    await apply_message(sessions, sent.message, held_clock)
    assert (await message_of(sessions, sent)).opened_at == first
    assert await counters(sessions, sent) == {"opened": 1}
    assert await woken(sessions, sent)


async def test_a_click_counts_as_an_open_and_wakes_who_listens_for_one(
    sessions: Sessions, held_clock: HeldClock
) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="opened")
    at = held_clock.forward(hours=1)
    await hit(sessions, sent, at, "clicked")
    await apply_message(sessions, sent.message, held_clock)
    message = await message_of(sessions, sent)
    assert (message.opened_at, message.clicked_at) == (at, at)
    assert await counters(sessions, sent) == {"opened": 1, "clicked": 1}
    assert await due_at(sessions, sent) == held_clock()


async def test_a_machine_open_is_counted_apart_and_wakes_nobody(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="opened")
    await hit(sessions, sent, held_clock.forward(minutes=1), agent="Mozilla/5.0")
    await apply_message(sessions, sent.message, held_clock)
    message = await message_of(sessions, sent)
    assert message.opened_at is None
    assert message.machine_opened_at is not None
    assert await counters(sessions, sent) == {"machine_opened": 1}
    assert not await woken(sessions, sent)


async def test_an_event_nobody_waits_for_pokes_no_cohort(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="replied")
    await hit(sessions, sent, held_clock.forward(hours=1))
    await apply_message(sessions, sent.message, held_clock)
    assert (await message_of(sessions, sent)).opened_at is not None
    assert not await woken(sessions, sent)


async def test_a_scanner_recognised_late_is_taken_back(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock())
    held_clock.forward(hours=1)
    await hit(sessions, sent, held_clock(), "clicked", 1)
    await apply_message(sessions, sent.message, held_clock)
    assert (await message_of(sessions, sent)).clicked_at is not None
    for number in (2, 3):
        await hit(sessions, sent, held_clock.forward(seconds=1), "clicked", number)
        await apply_message(sessions, sent.message, held_clock)
    message = await message_of(sessions, sent)
    assert (message.clicked_at, message.opened_at) == (None, None)
    assert message.machine_clicked_at is not None
    assert await counters(sessions, sent) == {"machine_clicked": 1}
    assert {event.verdict for event in await events(sessions, sent)} == {"machine"}


async def test_a_click_soon_after_sending_moves_nothing_until_it_is_clear(
    sessions: Sessions, held_clock: HeldClock
) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="clicked")
    await hit(sessions, sent, held_clock.forward(seconds=20), "clicked")
    await apply_message(sessions, sent.message, held_clock)
    assert (await message_of(sessions, sent)).clicked_at is None
    held_clock.forward(seconds=5)
    assert await apply_pending(sessions, held_clock) == 0
    held_clock.forward(seconds=HOLD.total_seconds())
    assert await apply_pending(sessions, held_clock) == 1
    assert (await message_of(sessions, sent)).clicked_at is not None
    assert await woken(sessions, sent)


async def test_a_crash_after_the_hit_was_kept_loses_nothing(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="opened")
    await hit(sessions, sent, held_clock.forward(hours=1))
    held_clock.forward(seconds=2)
    assert await apply_pending(sessions, held_clock) == 1
    assert await woken(sessions, sent)
    assert await apply_pending(sessions, held_clock) == 0


async def test_a_crash_between_times_and_listeners_still_wakes(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="opened")
    await hit(sessions, sent, held_clock.forward(hours=1))
    async with transaction(sessions) as session:
        await judge_message(session, sent.message, held_clock())
    assert not await woken(sessions, sent)
    held_clock.forward(seconds=2)
    await apply_pending(sessions, held_clock)
    assert await woken(sessions, sent)
    assert await counters(sessions, sent) == {"opened": 1}


async def test_a_wake_is_not_lost_when_somebody_begins_to_listen_meanwhile(
    sessions: Sessions, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The enrollment commits that it listens, then looks at the message: either that or the look-up finds the other."""
    sent = await sent_mail(sessions, held_clock())
    await hit(sessions, sent, held_clock.forward(hours=1))
    judged, go_on = asyncio.Event(), asyncio.Event()
    original = repository.make_listeners_due

    async def late(*args: object) -> object:
        judged.set()
        await go_on.wait()
        return await original(*args)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(apply.repository, "make_listeners_due", late)
    applying = asyncio.create_task(apply_message(sessions, sent.message, held_clock))
    await judged.wait()
    async with transaction(sessions) as session:
        enrollment = await session.get_one(Enrollment, sent.enrollment)
        enrollment.listen_event, enrollment.listen_message_id = "opened", sent.message
    seen = (await message_of(sessions, sent)).opened_at
    go_on.set()
    await applying
    assert seen is not None
    assert await woken(sessions, sent)


async def test_two_processes_applying_the_same_reaction_count_it_once(
    sessions: Sessions, held_clock: HeldClock
) -> None:
    sent = await sent_mail(sessions, held_clock())
    await hit(sessions, sent, held_clock.forward(hours=1))
    await asyncio.gather(*(apply_message(sessions, sent.message, held_clock) for _ in range(5)))
    assert await counters(sessions, sent) == {"opened": 1}


async def test_a_reaction_proves_that_an_unconfirmed_mail_arrived(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), status="unconfirmed")
    await hit(sessions, sent, held_clock.forward(hours=1))
    await apply_message(sessions, sent.message, held_clock)
    message = await message_of(sessions, sent)
    assert (message.status, message.sent_at) == ("sent", message.transmitting_at)


async def test_one_broken_mail_does_not_hold_up_the_others(
    sessions: Sessions, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await sent_mail(sessions, held_clock(), email="a@x.example")
    good = await sent_mail(sessions, held_clock(), email="b@x.example")
    held_clock.forward(hours=1)
    for sent in (broken, good):
        await hit(sessions, sent, held_clock())
    original = apply.apply_message

    async def fail(sessions: Sessions, message_id: object, clock: HeldClock) -> None:
        if message_id == broken.message:
            raise RuntimeError("broken")
        await original(sessions, good.message, clock)

    monkeypatch.setattr(apply, "apply_message", fail)
    held_clock.forward(seconds=2)
    await apply_pending(sessions, held_clock)
    assert (await message_of(sessions, good)).opened_at is not None
    monkeypatch.undo()
    await apply_pending(sessions, held_clock)
    assert (await message_of(sessions, broken)).opened_at is not None


async def test_many_waiting_clicks_do_not_crowd_out_what_can_be_applied(
    sessions: Sessions, held_clock: HeldClock
) -> None:
    start = held_clock()
    held = await sent_mail(sessions, start, email="a@x.example")
    await hit(sessions, held, held_clock.forward(seconds=10), "clicked")
    await apply_message(sessions, held.message, held_clock)
    crashed = await sent_mail(sessions, start - timedelta(hours=1), email="b@x.example")
    await hit(sessions, crashed, held_clock())
    held_clock.forward(seconds=2)
    assert await apply_pending(sessions, held_clock, limit=1) == 1
    assert (await message_of(sessions, crashed)).opened_at is not None
