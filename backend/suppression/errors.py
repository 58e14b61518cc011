"""Refusals of the suppression feature."""

from backend.kit.errors import NotFound


class NotSuppressed(NotFound):
    """The address is not on the list."""

    code = "not_suppressed"
