"""How one fact is compared with one value; the rules are on the page of `conditions`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, cast

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

Op = Literal[
    "eq", "ne", "in", "not_in", "contains", "not_contains", "starts_with", "gt", "gte", "lt", "lte",
    "is_set", "is_not_set",
]  # fmt: skip

Text = Annotated[StrictStr, Field(max_length=500)]
Scalar = StrictBool | StrictInt | StrictFloat | Text | None
Value = Scalar | Annotated[list[Scalar], Field(max_length=1000)]


def compare(fact: Any, op: Op, value: Value) -> bool:
    """One fact against one value, by the rules of `conditions`."""
    if isinstance(fact, (list, tuple, set, frozenset)):
        return _compare_tags(cast(Sequence[Any], fact), op, value)
    if fact is None or fact == "":
        return op == "is_not_set"
    if op == "is_set" or op == "is_not_set":
        return op == "is_set"
    if op == "in" or op == "not_in":
        among = isinstance(value, list) and any(_order(fact, one) == 0 for one in value)
        return among if op == "in" else isinstance(value, list) and not among
    if op == "contains" or op == "not_contains" or op == "starts_with":
        return _compare_text(fact, op, value)
    order = None if isinstance(value, list) else _order(fact, value)
    return order in _HOLDS[op]


_HOLDS: Final[Mapping[str, tuple[int, ...]]] = {
    "eq": (0,),
    "ne": (-1, 1),
    "gt": (1,),
    "gte": (0, 1),
    "lt": (-1,),
    "lte": (-1, 0),
}
"""The orders of fact to value for which a comparison holds."""


def _compare_tags(tags: Sequence[Any], op: Op, value: Value) -> bool:
    match op:
        case "contains":
            return isinstance(value, str) and value in tags
        case "not_contains":
            return isinstance(value, str) and value not in tags
        case "is_set":
            return bool(tags)
        case "is_not_set":
            return not tags
        case _:
            return False


def _compare_text(fact: Any, op: Op, value: Value) -> bool:
    if not isinstance(fact, str) or not isinstance(value, str):
        return False
    if op == "starts_with":
        return fact.startswith(value)
    return (value in fact) == (op == "contains")


def _order(fact: Any, value: Scalar) -> int | None:
    """-1, 0 or 1 as the fact lies before, at or after the value; None when they cannot be compared."""
    if isinstance(fact, date):
        return _order_dates(fact, value)
    if isinstance(fact, bool) or isinstance(value, bool):
        return (fact > value) - (fact < value) if isinstance(fact, bool) and isinstance(value, bool) else None
    if isinstance(fact, (int, float)) and isinstance(value, (int, float)):
        return (fact > value) - (fact < value)
    if isinstance(fact, str) and isinstance(value, str):
        return (fact > value) - (fact < value)
    return None


def _order_dates(fact: date, value: Scalar) -> int | None:
    day = day_of(fact)
    other = day_of(value)
    if day is None or other is None:
        return None
    return (day > other) - (day < other)


def day_of(value: Any) -> date | None:
    """The date of a date, a datetime or an ISO text; None when it is none of these."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            return None
    return None
