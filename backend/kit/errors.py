"""The one error format, `{"error": {"code", "message", "fields"}}`, and the base of every feature error."""

from typing import Any, ClassVar

from pydantic import BaseModel


class ErrorBody(BaseModel):
    """`code` is stable and translated by the UI; `message` says in English what happened and what to do."""

    code: str
    message: str
    fields: dict[str, Any]


class ErrorEnvelope(BaseModel):
    """The body of every response that is not 2xx or 3xx."""

    error: ErrorBody


class TabijiError(Exception):
    """Base of every expected refusal. `fields` carries what the UI needs to say it precisely."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    def envelope(self) -> ErrorEnvelope:
        """The response body."""
        return ErrorEnvelope(error=ErrorBody(code=self.code, message=self.message, fields=self.fields))


class NotFound(TabijiError):
    """The object does not exist, or not for this account."""

    status = 404
    code = "not_found"


class Conflict(TabijiError):
    """The object changed meanwhile, or is in a state that does not allow this."""

    status = 409
    code = "conflict"


class Forbidden(TabijiError):
    """The account's role may not do this."""

    status = 403
    code = "forbidden"


class Unauthorized(TabijiError):
    """No valid session or token."""

    status = 401
    code = "unauthorized"


class Invalid(TabijiError):
    """The input is understood and refused."""

    status = 422
    code = "invalid"
