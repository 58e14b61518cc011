"""Refusals of the inbox."""

from backend.kit.errors import NotFound, TabijiError


class NoInbox(NotFound):
    """This installation sends real mail; there is no dev inbox."""

    code = "no_inbox"


class MailNotFound(NotFound):
    """No mail with this id; old ones are removed."""

    code = "mail_not_found"


class ReplyNotSent(TabijiError):
    """The mail server did not take the answer."""

    status = 502
    code = "reply_not_sent"
