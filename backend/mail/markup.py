"""From an author's MJML or HTML to HTML ready for mail clients, with the template expressions left where they stood.

MJML and CSS tools parse XML and HTML and know nothing of `{{ }}`, so every expression is swapped for a marker they
cannot disturb (a word inside attributes and for values, a comment for `{% %}` between elements, where a table would
throw words out), and swapped back afterwards.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any, Final, NamedTuple

import css_inline
import mrml
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from backend.mail.errors import RenderError

MAX_ELEMENT_DEPTH: Final = 100
"""The MJML and HTML parsers recurse in native code; a thousand nested elements would take the process down."""

_STRINGS: Final = r"""(?:"[^"]*"|'[^']*'|[^"'])"""
JINJA: Final = re.compile(rf"\{{\{{{_STRINGS}*?\}}\}}|\{{%{_STRINGS}*?%\}}|\{{#.*?#\}}", re.S)
_SCAN: Final = re.compile(
    rf"(?P<jinja>{JINJA.pattern})|(?P<comment><!--)|(?P<end>-->)|(?P<tag><[A-Za-z/!])|(?P<quote>[\"'])|(?P<close>>)",
    re.S,
)
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_TAG: Final = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*(/?)>"
)
_ANCHOR: Final = re.compile(r"<a((?:\s+[^\s\"'<>/=]+(?:=\"[^\"]*\")?)*)\s*>(.*?)</a>", re.S | re.I)
_HREF: Final = re.compile(r"(\shref=\")([^\"]*)(\")", re.I)
_GOES_ON: Final = re.compile(r"\s*[^\s<、。，．,.)）」]")
_SALT: Final = "zqJ"

_INLINER: Final = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


class Anchor(NamedTuple):
    """One link of the mail: where it leads (markers inside when it holds expressions), what the reader sees."""

    url: str
    label: str
    tracked: bool


class Protected:
    """A source whose expressions are hidden behind markers."""

    def __init__(self, source: str) -> None:
        self.salt = _SALT
        while self.salt in source:
            self.salt += "q"
        self.expressions: list[str] = []
        self._marker = re.compile(rf"<!--{self.salt}(\d+)z-->|{self.salt}(\d+)z")
        self.source = self._protect(source)

    def _protect(self, source: str) -> str:
        pieces: list[str] = []
        position, in_tag, in_comment, quote = 0, False, False, ""
        for match in _SCAN.finditer(source):
            kind, text = match.lastgroup, match.group()
            if match.group("jinja") is not None:
                pieces.append(source[position : match.start()])
                self.expressions.append(text)
                word = f"{self.salt}{len(self.expressions) - 1}z"
                plain = in_tag or in_comment or text.startswith("{{")
                pieces.append(word if plain else f"<!--{word}-->")
                position = match.end()
            elif in_comment:
                in_comment = kind != "end"
            elif not in_tag:
                in_comment, in_tag = kind == "comment", kind == "tag"
            elif kind == "quote":
                quote = "" if quote == text else quote or text
            elif kind == "close" and not quote:
                in_tag = False
        return "".join(pieces) + source[position:]

    def restore(self, text: str, change: Callable[[str], str] = lambda expression: expression) -> str:
        """The text with its expressions back in place, each passed through `change`."""

        def put(match: re.Match[str]) -> str:
            return change(self.expressions[int(match[1] or match[2])])

        return self._marker.sub(put, text)

    def pieces(self, text: str) -> list[tuple[bool, str]]:
        """The text cut into (is expression, piece)."""
        found: list[tuple[bool, str]] = []
        position = 0
        for match in self._marker.finditer(text):
            found.append((False, text[position : match.start()]))
            found.append((True, self.expressions[int(match[1] or match[2])]))
            position = match.end()
        return [piece for piece in [*found, (False, text[position:])] if piece[1]]

    def worded(self, text: str) -> str:
        """The text with comment markers turned into words, for tools that drop comments."""
        return re.sub(rf"<!--({self.salt}\d+z)-->", r"\1", text)


