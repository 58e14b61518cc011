"""Refusals of the segments room."""

from backend.kit.errors import Invalid


class ConditionRefused(Invalid):
    """The condition cannot select contacts; `fields` names the field, test or value that is in the way."""

    code = "condition_refused"
