"""Refusals about accounts, sessions and tokens."""

from backend.kit.errors import Conflict, Forbidden, Invalid, NotFound, TabijiError, Unauthorized


class LoginFailed(Unauthorized):
    """Wrong address or password; which of them is not said."""

    code = "login_failed"


class TooManyAttempts(TabijiError):
    """Too many failed sign-ins from this address or for this account; `fields.retry_after` in seconds."""

    status = 429
    code = "too_many_attempts"


class CsrfMissing(Forbidden):
    """A cookie-authenticated change without the matching X-CSRF-Token header."""

    code = "csrf_failed"


class AccountNotFound(NotFound):
    """No such account."""

    code = "account_not_found"


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "email_taken"


class LastAdmin(Conflict):
    """The last active admin can neither be disabled nor lose the role."""

    code = "last_admin"


class PasswordRefused(Invalid):
    """The password breaks a rule; `fields.rule` is too_short, too_long, too_common, or contains_email."""

    code = "password_refused"


class RoleTooHigh(Forbidden):
    """A token cannot have more rights than its account."""

    code = "role_too_high"


class TokenNotFound(NotFound):
    """No such token."""

    code = "token_not_found"
