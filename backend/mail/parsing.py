"""Reading a kept mail for the page: its parts, headers and links; markup made harmless.

What is shown stands in a sandboxed frame without scripts; this removes what would act there all the same (scripts,
forms, frames, handlers, javascript: addresses) and leaves the open pixel and the tracked links as they are, because
opening and clicking here must count as the real thing.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from typing import Final, cast

from lxml import html as lxml_html
from lxml.etree import ParserError

_SHOWN: Final = (
    *("From", "To", "Subject", "Date", "Reply-To", "Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
)
_REMOVED: Final = "script|iframe|frame|frameset|object|embed|applet|form|base|meta|link|svg|math|noscript"
_ACTIVE_URL: Final = re.compile(r"^[\s\x00-\x1f]*(javascript|vbscript|data|file)\s*:", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: where it leads, and the words it stands on."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail taken apart."""

    subject: str
    sender: str
    headers: list[tuple[str, str]]
    html: str
    text: str
    links: list[Link]


def parse_message(content: bytes) -> EmailMessage:
    """The mail as the standard library reads it."""
    return cast("EmailMessage", message_from_bytes(content, policy=default))


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
        html=harmless(html),
        text=part_text(message, "plain"),
        links=links_of(html),
    )


def header(message: EmailMessage, name: str) -> str:
    """A decoded header; empty when it is missing or cannot be read."""
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, AttributeError):
        return ""


def harmless(html: str) -> str:
    """The markup without anything that acts; links open in a new window."""
    if not html.strip():
        return ""
    try:
        page = lxml_html.document_fromstring(html)
    except (ParserError, ValueError):
        return ""
    for element in list(page.iter()):
        if not isinstance(element.tag, str):
            continue
        if re.fullmatch(_REMOVED, element.tag) and element.getparent() is not None:
            element.drop_tree()
            continue
        for name, value in list(element.attrib.items()):
            if name.lower().startswith("on") or (name in ("href", "src", "action") and _ACTIVE_URL.match(value)):
                del element.attrib[name]
        if element.tag == "a":
            element.set("target", "_blank")
            element.set("rel", "noopener noreferrer")
    return "<!doctype html>" + lxml_html.tostring(page, encoding="unicode")


def links_of(html: str) -> list[Link]:
    """The links of a mail in their order."""
    found = re.finditer(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.S | re.I)
    return [Link(unescape(m[1]), " ".join(unescape(re.sub(r"<[^>]*>", " ", m[2])).split())) for m in found]