def is_mjml(body: str) -> bool:
    """Whether a body is MJML (else it is HTML)."""
    return re.match(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<mjml[\s>]", body, re.S) is not None


def check_depth(source: str) -> None:
    """Refuses sources nested so deeply that a native parser would overflow its stack."""
    depth = 0
    for match in _TAG.finditer(source):
        if match[4] or match[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_ELEMENT_DEPTH:
            line = source.count("\n", 0, match.start()) + 1
            raise RenderError("template_too_deep", "The elements are nested too deeply.", line=line)


def to_html(source: str) -> str:
    """A protected MJML or HTML source as a whole HTML page with its styles inlined."""
    check_depth(source)
    if is_mjml(source):
        page = _from_mjml(source)
        # MJML inlines its own styles; inlining its resets as well would double the mail.
        page = _inlined(page) if "<mj-style" in source else page
    elif "<body" in source.lower():
        page = _inlined(source)
    else:
        page = _inlined(f'<!doctype html><html><head><meta charset="utf-8"></head><body>{source}</body></html>')
    # `@media print{#a{}}` must not begin a comment of the template language.
    return re.sub(r"\{(?=[{%#])", "{ ", page)


def _from_mjml(source: str) -> str:
    try:
        return mrml.to_html(source).content
    except OSError as error:
        where = _position(source, str(error))
        raise RenderError("mjml_invalid", f"The MJML cannot be read: {error}", **where) from None
    except BaseException as error:
        # An attribute that is not closed before Japanese text makes the native parser panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        message = "The MJML cannot be read; look for a quote or a tag that is not closed."
        raise RenderError("mjml_invalid", message) from None


def _inlined(page: str) -> str:
    try:
        return _INLINER.inline(page)
    except css_inline.InlineError as error:
        raise RenderError("html_invalid", f"The HTML or its styles cannot be read: {error}") from None


def _position(source: str, message: str) -> dict[str, Any]:
    found = re.search(r"at position (\d+)", message)
    return {"line": source.count("\n", 0, int(found[1])) + 1} if found else {}


def rewrite_anchors(html: str, rewrite: Callable[[Anchor], str | None]) -> str:
    """The HTML with every anchor's target replaced by what `rewrite` answers (None leaves it alone).

    `Anchor.url` is un-escaped, byte for byte what the author meant; the answer is put in as it is.
    `tracked` is false for data-no-track and for anchors whose visible text is itself a URL.
    """

    def one(match: re.Match[str]) -> str:
        attributes, label = match[1], re.sub(r"<[^>]*>", "", match[2]).strip()
        href = _HREF.search(attributes)
        if href is None:
            return match[0]
        tracked = "data-no-track" not in attributes and not re.match(r"(?i)(https?://|www\.)", label)
        target = rewrite(Anchor(unescape(href[2]).strip(), unescape(label), tracked))
        attributes = re.sub(r"\sdata-no-track(=\"[^\"]*\")?", "", attributes)
        if target is None:
            return f"<a{attributes}>{match[2]}</a>"
        return f"<a{_HREF.sub(lambda m: m[1] + target + m[3], attributes)}>{match[2]}</a>"

    return _ANCHOR.sub(one, html)


def to_text(html: str) -> str:
    """The plain text of a mail, each link's address behind its words."""

    def spell(match: re.Match[str]) -> str:
        href = _HREF.search(match[1])
        url = unescape(href[2]).strip() if href else ""
        label = re.sub(r"<[^>]*>", "", match[2]).strip()
        shown = not url or url.startswith(("#", "mailto:", "tel:", "sms:")) or unescape(label) == url
        if shown:
            return match[2]
        # An address swallows what touches it; the sentence goes on in its own line, save for its full stop.
        after = "<br>" if _GOES_ON.match(html, match.end()) else " "
        return f"{match[2]}<br>{escape(url)}{after}"

    html = re.sub(r"(?s)<!--.*?-->", "", re.sub(r"(?s)<head\b.*?</head>", "", html))
    # Tables are layout here, and a table would throw out the words that stand for expressions between its rows.
    html = re.sub(r"<tr>(?=<td[^>]*font-size:\s*0)", '<div style="margin-top:1em">', html)
    html = re.sub(r"<(/?)(?:table|tbody|thead|tfoot|tr)\b[^>]*>", r"<\1div>", html)
    html = re.sub(r"<t[dh]\b[^>]*>", "<span>", html)
    html = re.sub(r"</t[dh]>", "</span> ", html)
    text = get_text(_ANCHOR.sub(spell, html), ParserConfig(display_images=False))
    lines = [line.strip(" \t\r") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
