"""Refusals about contacts and their import."""

from typing import Final

from backend.kit.errors import Conflict, Invalid, NotFound


class ContactNotFound(NotFound):
    """No such contact, or it was deleted."""

    code = "contact_not_found"


class EmailTaken(Conflict):
    """Another contact has this address; `fields.contact_id` says which."""

    code = "email_taken"


class TimezoneUnknown(Invalid):
    """The zone is not an IANA name."""

    code = "timezone_unknown"


class ViewNotFound(NotFound):
    """No such view, or somebody else's own."""

    code = "view_not_found"


class ViewNameTaken(Conflict):
    """The account has another view of this name."""

    code = "view_name_taken"


class ImportNotFound(NotFound):
    """No such import."""

    code = "import_not_found"


class ImportBusy(Conflict):
    """The import is running or over; upload the file again for another run."""

    code = "import_started"


class FileRefused(Invalid):
    """The file as a whole cannot be read and nothing was kept.

    `fields` has `line`, `column`, `byte_offset`, `cell_bytes` where they are known; bytes count from the file's start.
    """

    code = "file_refused"


class HeaderNotFound(FileRefused):
    """No cell of the first record is a known column name."""

    code = "header_not_found"


class EmailColumnMissing(FileRefused):
    """No column holds mail addresses, or none is mapped to `email`."""

    code = "email_column_missing"


class EncodingInvalid(FileRefused):
    """Neither UTF-8 nor CP932 as a whole; the position is the first byte that fits neither."""

    code = "encoding_invalid"


class NulByte(FileRefused):
    """A NUL byte: no text file, or a damaged one."""

    code = "nul_byte"


class CellTooLarge(FileRefused):
    """A cell larger than the limit."""

    code = "cell_too_large"


class UnclosedQuote(FileRefused):
    """A quote that opens on `line` is never closed."""

    code = "unclosed_quote"


class NoRows(FileRefused):
    """A header and nothing else, or nothing at all."""

    code = "no_rows"


class TooManyRows(FileRefused):
    """More records than one import takes; split the file."""

    code = "too_many_rows"


class TooManyColumns(FileRefused):
    """More columns than one import takes."""

    code = "too_many_columns"


FILE_REFUSALS: Final = (
    HeaderNotFound,
    EmailColumnMissing,
    EncodingInvalid,
    NulByte,
    CellTooLarge,
    UnclosedQuote,
    NoRows,
    TooManyRows,
    TooManyColumns,
)
"""Every refusal of a whole file."""


class ColumnUnknown(Invalid):
    """The mapping names a column that the file does not have."""

    code = "column_unknown"


class FieldUnknown(Invalid):
    """The mapping names a field that contacts do not have."""

    code = "field_unknown"


class FieldTwice(Invalid):
    """Two columns are mapped to one field."""

    code = "field_twice"
