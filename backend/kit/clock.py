"""The clock, passed in wherever time is read, so that tests and replay can hold it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present, aware, in UTC. The only place of the product that reads the clock."""
    return datetime.now(UTC)
