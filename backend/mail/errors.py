"""What can go wrong between a template and bytes on the wire. Codes are stable; the UI translates them."""

from typing import Any

from backend.kit.errors import Invalid


class RenderError(Invalid):
    """A template that cannot become a mail: `code` says why, `line` where (1-based), `params` with what."""

    def __init__(self, code: str, message: str, *, line: int | None = None, **params: Any) -> None:
        super().__init__(message, line=line, **params)
        self.code = code  # pyright: ignore[reportAttributeAccessIssue] - one class for all findings
        self.line = line
        self.params = params


class AddressRefused(Invalid):
    """An address no mail can be sent to: syntax, control characters, or not representable in ASCII."""

    code = "address_invalid"
