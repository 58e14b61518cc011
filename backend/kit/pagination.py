"""Cursor pages: `{"items": [...], "next_cursor": "..."}`; a cursor is opaque and holds the sort values of the last row."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel

from backend.kit.errors import Invalid

Item = TypeVar("Item")
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=200)]
"""Page size."""
Cursor = Annotated[str | None, Query(max_length=500)]
"""Where the page starts: `next_cursor` of the page before."""


class CursorInvalid(Invalid):
    """The cursor was not made by this list."""

    code = "cursor_invalid"


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        """`ContactRowPage` instead of `Page_ContactRow_` in OpenAPI and the generated client."""
        return f"{params[0].__name__}Page"


def encode_cursor(*values: Any) -> str:
    """Sort values of the last row as an opaque text; takes what JSON takes, datetimes and UUIDs."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, count: int) -> list[Any]:
    """The `count` values put in by `encode_cursor`. Raises CursorInvalid."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid("this cursor is not one of this list; start without a cursor") from error
    if not isinstance(values, list) or len(values) != count:
        raise CursorInvalid("this cursor is not one of this list; start without a cursor")
    return values


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """The page of `limit` rows out of `limit + 1` fetched ones, and whether more follow."""
    return rows[:limit], len(rows) > limit
