"""The filters and tests of the mail template language: few, and none can grow text without a bound."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, cast
from urllib.parse import quote

from jinja2 import Undefined
from jinja2.tests import TESTS as JINJA_TESTS
from markupsafe import Markup

from backend.mail.errors import RenderError
from backend.mail.names import onchu, sama

MAX_TEXT: Final = 32_768
"""Longest text a filter, a concatenation or an addition may take or make; real mails are a few kilobytes."""
MAX_NUMBER: Final = 10**15


def bounded(text: str) -> str:
    """`text`, refused when it is longer than any wording needs."""
    if len(text) > MAX_TEXT:
        raise RenderError("template_too_large", f"A value of the template grew over {MAX_TEXT} characters.")
    return text


def number(value: Any) -> int | float:
    """`value` as a number that arithmetic cannot blow up."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RenderError("template_failed", "Arithmetic needs numbers.")
    if not -MAX_NUMBER < value < MAX_NUMBER:
        raise RenderError("template_too_large", "A number of the template grew too large.")
    return value


def _text(value: Any) -> str:
    if value is None or isinstance(value, Undefined):
        return ""
    return bounded(value if isinstance(value, str) else str(value))


def _items(value: Any) -> list[Any]:
    if isinstance(value, str | list | tuple | range):
        return list(cast("list[Any]", value)[:MAX_TEXT])
    raise RenderError("template_failed", "This filter needs a list or a text.")


def concat(parts: Iterable[Any]) -> str:
    """The `~` operator, bounded; escaping survives when a part is markup already."""
    values = list(parts)
    if any(isinstance(value, Markup) for value in values):
        return bounded(Markup("").join(values))
    return bounded("".join([_text(value) for value in values]))


def default(value: Any, other: Any = "", boolean: bool = True) -> Any:
    """`other` where the contact has nothing: unlike Jinja's own, an empty text counts as nothing."""
    return other if isinstance(value, Undefined) or value is None or value == "" else value


def join(value: Any, separator: Any = "、") -> str:
    """The items with a separator between them."""
    return concat(part for item in _items(value) for part in (_text(separator), item))[len(_text(separator)) :]


def replace(value: Any, old: Any, new: Any) -> str:
    """`old` replaced by `new`, bounded before anything is built."""
    text, old, new = _text(value), _text(old), _text(new)
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > MAX_TEXT:
        raise RenderError("template_too_large", "replace() would make a text too long.")
    return text.replace(old, new)


def truncate(value: Any, length: Any = 40, end: Any = "…") -> str:
    """At most `length` characters, the cut shown by `end`."""
    text, length = _text(value), max(1, int(number(length)))
    return text if len(text) <= length else text[:length] + _text(end)


def as_date(value: Any, pattern: Any = "%Y年%-m月%-d日") -> str:
    """A date (or ISO date text) written out; text that is no date stays as it is."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if not isinstance(value, date):
        return _text(value)
    out = _text(pattern)[:80].replace("%-m", str(value.month)).replace("%-d", str(value.day))
    return out.replace("%Y", f"{value.year:04d}").replace("%m", f"{value.month:02d}").replace("%d", f"{value.day:02d}")


def comma(value: Any) -> str:
    """A number with thousands separators; anything else stays as it is."""
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def as_round(value: Any, digits: Any = 0) -> float | int:
    """A number rounded to `digits` places; whole numbers lose the point."""
    rounded = round(number(value), max(0, min(9, int(number(digits)))))
    return int(rounded) if rounded == int(rounded) else rounded


def as_int(value: Any, other: int = 0) -> int:
    """A whole number, or `other` when the value is none."""
    try:
        return int(number(value) if isinstance(value, int | float) else int(_text(value)[:18]))
    except ValueError:
        return other


def limited_range(stop: Any) -> range:
    """`range(n)`, for n up to 1,000."""
    count = int(number(stop))
    if count > 1000:
        raise RenderError("template_too_large", "range() goes up to 1000.")
    return range(count)


def urlencode(value: Any) -> str:
    """The value as a part of a URL."""
    return bounded(quote(_text(value), safe=""))


def length(value: Any) -> int:
    """How many items or characters."""
    return len(cast("list[Any]", value)) if isinstance(value, list | tuple | dict | range) else len(_text(value))


def first(value: Any) -> Any:
    """The first item, or nothing."""
    return next(iter(_items(value)), "")


def last(value: Any) -> Any:
    """The last item, or nothing."""
    return next(reversed(_items(value)), "")


def reverse(value: Any) -> list[Any]:
    """The items from last to first."""
    return _items(value)[::-1]


def sort(value: Any) -> list[Any]:
    """The items in the order of their texts."""
    return sorted(_items(value), key=_text)


def absolute(value: Any) -> float | int:
    """A number without its sign."""
    return abs(number(value))


def _map(change: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: change(_text(value))


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "default": default,
    "d": default,
    "upper": _map(str.upper),
    "lower": _map(str.lower),
    "trim": _map(str.strip),
    "capitalize": _map(str.capitalize),
    "title": _map(str.title),
    "string": _text,
    "length": length,
    "count": length,
    "first": first,
    "last": last,
    "reverse": reverse,
    "sort": sort,
    "join": join,
    "replace": replace,
    "truncate": truncate,
    "round": as_round,
    "int": as_int,
    "abs": absolute,
    "date": as_date,
    "comma": comma,
    "urlencode": urlencode,
    "sama": _map(sama),
    "onchu": _map(onchu),
}
"""All filters an author may use."""

TESTS: Final = {
    name: JINJA_TESTS[name]
    for name in (
        "defined",
        "undefined",
        "none",
        "odd",
        "even",
        "eq",
        "equalto",
        "==",
        "ne",
        "!=",
        "in",
        "string",
        "number",
    )
}
"""All tests (`is ...`) an author may use."""
