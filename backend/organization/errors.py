"""Refusals about the organization's settings."""

from backend.kit.errors import Invalid, NotFound


class SenderNotFound(NotFound):
    """No such sender."""

    code = "sender_not_found"


class DefaultSenderNeeded(Invalid):
    """One sender must stay the default; make another one the default instead."""

    code = "default_sender_needed"


class DomainInTwoClasses(Invalid):
    """A domain is listed in more than one class; `fields.domains` names them."""

    code = "domain_in_two_classes"


class TimezoneUnknown(Invalid):
    """The zone is not an IANA name."""

    code = "timezone_unknown"
