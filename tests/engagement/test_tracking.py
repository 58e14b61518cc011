"""Pixel, redirect and opt-out over HTTP."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.engagement.service import signer
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.mail.links import store_links
from backend.models import AuditEntry, EngagementEvent, Suppression
from backend.settings import Settings
from tests.engagement.ledger import Sent, counters, events, message_of, sent_mail, woken

TARGET = "https://www.tabiji.example/resources/guide?a=1&b=%E3%81%82#節"


@pytest.fixture
async def sent(sessions: Sessions) -> Sent:
    return await sent_mail(sessions, utc_now(), listen="clicked")


def path(url: str, settings: Settings) -> str:
    assert url.startswith(settings.public_url)
    return url[len(settings.public_url) :]


async def click_path(sessions: Sessions, settings: Settings, sent: Sent, url: str = TARGET) -> str:
    async with transaction(sessions) as session:
        numbers = await store_links(session, [url])
    return path(signer(settings).for_message(sent.message).click(numbers[url]), settings)


async def test_the_pixel_counts_an_open_and_is_never_cached(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    answer = await client.get(path(signer(settings).for_message(sent.message).open(), settings))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.content.startswith(b"GIF89a")
    assert (await message_of(sessions, sent)).opened_at is not None
    assert await counters(sessions, sent) == {"opened": 1}


async def test_a_forged_pixel_is_an_image_and_counts_nothing(client: httpx.AsyncClient, sessions: Sessions) -> None:
    for token in ("x", "b" * 40, "あ", "%00"):
        answer = await client.get(f"/t/o/{token}.gif")
        assert answer.status_code == 200
    async with transaction(sessions) as session:
        assert (await session.scalars(select(EngagementEvent))).all() == []


async def test_a_click_goes_to_the_target_byte_for_byte_and_wakes_the_listener(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    answer = await client.get(await click_path(sessions, settings, sent))
    assert answer.status_code == 307
    assert httpx.URL(answer.headers["location"]) == httpx.URL(TARGET)
    assert "no-store" in answer.headers["cache-control"]
    (event,) = await events(sessions, sent)
    assert (event.kind, event.url, event.verdict, event.reasons) == ("clicked", TARGET, "human", ["local"])
    assert (await message_of(sessions, sent)).clicked_at is not None
    assert await woken(sessions, sent)


async def test_a_target_made_for_one_mail_is_followed_only_as_it_was_signed(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    own = path(signer(settings).for_message(sent.message).dynamic("https://a.example/?c=東西&d=1"), settings)
    answer = await client.get(own)
    assert answer.status_code == 307
    assert httpx.URL(answer.headers["location"]) == httpx.URL("https://a.example/?c=東西&d=1")
    forged = own.split("?u=")[0] + "?u=https%3A%2F%2Fevil.example%2F"
    assert (await client.get(forged)).status_code == 404
    assert len(await events(sessions, sent)) == 1


async def test_a_head_request_is_answered_and_never_recorded(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    links = signer(settings).for_message(sent.message)
    assert (await client.head(path(links.open(), settings))).status_code == 200
    assert (await client.head(await click_path(sessions, settings, sent))).status_code == 307
    assert (await client.head(path(links.unsubscribe(), settings))).status_code == 200
    assert await events(sessions, sent) == []
    async with transaction(sessions) as session:
        assert (await session.scalars(select(Suppression))).all() == []


async def test_a_scanner_that_gets_the_opt_out_link_unsubscribes_nobody(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    answer = await client.get(path(signer(settings).for_message(sent.message).unsubscribe(), settings))
    assert answer.status_code == 200
    assert "配信を停止する" in answer.text
    assert "yamada@tozai.example" not in answer.text
    assert "@tozai.example" in answer.text
    async with transaction(sessions) as session:
        assert (await session.scalars(select(Suppression))).all() == []


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b""},
    ],
    ids=["urlencoded", "multipart", "empty"],
)
async def test_one_post_opts_out_for_good_without_cookie_or_login(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent, body: dict[str, object]
) -> None:
    link = path(signer(settings).for_message(sent.message).unsubscribe(), settings)
    for _ in range(2):
        answer = await client.post(link, **body)  # pyright: ignore[reportArgumentType]
        assert answer.status_code == 200
        assert "配信を停止しました" in answer.text
        assert "set-cookie" not in answer.headers
    async with transaction(sessions) as session:
        (row,) = (await session.scalars(select(Suppression))).all()
        (entry,) = (await session.scalars(select(AuditEntry))).all()
    assert (row.email, row.reason, row.message_id) == (sent.email, "unsubscribed", sent.message)
    assert entry.action == "contact.unsubscribed"
    assert (await message_of(sessions, sent)).unsubscribed_at is not None
    assert (await counters(sessions, sent))["unsubscribed"] == 1
    assert "配信を停止しました" in (await client.get(link)).text


async def test_an_address_corrected_since_is_stopped_as_well(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    from backend.models import Contact

    async with transaction(sessions) as session:
        (await session.get_one(Contact, sent.contact)).email = "hanako@tozai.example"
    await client.post(path(signer(settings).for_message(sent.message).unsubscribe(), settings))
    async with transaction(sessions) as session:
        emails = set(await session.scalars(select(Suppression.email)))
    assert emails == {"yamada@tozai.example", "hanako@tozai.example"}


async def test_english_readers_get_an_english_page(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    sent = await sent_mail(sessions, utc_now(), locale="en")
    answer = await client.get(path(signer(settings).for_message(sent.message).unsubscribe(), settings))
    assert '<html lang="en">' in answer.text
    assert "Unsubscribe" in answer.text


@pytest.mark.parametrize(
    "link", ["/t/c/x", "/t/c/" + "c" * 40, "/u/x", "/u/%E3%81%82", "/t/c/x?u=https%3A%2F%2Fevil.example"]
)
async def test_a_link_that_is_not_ours_leads_to_a_page_and_nowhere_else(client: httpx.AsyncClient, link: str) -> None:
    answer = await client.get(link)
    assert answer.status_code == 404
    assert "このリンクはご利用いただけません" in answer.text
    assert "location" not in answer.headers


async def test_one_kind_of_link_is_not_taken_for_another(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings, sent: Sent
) -> None:
    token = signer(settings).token("open", sent.message)
    assert (await client.post(f"/u/{token}")).status_code == 404
    assert (await client.get(f"/t/c/{token}")).status_code == 404
    await client.get(f"/t/o/{signer(settings).token('unsubscribe', sent.message)}.gif")
    assert await events(sessions, sent) == []


async def test_the_links_of_a_test_mail_work_and_record_nothing(
    client: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    from uuid import UUID

    links = signer(settings).for_message(UUID(int=0))
    async with transaction(sessions) as session:
        numbers = await store_links(session, [TARGET])
    assert (await client.get(path(links.click(numbers[TARGET]), settings))).status_code == 307
    assert "テスト送信" in (await client.get(path(links.unsubscribe(), settings))).text
    assert (await client.post(path(links.unsubscribe(), settings))).status_code == 200
    async with transaction(sessions) as session:
        assert (await session.scalars(select(EngagementEvent))).all() == []


async def test_a_reader_gets_to_the_page_even_when_the_click_cannot_be_kept(
    app: FastAPI,
    client: httpx.AsyncClient,
    sessions: Sessions,
    settings: Settings,
    sent: Sent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from backend.engagement import service

    link = await click_path(sessions, settings, sent)

    async def fail(*_: object, **__: object) -> bool:
        raise ConnectionRefusedError("the database is away")

    monkeypatch.setattr(service, "record_hit", fail)
    assert (await client.get(link)).status_code == 307
