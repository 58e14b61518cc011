"""Why a file as a whole cannot be read."""

from typing import Any


class FileProblem(Exception):
    """`code` is one of those in `backend.contacts.errors.FILE_REFUSALS`; `fields` tell where."""

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = {name: value for name, value in fields.items() if value is not None}
