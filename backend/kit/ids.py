"""Ids: UUIDv7, so that keys sort by time and inserts stay at the right edge of an index."""

from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

NewId = Callable[[], UUID]


def new_id() -> UUID:
    """A new time-ordered id. Passed as `NewId` where tests must choose ids."""
    return uuid7()
