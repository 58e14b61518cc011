"""One fact in SQL against one value: the rules of `workflows.journey.conditions.compare`, a class per kind of fact.

Every answer is true or false, never null, for a fact that is present; `backend.segments.compile` sees to missing ones.
Values of another kind than the fact decide at compile time, as they do in Python.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Double,
    Numeric,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    true,
)

from workflows.journey.comparison import Op, Value, day_of

_EXACT: Final = 2**64
"""Whole numbers up to here are read from JSON as they are; greater ones become floating point on the way."""


class Operand(Protocol):
    """A present fact of one kind."""

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        """eq ne gt gte lt lte; false when the kinds differ."""
        ...

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        """Whether the fact equals one of the values."""
        ...

    def look_inside(self, op: Op, value: Value) -> ColumnElement[bool]:
        """contains not_contains starts_with."""
        ...


def test(operand: Operand, op: Op, value: Value) -> ColumnElement[bool]:
    """A present fact against a value, for every test but is_set and is_not_set."""
    if op in ("in", "not_in"):
        if not isinstance(value, list):
            return false()
        among = operand.among(value)
        return among if op == "in" else not_(among)
    if op in ("contains", "not_contains", "starts_with"):
        return operand.look_inside(op, value)
    return false() if isinstance(value, list) else operand.compare(op, value)


def _ordered(fact: ColumnElement[Any], op: Op, value: Any) -> ColumnElement[bool]:
    match op:
        case "eq":
            return fact == value
        case "ne":
            return fact != value
        case "gt":
            return fact > value
        case "gte":
            return fact >= value
        case "lt":
            return fact < value
        case _:
            return fact <= value


class TextOperand:
    """Text, by code point: the C collation orders UTF-8 that way wherever the database lives."""

    def __init__(self, fact: ColumnElement[str]) -> None:
        self._fact = fact

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        if not isinstance(value, str):
            return false()
        # Equality needs no collation, and without one it can use the column's index.
        return _ordered(self._fact if op in ("eq", "ne") else self._fact.collate("C"), op, literal(value, Text))

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        texts = [value for value in values if isinstance(value, str)]
        return self._fact.in_(texts) if texts else false()

    def look_inside(self, op: Op, value: Value) -> ColumnElement[bool]:
        if not isinstance(value, str):
            return false()
        text = literal(value, Text)
        if op == "starts_with":
            return func.starts_with(self._fact, text)
        found = func.strpos(self._fact, text) > 0
        return found if op == "contains" else not_(found)


class _Blind:
    """Kinds one cannot look inside."""

    def look_inside(self, op: Op, value: Value) -> ColumnElement[bool]:
        del op, value
        return false()


def _number(value: Any) -> Decimal | None:
    """The exact value of a number; None for anything else, truth values included."""
    return Decimal(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


class IntegerOperand(_Blind):
    """A whole number, compared exactly with whole and fractional ones."""

    def __init__(self, fact: ColumnElement[Any]) -> None:
        self._fact = cast(fact, Numeric)

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        number = _number(value)
        return false() if number is None else _ordered(self._fact, op, literal(number, Numeric))

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        numbers = [number for value in values if (number := _number(value)) is not None]
        return self._fact.in_([literal(number, Numeric) for number in numbers]) if numbers else false()


class JsonNumberOperand(_Blind):
    """A number in JSON: whole ones are exact, others are what floating point makes of them, as Python reads them."""

    def __init__(self, text: ColumnElement[str]) -> None:
        number = cast(text, Numeric)
        self._whole = and_(func.scale(number) == 0, func.abs(number) < literal(Decimal(_EXACT), Numeric))
        self._exact = IntegerOperand(number)
        self._float = cast(text, Double)

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        number = _number(value)
        if number is None:
            return false()
        floating = _ordered(self._float, op, literal(_nearest(value), Double))
        return case((self._whole, self._exact.compare(op, value)), else_=floating)

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        numbers = [value for value in values if _number(value) is not None]
        if not numbers:
            return false()
        floats = [literal(_nearest(value), Double) for value in numbers]
        return case((self._whole, self._exact.among(numbers)), else_=self._float.in_(floats))


def _nearest(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class DateOperand(_Blind):
    """A calendar day against a day written as ISO text."""

    def __init__(self, fact: ColumnElement[date | None]) -> None:
        self._fact = fact

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        day = day_of(value)
        return false() if day is None else _ordered(self._fact, op, literal(day, Date))

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        days = [day for value in values if (day := day_of(value)) is not None]
        return self._fact.in_(days) if days else false()


class BooleanOperand(_Blind):
    """A truth value; false lies before true."""

    def __init__(self, fact: ColumnElement[bool]) -> None:
        self._fact = fact

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        if not isinstance(value, bool):
            return false()
        return _ordered(self._fact, op, literal(value, Boolean))

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        truths = {value for value in values if isinstance(value, bool)}
        if not truths:
            return false()
        return true() if len(truths) == 2 else self.compare("eq", truths.pop())


class OpaqueOperand(_Blind):
    """A fact that is there and cannot be compared with anything."""

    def compare(self, op: Op, value: Any) -> ColumnElement[bool]:
        del op, value
        return false()

    def among(self, values: Sequence[Any]) -> ColumnElement[bool]:
        del values
        return false()
