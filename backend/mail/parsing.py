"""Reading a mail that came in: its headers, parts and links."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from typing import Final, cast

_SHOWN: Final = (
    *("From", "To", "Subject", "Date", "Reply-To", "Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, and the words it stands on."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail taken apart; `html` as it was sent."""

    subject: str
    sender: str
    headers: list[tuple[str, str]]
    html: str
    text: str
    links: list[Link]


def parse_message(content: bytes) -> EmailMessage:
    """The mail as the standard library reads it."""
    return message_from_bytes(content, policy=default)


def part_text(message: EmailMessage, kind: str) -> str:
    """The text of the first part of a kind; empty when there is none or its charset is a lie."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    raw = cast("bytes", part.get_payload(decode=True) or b"")
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp932"):
        try:
            # Japanese mails labelled ISO-2022-JP are in truth its Microsoft extension.
            return raw.decode("iso2022_jp_ext" if charset.lower() == "iso-2022-jp" else charset).replace("\r\n", "\n")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def parse_mail(content: bytes) -> ParsedMail:
    """Everything the page shows."""
    message = parse_message(content)
    html = part_text(message, "html")
    headers = [(name, header(message, name)) for name in _SHOWN if message.get(name) is not None]
    return ParsedMail(
        subject=header(message, "Subject"),
        sender=header(message, "From"),
        headers=headers,
        html=html,
        text=part_text(message, "plain"),
        links=links_of(html),
    )


def header(message: EmailMessage, name: str) -> str:
    """A decoded header; empty when it is missing or cannot be read."""
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, AttributeError):
        return ""


def links_of(html: str) -> list[Link]:
    """The links of a mail in their order."""
    found = re.finditer(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.S | re.I)
    return [Link(unescape(m[1]), " ".join(unescape(re.sub(r"<[^>]*>", " ", m[2])).split())) for m in found]
