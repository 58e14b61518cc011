"""Ids: UUIDv7, so that keys sort by time and inserts stay at the right edge of an index."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator
from uuid_utils.compat import uuid7

NewId = Callable[[], UUID]


def new_id() -> UUID:
    """A new time-ordered id. Passed as `NewId` where tests must choose ids."""
    return uuid7()


IdText = Annotated[str, BeforeValidator(str)]
"""An id in an API schema: shown as text, made from a UUID."""
