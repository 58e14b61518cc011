"""Refusals of the templates feature."""

from backend.kit.errors import Conflict, Invalid, NotFound, TabijiError


class TemplateNotFound(NotFound):
    """No template with this id or key."""

    code = "template_not_found"


class TemplateKeyTaken(Conflict):
    """Another template has this key."""

    code = "template_key_taken"


class TemplateHasErrors(Invalid):
    """The text cannot become a mail; `fields.issues` lists why, with lines."""

    code = "template_has_errors"


class TestNotSent(TabijiError):
    """The mail server did not take the test mail; `fields.reply` is its answer."""

    status = 502
    code = "test_not_sent"
