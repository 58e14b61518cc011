"""A whole uploaded list: decoded, delimiter found, header named, every record checked for size and shape."""

from dataclasses import dataclass
from typing import Final

from backend.contacts.importing.columns import DELIMITERS, known_names, propose, unique_header
from backend.contacts.importing.decoding import Decoded, Encoding, decode
from backend.contacts.importing.problems import FileProblem
from backend.contacts.importing.records import Record, Scanner

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """The list as read. `records[0]` is the first after the header; row numbers count from 1."""

    encoding: Encoding
    delimiter: str
    header: list[str]
    records: list[Record]
    proposal: dict[str, str | None]


def read_sheet(content: bytes) -> Sheet:
    """Raises FileProblem when the file as a whole cannot be used."""
    decoded = decode(content)
    if not decoded.text.strip("\r\n"):
        raise FileProblem("no_rows", "the file is empty")
    delimiter = _delimiter(decoded)
    records: list[Record] = []
    for record in Scanner(decoded, delimiter).records():
        if not records:
            _check_header(record)
        if len(records) > MAX_ROWS:
            raise FileProblem("too_many_rows", f"more than {MAX_ROWS} rows; split the file", line=record.line)
        records.append(record)
    header = unique_header(records[0].cells)
    if len(records) == 1:
        raise FileProblem("no_rows", "there is a header and nothing else")
    proposal = propose(header, [record.cells for record in records[1:51]])
    if "email" not in proposal.values():
        raise FileProblem("email_column_missing", "no column holds mail addresses", line=1)
    return Sheet(decoded.encoding, delimiter, header, records[1:], proposal)


def _delimiter(decoded: Decoded) -> str:
    """The delimiter by which most cells of the first record are known names."""
    first = decoded.text[:20_000].split("\n", 1)[0]
    return max(DELIMITERS, key=lambda delimiter: known_names([cell.strip(' "\r') for cell in first.split(delimiter)]))


def _check_header(record: Record) -> None:
    if len(record.cells) > MAX_COLUMNS:
        raise FileProblem("too_many_columns", f"more than {MAX_COLUMNS} columns", line=1)
    if not known_names(record.cells):
        message = "no cell of the first line is a known column name; add a header line"
        raise FileProblem("header_not_found", message, line=1)
