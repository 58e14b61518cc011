"""Bytes built by hand, read back by the standard library."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.mail.errors import AddressRefused
from backend.mail.headers import address, clean
from backend.mail.mime import MailEnvelope, build_mime, message_id
from backend.mail.render import Rendered

NOW = datetime(2026, 4, 1, 1, 2, 3, 456, tzinfo=UTC)
ID = message_id(UUID(int=7), "tabiji.example")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def mail(rendered: Rendered = Rendered("件名", "<p>本文</p>", "本文"), **parts: object) -> bytes:
    known: dict[str, object] = {
        "message_id": ID,
        "date": NOW,
        "from_name": "佐藤",
        "from_email": "sato@tabiji.example",
        "to_email": "yamada@tozai.example",
    }
    return build_mime(MailEnvelope(**(known | parts)), rendered)  # pyright: ignore[reportArgumentType]


def parsed(raw: bytes) -> EmailMessage:
    message = cast("EmailMessage", message_from_bytes(raw, policy=default))
    assert not message.defects
    return message


def display_name(raw: bytes) -> str:
    """The sender's name. The newer parser keeps the blank between two encoded words, which RFC 2047 drops."""
    phrase = str(message_from_bytes(raw)["From"]).rpartition("<")[0].strip()
    return (
        str(make_header(decode_header(phrase))) if "=?utf-8?b?" in phrase else parseaddr(f"{phrase} <x@y.example>")[0]
    )


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return cast("bytes", part.get_payload(decode=True)).decode()


@settings(max_examples=300, deadline=None)
@given(subject=words, name=words, text=words, html=words)
def test_any_text_survives_the_way_to_the_reader_and_adds_no_header(
    subject: str, name: str, text: str, html: str
) -> None:
    raw = mail(Rendered(subject, html, text), from_name=name, to_name=name)
    message = parsed(raw)
    # An empty or blank word is folding white space to any parser.
    assert " ".join(str(message["subject"]).split()) == " ".join(clean(subject).split())
    assert message["from"].addresses[0].addr_spec == "sato@tabiji.example"
    assert " ".join(display_name(raw).split()) == " ".join(clean(name).split())
    assert body(message, "plain") == text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert body(message, "html") == html.replace("\r\n", "\n").replace("\n", "\r\n")
    assert set(message.keys()) == {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}


@settings(max_examples=200, deadline=None)
@given(subject=words, name=words)
def test_no_line_is_too_long_bare_or_in_need_of_dot_stuffing(subject: str, name: str) -> None:
    raw = mail(Rendered(subject, "<p>髙﨑𠮷①〜㈱</p>" * 50, "." * 500), to_name=name)
    assert raw.endswith(b"\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 200
        assert b"\r" not in line
        assert b"\n" not in line
        assert not line.startswith(b".")
        assert line.isascii()


def test_encoded_words_are_short_and_cut_no_character() -> None:
    raw = mail(Rendered("𠮷野家で髙橋様と①〜㈱" * 12, "x", "x"))
    header = raw.split(b"Subject: ")[1].split(b"\r\nDate")[0]
    for word in header.split(b"\r\n "):
        assert len(word) <= 75
    assert str(parsed(raw)["subject"]) == "𠮷野家で髙橋様と①〜㈱" * 12


@pytest.mark.parametrize("field", ["from_name", "to_name"])
def test_a_line_break_in_a_display_name_adds_no_recipient(field: str) -> None:
    message = parsed(mail(**{field: "山田\r\nBcc: all@victim.example\r\n\r\nbody"}))
    assert message["bcc"] is None
    assert parseaddr(str(message["to"]))[1] == "yamada@tozai.example"


@pytest.mark.parametrize(
    "email",
    [
        *("", "x", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "山田@c.example", ".a@b.example"),
        *("a\r\nRCPT TO:<x@y.example>@c.example", "a@b.example\x00", "<a@b.example>", "a,b@c.example"),
        *("a@" + "b" * 64 + ".example", "a" * 65 + "@b.example"),
    ],
)
def test_an_address_that_is_no_address_is_refused_before_anything_is_sent(email: str) -> None:
    with pytest.raises(AddressRefused):
        mail(to_email=email)


def test_an_international_domain_is_written_the_way_smtp_reads_it() -> None:
    assert address("info@日本語.example") == "info@xn--wgv71a119e.example"


def test_one_click_opt_out_stands_in_the_headers() -> None:
    message = parsed(mail(unsubscribe_url="https://mail.tabiji.example/u/abc"))
    assert message["List-Unsubscribe"] == "<https://mail.tabiji.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_threaded_mail_names_what_it_answers() -> None:
    chain = [f"<{n:032x}@tabiji.example>" for n in range(20)]
    message = parsed(mail(in_reply_to=chain[-1], references=chain, reply_to="reply@tabiji.example"))
    assert message["In-Reply-To"] == chain[-1]
    assert str(message["References"]).split() == chain
    assert parseaddr(str(message["Reply-To"]))[1] == "reply@tabiji.example"


def test_the_message_id_is_the_same_before_and_after_a_crash() -> None:
    assert message_id(UUID(int=7), "tabiji.example") == ID == parsed(mail())["Message-ID"]
    assert str(parsed(mail())["Date"]) == "Wed, 01 Apr 2026 01:02:03 +0000"
