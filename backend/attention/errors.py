"""Refusals of the attention room."""

from backend.kit.errors import Conflict, NotFound


class MessageNotFound(NotFound):
    """No such mail."""

    code = "message_not_found"


class MessageNotUnconfirmed(Conflict):
    """The mail is not in doubt, or somebody has dealt with it; `fields.status` is its status."""

    code = "message_not_unconfirmed"
