"""Cursor pages: `{"items": [...], "next_cursor": "..."}`; an opaque cursor holds the last row's sort values."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar, cast
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import BaseModel

from backend.kit.db import plain
from backend.kit.errors import Invalid

Item = TypeVar("Item")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=200)]
"""Page size."""
Cursor = Annotated[str | None, Query(max_length=500)]
"""Where the page starts: `next_cursor` of the page before."""
WRONG_CURSOR: Final = "this cursor is not one of this list; start without a cursor"


class CursorInvalid(Invalid):
    """The cursor was not made by this list."""

    code = "cursor_invalid"


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`ContactRowPage` instead of `Page_ContactRow_` in OpenAPI and the generated client."""
        return f"{params[0].__name__}Page"


def encode_cursor(*values: Any) -> str:
    """Sort values of the last row as an opaque text; takes what JSON takes, datetimes and UUIDs."""
    return base64.urlsafe_b64encode(orjson.dumps(values, default=plain)).decode().rstrip("=")


def decode_cursor(cursor: str, count: int) -> list[Any]:
    """The `count` values put in by `encode_cursor`. Raises CursorInvalid."""
    try:
        values: Any = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid(WRONG_CURSOR) from error
    if not isinstance(values, list):
        raise CursorInvalid(WRONG_CURSOR)
    listed = cast("list[Any]", values)
    if len(listed) != count:
        raise CursorInvalid(WRONG_CURSOR)
    return listed


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """The page of `limit` rows out of `limit + 1` fetched ones, and whether more follow."""
    return rows[:limit], len(rows) > limit


def cursor_id(cursor: str | None) -> UUID | None:
    """The id in a cursor of a list sorted by id alone. Raises CursorInvalid."""
    if cursor is None:
        return None
    try:
        return UUID(str(decode_cursor(cursor, 1)[0]))
    except ValueError as error:
        raise CursorInvalid(WRONG_CURSOR) from error


def cursor_moment(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Time and id in a cursor of a list sorted by both. Raises CursorInvalid."""
    if cursor is None:
        return None
    at, last = decode_cursor(cursor, 2)
    try:
        return cursor_time(at), UUID(str(last))
    except ValueError as error:
        raise CursorInvalid(WRONG_CURSOR) from error


def cursor_time(value: Any) -> datetime:
    """A time that `encode_cursor` put into a cursor. Raises CursorInvalid."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise CursorInvalid(WRONG_CURSOR) from error
    if at.tzinfo is None:
        raise CursorInvalid(WRONG_CURSOR)
    return at
