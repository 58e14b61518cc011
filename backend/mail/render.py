"""Templates compiled once a version, rendered once a mail.

Compiling does all that is the same for every mail: parsing and checking (language.py), MJML and CSS (markup.py), the
text part, the legal footer, numbering the links. Rendering is then three runs of compiled Jinja2 code over plain
data, bounded in time and size; it never blocks the event loop for long and needs no process of its own.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from jinja2.environment import Template as JinjaTemplate
from jinja2.nodes import Template as Tree
from markupsafe import Markup

from backend.mail import footer
from backend.mail.errors import RenderError
from backend.mail.fields import Identity, form_of_address, template_data
from backend.mail.language import HTML, TEXT, MailEnvironment, parse, run
from backend.mail.links import MessageLinks
from backend.mail.markup import Anchor, Protected, is_mjml, rewrite_anchors, to_html, to_text
from backend.mail.names import salutation

_HIDDEN: Final = "display:none;max-height:0;opacity:0"
_PREHEADER: Final = f'<div style="{_HIDDEN};font-size:1px;line-height:1px;max-width:0;overflow:hidden">%s</div>'
_PIXEL: Final = '{% if _open %}<img src="{{ _open }}" alt="" width="1" height="1" style="' + _HIDDEN + '">{% endif %}'
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_SAFE_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:", "sms:", "#")
PREVIEW_UNSUBSCRIBE: Final = "#unsubscribe"


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """What an author wrote: `body` is MJML or HTML; an empty `text_body` is derived from it."""

    subject: str
    body: str
    preheader: str = ""
    text_body: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One mail's content. `links` are the addresses of its tracked links, in the order of the body."""

    subject: str
    html: str
    text: str
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class CompiledTemplate:
    """A template version ready to render. `urls` are its fixed link targets; `link_ids` their numbers, once stored."""

    subject: JinjaTemplate
    html: JinjaTemplate
    text: JinjaTemplate
    urls: tuple[str, ...]
    names: frozenset[str]
    footer_appended: bool
    link_ids: Sequence[int] = field(default_factory=tuple)

    def render(self, facts: Mapping[str, Any], identity: Identity, links: MessageLinks | None = None) -> Rendered:
        """The mail for one contact's flat facts (`last_name`, `company.name`, `attributes.budget`).

        With `links` the links are tracked and the pixel is in; without, as in previews, they lead to their targets.
        Raises RenderError: unknown_field, template_failed, template_too_slow, template_too_large, subject_empty.
        """
        unsubscribe = links.unsubscribe() if links else PREVIEW_UNSUBSCRIBE
        data = template_data(facts, identity)
        data["unsubscribe_url"] = unsubscribe
        plain = dict(data)
        if "salutation" in self.names:
            data["salutation"] = plain["salutation"] = salutation(facts)
        if "addressee" in self.names:
            data["addressee"], plain["addressee"] = form_of_address(facts)
        before, after, text_before = footer.parts(identity, str(facts.get("locale") or "ja"))
        data["legal_footer"] = before + Markup(unsubscribe) + after  # noqa: S704 - our own address
        plain["legal_footer"] = text_before + unsubscribe
        data["_track"] = _tracker(links)
        data["_open"] = Markup(links.open()) if links else ""  # noqa: S704 - our own address
        targets = self._targets(links)
        for index, target in enumerate(targets):
            data[f"_link{index}"] = target
        subject = " ".join(run(self.subject, plain).split())
        if not subject:
            raise RenderError("subject_empty", "The subject is empty for this contact.")
        html = run(self.html, data)
        text = _BLANK_LINES.sub("\n\n", run(self.text, plain))
        return Rendered(subject, html, text, tuple(targets) if links else ())

    def _targets(self, links: MessageLinks | None) -> Sequence[str]:
        if links is None or len(self.link_ids) != len(self.urls):
            return self.urls
        return [links.click(number) for number in self.link_ids]


def _tracker(links: MessageLinks | None) -> Any:
    def track(url: str, tracked: bool) -> Markup:
        url = str(url).strip()
        if not url.lower().startswith(_SAFE_SCHEMES):
            return Markup("#")
        return Markup(escape(links.dynamic(url) if links and tracked else url))  # noqa: S704 - escaped here

    return track


def compile_template(source: TemplateSource) -> CompiledTemplate:
    """Compiles what an author wrote. Raises RenderError with code and line for the first thing that is wrong."""
    names: set[str] = set()

    def collect(name: str, line: int) -> None:
        names.add(name)

    parse(HTML, source.body, collect)
    body_names = frozenset(names)
    for text in (source.subject, source.preheader, source.text_body):
        parse(TEXT, text, collect)
    appended = not footer.placed(body_names)
    body = footer.append_html(source.body, mjml=is_mjml(source.body)) if appended else source.body
    protected = Protected(body)
    page = to_html(protected.source)
    urls: list[str] = []
    html = protected.restore(_with_tracking(page, protected, urls))
    html = _insert(html, _preheader(source.preheader), _PIXEL)
    text = source.text_body.strip() or protected.restore(to_text(protected.worded(page)))
    if source.text_body.strip() and "legal_footer" not in text and "unsubscribe_url" not in text:
        text += "\n\n{{ legal_footer }}"
    return CompiledTemplate(
        subject=TEXT.build(parse(TEXT, source.subject)),
        html=HTML.build(_parse_made(HTML, html)),
        text=TEXT.build(_parse_made(TEXT, text + "\n")),
        urls=tuple(urls),
        names=frozenset(names),
        footer_appended=appended,
    )


def _parse_made(environment: MailEnvironment, source: str) -> Tree:
    """The tree of a text we made. Its lines are not the author's, so none is named."""
    try:
        return parse(environment, source, made=True)
    except RenderError as error:
        code = "html_invalid" if error.code == "template_syntax" else error.code
        raise RenderError(code, f"An expression was torn apart by the markup around it: {error.message}") from None


def _with_tracking(page: str, protected: Protected, urls: list[str]) -> str:
    def rewrite(anchor: Anchor) -> str | None:
        pieces = protected.pieces(anchor.url)
        if any(is_expression for is_expression, _ in pieces):
            return _dynamic(pieces, anchor.tracked)
        if not anchor.tracked or not anchor.url.lower().startswith(("http://", "https://")):
            return None
        if anchor.url not in urls:
            urls.append(anchor.url)
        return f"{{{{ _link{urls.index(anchor.url)} }}}}"

    return rewrite_anchors(page, rewrite)


def _dynamic(pieces: list[tuple[bool, str]], tracked: bool) -> str | None:
    """A target with expressions in it becomes one expression; opt-out links and `{% %}` inside stay as written."""
    parts: list[str] = []
    for is_expression, piece in pieces:
        if is_expression and (not piece.startswith("{{") or "unsubscribe_url" in piece):
            return None
        inner = piece[2:-2].strip("-+ \n\t") if is_expression else json.dumps(piece)
        parts.append(f"({inner})")
    return f"{{{{ _track({' ~ '.join(parts)}, {'true' if tracked else 'false'}) }}}}"


def _preheader(source: str) -> str:
    if not source.strip():
        return ""
    pieces = Protected(source)
    return _PREHEADER % pieces.restore(escape(pieces.source))


def _insert(html: str, at_start: str, at_end: str) -> str:
    html = re.sub(r"(?i)<body[^>]*>", lambda match: match[0] + at_start, html, count=1) if at_start else html
    head, closing, tail = html.rpartition("</body>")
    return head + at_end + closing + tail if closing else html + at_end
