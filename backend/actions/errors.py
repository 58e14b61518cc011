"""Refusals of actions on people on the way."""

from backend.kit.errors import Conflict


class ActionRefused(Conflict):
    """The action makes no sense where the contact stands now; `fields.reason` says why."""

    code = "action_refused"
