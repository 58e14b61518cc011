"""Mails that come back find the mail they answer."""

from email.message import EmailMessage

from sqlalchemy import select

from backend.engagement.inbound import take_mail
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Suppression
from tests.engagement.ledger import Sent, counters, events, message_of, sent_mail, woken
from tests.fixtures.api import HeldClock


def answer(sent: Sent, body: str = "お話を伺いたいです。", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = sent.email
    message["To"] = "sato@tabiji.example"
    message["Subject"] = "Re: ご案内"
    message["Message-ID"] = "<r1@tozai.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


async def take(sessions: Sessions, clock: HeldClock, content: bytes, sender: str = "yamada@tozai.example") -> object:
    return await take_mail(sessions, content, sender, now=clock(), new_id=new_id, clock=clock)


async def test_a_reply_wakes_who_waits_for_it_and_counts_once(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="replied")
    at = held_clock.forward(hours=1)
    content = answer(sent, In_Reply_To=sent.rfc_id)
    assert await take(sessions, held_clock, content) == (sent.message, "reply")
    held_clock.forward(hours=1)
    await take(sessions, held_clock, content)
    assert (await message_of(sessions, sent)).replied_at == at
    assert await counters(sessions, sent) == {"replied": 1}
    assert await woken(sessions, sent)


async def test_a_reply_without_references_is_matched_by_its_sender(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock())
    held_clock.forward(hours=1)
    assert await take(sessions, held_clock, answer(sent)) == (sent.message, "reply")


async def test_a_mail_from_a_stranger_is_none_of_our_business(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock())
    stranger = Sent(**(sent.__dict__ | {"email": "nobody@else.example"}))
    assert await take(sessions, held_clock, answer(stranger, In_Reply_To="<not@ours.example>")) is None


async def test_an_out_of_office_reply_neither_ends_the_wait_nor_opts_anybody_out(
    sessions: Sessions, held_clock: HeldClock
) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="replied")
    content = answer(sent, "出張のため不在です。", In_Reply_To=sent.rfc_id, Auto_Submitted="auto-replied")
    assert await take(sessions, held_clock, content) == (sent.message, "auto_reply")
    assert (await message_of(sessions, sent)).replied_at is None
    assert not await woken(sessions, sent)
    (event,) = await events(sessions, sent)
    assert (event.kind, event.verdict) == ("autoresponded", "machine")
    async with transaction(sessions) as session:
        assert (await session.scalars(select(Suppression))).all() == []


def report(sent: Sent, status: str, diagnostic: str, action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {sent.email}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {diagnostic}\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {sent.rfc_id}\r\n\r\n--B--\r\n"
    ).encode()


async def test_a_bounce_from_a_dead_address_stops_it(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock(), listen="bounced")
    await take(sessions, held_clock, report(sent, "5.1.1", "550 5.1.1 user unknown"), "")
    assert (await message_of(sessions, sent)).bounced_at is not None
    assert await woken(sessions, sent)
    async with transaction(sessions) as session:
        (row,) = (await session.scalars(select(Suppression))).all()
    assert (row.email, row.reason) == (sent.email, "hard_bounce")


async def test_a_full_mailbox_bounces_and_stops_nobody(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock())
    await take(sessions, held_clock, report(sent, "5.2.2", "552 5.2.2 quota exceeded"), "")
    assert (await message_of(sessions, sent)).bounced_at is not None
    async with transaction(sessions) as session:
        assert (await session.scalars(select(Suppression))).all() == []


async def test_a_delay_is_no_bounce(sessions: Sessions, held_clock: HeldClock) -> None:
    sent = await sent_mail(sessions, held_clock())
    await take(sessions, held_clock, report(sent, "4.4.7", "later", action="delayed"), "")
    assert (await message_of(sessions, sent)).bounced_at is None
