"""The legal footer: who sends, where they are, whom to ask, how to stop it (特定電子メール法)."""

from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from backend.mail.fields import Identity

ON_ITS_OWN: Final = frozenset(
    {"unsubscribe_url", "organization.legal_name", "organization.postal_address", "organization.contact_line"}
)
"""A template that names all of these has placed the footer itself."""

_WORDS: Final = {
    "ja": (
        "このメールは{name}よりお送りしています。",
        "今後のご案内が不要な場合は、",
        "こちらから配信を停止",
        "できます。",
        "今後のご案内が不要な場合は、次のページから配信を停止できます。",
    ),
    "en": (
        "This mail was sent by {name}.",
        "If you no longer wish to receive our mails, you can ",
        "unsubscribe here",
        ".",
        "If you no longer wish to receive our mails, you can unsubscribe on this page:",
    ),
}


def placed(names: set[str] | frozenset[str]) -> bool:
    """Whether a template that uses these names carries the footer, in one piece or in its own words."""
    return "legal_footer" in names or names >= ON_ITS_OWN


def append_html(body: str, *, mjml: bool) -> str:
    """The body with the footer at its end."""
    if mjml:
        block = (
            '<mj-section padding="8px 0 32px"><mj-column><mj-text font-size="12px" line-height="1.8" color="#667085">'
            "{{ legal_footer }}</mj-text></mj-column></mj-section>"
        )
        head, closing, tail = body.rpartition("</mj-body>")
        return head + block + closing + tail if closing else body
    block = '<div style="margin-top:32px;font-size:12px;line-height:1.8;color:#667085">{{ legal_footer }}</div>'
    head, closing, tail = body.rpartition("</body>")
    return head + block + closing + tail if closing else body + block


@lru_cache(maxsize=256)
def parts(identity: Identity, locale: str) -> tuple[Markup, Markup, str]:
    """The footer but for the opt-out address: markup before and after it, and plain text before it."""
    sent_by, before, words, after, opt_out = _WORDS["en" if locale == "en" else "ja"]
    lines = [sent_by.format(name=identity.legal_name or identity.name), identity.postal_address, identity.contact_line]
    lines = [line for line in lines if line]
    head = Markup("<br>").join([*(escape(line) for line in lines), Markup('{}<a href="').format(before)])
    tail = Markup('" style="color:#245A86">{}</a>{}').format(words, after)
    return head, tail, "\n".join(["―" * 20, *lines, opt_out, ""])
