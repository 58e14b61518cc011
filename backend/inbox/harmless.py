"""A received mail's markup without anything that acts.

It is shown in a sandboxed frame without scripts; this removes what would act there all the same (scripts, forms,
frames, handlers, javascript: addresses) and leaves the open pixel and the tracked links as they are, because opening
and clicking here must count as the real thing.
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

_REMOVED: Final = frozenset(
    (
        *("script", "iframe", "frame", "frameset", "object", "applet", "form"),
        *("svg", "math", "noscript", "template", "title"),
    )
)
"""Elements that go with all they contain."""
_DROPPED: Final = frozenset(
    ("base", "meta", "link", "embed", "input", "button", "textarea", "select", "option", "source")
)
"""Elements that go alone."""
_VOID: Final = frozenset(("area", "br", "col", "hr", "img", "wbr"))
_RAW: Final = frozenset(("style",))
_ACTIVE_URL: Final = re.compile(r"(?i)(javascript|vbscript|data|file|blob)\s*:")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_URLS: Final = frozenset(("href", "src", "background", "poster", "srcset", "action", "formaction", "xlink:href"))


class _Copier(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = ["<!doctype html>"]
        self._inside: list[str] = []
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REMOVED:
            self._inside.append(tag)
        if self._inside or tag in _DROPPED or not _NAME.fullmatch(tag):
            return
        kept = [(name, value) for name, value in attrs if _keeps(name, value or "")]
        if tag == "a":
            kept = [one for one in kept if one[0] not in ("target", "rel")]
            kept += [("target", "_blank"), ("rel", "noopener noreferrer")]
        self._raw = tag in _RAW
        written = "".join([f' {name}="{escape(value or "")}"' for name, value in kept])
        self.pieces.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _REMOVED:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            if tag in self._inside:
                del self._inside[self._inside.index(tag) :]
        elif tag not in _VOID and tag not in _DROPPED and tag not in _REMOVED and _NAME.fullmatch(tag):
            self.pieces.append(f"</{tag}>")
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.pieces.append(data.replace("</", "") if self._raw else escape(data, quote=False))


def _keeps(name: str, value: str) -> bool:
    if name.startswith("on") or name in ("srcdoc", "autofocus") or not re.fullmatch(r"[a-z][a-z0-9:_-]*", name):
        return False
    # Browsers skip blanks and controls inside a scheme.
    return name not in _URLS or not _ACTIVE_URL.match(re.sub(r"[\x00-\x20]", "", value))


def harmless(html: str) -> str:
    """The markup without what acts; links open in a new window. Empty stays empty."""
    if not html.strip():
        return ""
    copier = _Copier()
    copier.feed(html)
    copier.close()
    return "".join(copier.pieces)
