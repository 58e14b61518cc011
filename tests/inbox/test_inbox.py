"""Mails arrive by SMTP, are read on the page, and an answer goes back as a real one."""

import asyncio
import re
import smtplib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import func, select

from backend.app import create_app
from backend.inbox import repository
from backend.inbox.server import serve
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.mail.fields import sample_facts, sample_identity
from backend.mail.links import LinkSigner, store_links
from backend.mail.mime import MailEnvelope, build_mime
from backend.mail.render import TemplateSource, compile_template
from backend.mail.smtp import SmtpPool
from backend.models import InboxMail
from backend.settings import Settings
from tests.engagement.ledger import Sent, message_of, sent_mail, woken
from tests.fixtures.api import As
from tests.patience import PATIENCE_S

BODY = '<p>{{ addressee }}</p><p><a href="https://www.tabiji.example/cases?a=1&amp;b=2">導入事例</a></p>'


@pytest_asyncio.fixture
async def settings(settings: Settings, sessions: Sessions) -> AsyncIterator[Settings]:
    """Settings whose SMTP server is a running inbox."""
    server, storing = await serve(sessions, settings.message_id_domain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield settings.model_copy(update={"smtp_port": port, "inbox_smtp_port": port})
    server.close()
    storing.cancel()
    with suppress(asyncio.CancelledError):
        await storing


async def deliver(sessions: Sessions, settings: Settings, sent: Sent, *, body: str = BODY) -> None:
    """Send the mail of a ledger row the way the engine does."""
    template = compile_template(TemplateSource("{{ company.name }} {{ salutation }}へのご案内", body))
    async with transaction(sessions) as session:
        numbers = await store_links(session, template.urls)
    template.link_ids = [numbers[url] for url in template.urls]
    links = LinkSigner(settings.secret_key.get_secret_value(), settings.public_url).for_message(sent.message)
    rendered = template.render(sample_facts(), sample_identity(), links)
    envelope = MailEnvelope(
        message_id=sent.rfc_id,
        date=utc_now(),
        from_name="佐藤 健太",
        from_email="sato@tabiji.example",
        to_email=sent.email,
        to_name="山田 花子",
        unsubscribe_url=links.unsubscribe(),
    )
    pool = SmtpPool(settings)
    outcome = await pool.send("sato@tabiji.example", sent.email, build_mime(envelope, rendered))
    await pool.close()
    assert outcome.kind == "sent"


@pytest.fixture
async def sent(sessions: Sessions) -> Sent:
    return await sent_mail(sessions, utc_now(), listen="replied")


async def test_a_mail_is_listed_read_opened_and_clicked_like_the_real_thing(
    sessions: Sessions, settings: Settings, sent: Sent, as_role: As
) -> None:
    await deliver(sessions, settings, sent)
    viewer = await as_role("viewer")
    (row,) = (await viewer.get("/api/v1/dev/inbox", params={"to": "YAMADA@tozai.example"})).json()["items"]
    assert (row["from"], row["to"], row["read"]) == ("sato@tabiji.example", sent.email, False)
    assert row["subject"] == "東西商事株式会社 山田 様へのご案内"
    mail = (await viewer.get(f"/api/v1/dev/inbox/{row['id']}")).json()
    assert mail["read"]
    assert "山田 花子 様" in mail["html"]
    assert "山田 花子 様" in mail["text"]
    assert {header["name"]: header["value"] for header in mail["headers"]}["Message-ID"] == sent.rfc_id
    assert [link["text"] for link in mail["links"]] == ["導入事例", "こちらから配信を停止"]
    assert (await message_of(sessions, sent)).opened_at is None
    pixel = re.search(r'<img src="([^"]*)"', mail["html"])
    assert pixel
    await viewer.get(pixel[1])
    assert (await message_of(sessions, sent)).opened_at is not None
    answer = await viewer.get(mail["links"][0]["url"])
    assert answer.headers["location"] == "https://www.tabiji.example/cases?a=1&b=2"
    assert (await message_of(sessions, sent)).clicked_at is not None


async def test_the_reply_button_sends_a_mail_that_counts_as_a_reply(
    sessions: Sessions, settings: Settings, sent: Sent, as_role: As
) -> None:
    await deliver(sessions, settings, sent)
    rep = await as_role("rep")
    (row,) = (await rep.get("/api/v1/dev/inbox")).json()["items"]
    answer = await rep.post(f"/api/v1/dev/inbox/{row['id']}/reply", json={"body": "来週お話しできますか。\n山田"})
    assert answer.status_code == 200
    assert answer.json()["to"] == "sato@tabiji.example"
    assert (await message_of(sessions, sent)).replied_at is not None
    assert await woken(sessions, sent)
    newest = (await rep.get("/api/v1/dev/inbox")).json()["items"][0]
    assert newest["subject"].startswith("Re: 東西商事株式会社")
    shown = (await rep.get(f"/api/v1/dev/inbox/{newest['id']}")).json()
    headers = {header["name"]: header["value"] for header in shown["headers"]}
    assert headers["In-Reply-To"] == sent.rfc_id
    assert "来週お話しできますか。" in shown["text"]


async def test_our_own_threaded_mails_are_no_replies(sessions: Sessions, settings: Settings, sent: Sent) -> None:
    envelope = MailEnvelope(
        message_id=f"<{uuid4().hex}@{settings.message_id_domain}>",
        date=utc_now(),
        from_name="佐藤",
        from_email="sato@tabiji.example",
        to_email=sent.email,
        in_reply_to=sent.rfc_id,
    )
    template = compile_template(TemplateSource("Re: ご案内", BODY))
    data = build_mime(envelope, template.render(sample_facts(), sample_identity()))
    pool = SmtpPool(settings)
    assert (await pool.send("sato@tabiji.example", sent.email, data)).kind == "sent"
    await pool.close()
    assert (await message_of(sessions, sent)).replied_at is None


async def test_a_mail_that_cannot_be_stored_is_not_acknowledged(
    sessions: Sessions, settings: Settings, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ConnectionRefusedError("the database is away")

    monkeypatch.setattr(repository, "keep", fail)
    pool = SmtpPool(settings)
    outcome = await pool.send("a@tabiji.example", sent.email, b"Subject: x\r\n\r\nx\r\n")
    assert (outcome.kind, outcome.code) == ("deferred", 451)
    monkeypatch.undo()
    assert (await pool.send("a@tabiji.example", sent.email, b"Subject: x\r\n\r\nx\r\n")).kind == "sent"
    await pool.close()


async def test_a_reply_is_acknowledged_only_when_its_reaction_is_kept(
    sessions: Sessions, settings: Settings, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.inbox import server

    async def fail(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("the database is away")

    monkeypatch.setattr(server, "take_mail", fail)
    pool = SmtpPool(settings)
    head = f"Subject: Re: x\r\nFrom: {sent.email}\r\nIn-Reply-To: {sent.rfc_id}\r\nMessage-ID: <1@x.example>"
    data = f"{head}\r\n\r\nx\r\n".encode()
    assert (await pool.send(sent.email, "sato@tabiji.example", data)).kind == "deferred"
    monkeypatch.undo()
    assert (await pool.send(sent.email, "sato@tabiji.example", data)).kind == "sent"
    await pool.close()
    assert (await message_of(sessions, sent)).replied_at is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?b?broken\r\n\r\nx",
        b"Subject: =?nope?b?44GC?=\r\nContent-Type: text/html; charset=nope\r\n\r\n<p>\xff</p>",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        "Subject: 生の日本語\r\n\r\n本文".encode(),
    ],
)
async def test_a_broken_mail_is_kept_and_shown_as_far_as_it_goes(settings: Settings, as_role: As, raw: bytes) -> None:
    pool = SmtpPool(settings)
    assert (await pool.send("a@tabiji.example", "b@tozai.example", raw)).kind == "sent"
    await pool.close()
    viewer = await as_role("viewer")
    (row,) = (await viewer.get("/api/v1/dev/inbox")).json()["items"]
    assert (await viewer.get(f"/api/v1/dev/inbox/{row['id']}")).status_code == 200


async def test_a_mail_cannot_run_anything_on_the_page_that_shows_it(settings: Settings, as_role: As) -> None:
    html = (
        '<p onclick="steal()">x</p><script>steal()</script><iframe src="https://evil.example"></iframe>'
        '<form action="/api/v1/session"><input></form><a href=" java\nscript:steal()">y</a><svg onload=steal()>z</svg>'
        '<img src="data:text/html,x"><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//x">'
        '<style></style><script>steal()</script></style><a href="https://a.example/?a=1&amp;b=2" target="_top">ok</a>'
    )
    raw = f"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n".encode()
    pool = SmtpPool(settings)
    await pool.send("a@tabiji.example", "b@tozai.example", raw)
    await pool.close()
    viewer = await as_role("viewer")
    (row,) = (await viewer.get("/api/v1/dev/inbox")).json()["items"]
    shown = (await viewer.get(f"/api/v1/dev/inbox/{row['id']}")).json()["html"]
    for bad in ("steal", "evil.example", "script", "onload", "<form", "<svg", "data:", "<base", "refresh", "_top"):
        assert bad not in shown
    assert '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">ok</a>' in shown


async def test_many_mails_at_once_are_stored_in_few_transactions(sessions: Sessions, settings: Settings) -> None:
    pool = SmtpPool(settings.model_copy(update={"smtp_connections": 20}))
    data = b"Subject: x\r\n\r\nx\r\n"
    outcomes = await asyncio.gather(*(pool.send("a@x.example", f"n{n}@y.example", data) for n in range(200)))
    await pool.close()
    assert {outcome.kind for outcome in outcomes} == {"sent"}
    async with transaction(sessions) as session:
        assert await session.scalar(select(func.count()).select_from(InboxMail)) == 200


async def test_pages_follow_each_other_without_gap_or_repetition(
    sessions: Sessions, settings: Settings, as_role: As
) -> None:
    pool = SmtpPool(settings)
    for n in range(7):
        await pool.send("a@x.example", "b@y.example", f"Subject: {n}\r\n\r\nx\r\n".encode())
    await pool.close()
    viewer = await as_role("viewer")
    subjects: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await viewer.get("/api/v1/dev/inbox", params=params)).json()
        subjects += [item["subject"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert subjects == [str(n) for n in reversed(range(7))]


async def test_old_mails_make_room_and_young_ones_stay(sessions: Sessions, settings: Settings) -> None:
    now = utc_now()
    rows = [
        {
            "id": new_id(),
            "received_at": now - timedelta(hours=3 if n < 8 else 0),
            "mail_from": "a@x.example",
            "rcpt_to": "b@y.example",
            "content": b"",
        }
        for n in range(10)
    ]
    async with transaction(sessions) as session:
        await repository.keep(session, rows)
        await repository.trim(session, keep_newest=1, older_than=now - timedelta(hours=1))
        kept = set(await session.scalars(select(InboxMail.id)))
    assert kept == {row["id"] for row in rows[8:]}


async def test_only_marketers_and_admins_empty_the_inbox(settings: Settings, as_role: As) -> None:
    assert (await (await as_role("viewer")).delete("/api/v1/dev/inbox")).status_code == 403
    assert (await (await as_role("marketer")).delete("/api/v1/dev/inbox")).status_code == 204


async def test_where_real_mail_is_sent_there_is_no_inbox(settings: Settings, sessions: Sessions) -> None:
    from tests.fixtures.api import make_token

    app: FastAPI = create_app(settings.model_copy(update={"environment": "production"}))
    async with app.router.lifespan_context(app):
        headers = {"Authorization": f"Bearer {await make_token(sessions, 'admin')}"}
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://tabiji.test", headers=headers) as admin:
            answer = await admin.get("/api/v1/dev/inbox")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_inbox")
            assert (await admin.get(f"/api/v1/dev/inbox/{UUID(int=1)}")).status_code == 404


async def test_a_mail_too_large_to_take_is_refused_and_the_inbox_goes_on(settings: Settings) -> None:
    pool = SmtpPool(settings)
    outcome = await pool.send("a@x.example", "b@y.example", b"x" * 78 + b"\r\n" + b"y\r\n" * 4_000_000)
    assert (outcome.kind, outcome.code) == ("refused", 552)
    assert (await pool.send("a@x.example", "b@y.example", b"")).kind == "sent"
    await pool.close()


async def test_an_ordinary_mail_program_can_deliver(settings: Settings, as_role: As) -> None:
    def send() -> None:
        with smtplib.SMTP("127.0.0.1", settings.smtp_port, timeout=PATIENCE_S) as client:
            client.sendmail("a@x.example", ["b@y.example", "C@y.example"], b"Subject: two\r\n\r\n.\r\n..\r\nx")

    await asyncio.to_thread(send)
    viewer = await as_role("viewer")
    items = (await viewer.get("/api/v1/dev/inbox")).json()["items"]
    assert {item["to"] for item in items} == {"b@y.example", "c@y.example"}
    assert (await viewer.get(f"/api/v1/dev/inbox/{items[0]['id']}")).json()["text"].startswith(".\n..\nx")


async def test_a_mail_whose_answer_is_to_get_lost_is_in_doubt_once_and_taken_when_sent_again(
    settings: Settings, sessions: Sessions
):
    pool = SmtpPool(settings)
    mail = b"Message-ID: <1@test.example>\r\nSubject: lost\r\n\r\nhello\r\n"
    outcomes = [(await pool.send("from@tabiji.example", "somebody@lost.example", mail)).kind for _ in range(2)]
    await pool.close()
    assert outcomes == ["unknown", "sent"]
    async with transaction(sessions) as session:
        assert await session.scalar(select(func.count()).select_from(InboxMail)) == 1
