"""From text to records: quotes, newlines inside cells, and on which physical line each record starts.

Own scanner instead of the csv module, which cannot say in which column a quote was left open, has one cell limit for
the whole process, and drops blank records.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from backend.contacts.importing.decoding import Decoded
from backend.contacts.importing.problems import FileProblem

MAX_CELL_BYTES: Final = 100_000
QUOTED: Final = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
LINE_END: Final = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its physical line (1 = first of the file) and its cells as they stand."""

    line: int
    cells: list[str]


class Scanner:
    """Splits a text by one delimiter. Raises FileProblem for what makes the rest of the file meaningless."""

    def __init__(self, decoded: Decoded, delimiter: str) -> None:
        self._decoded = decoded
        self._text = decoded.text
        self._end = len(decoded.text.rstrip("\r\n"))
        self._plain = re.compile(f"[^{re.escape(delimiter)}\r\n]*")
        self._delimiter = delimiter
        self._header: list[str] = []

    def records(self) -> Iterator[Record]:
        """All records with the header as the first; blank lines at the end of the file are none."""
        at, line = 0, 1
        while at < self._end:
            cells, end = self._record(at, line)
            if not self._header:
                self._header = cells
            yield Record(line, cells)
            line += self._lines(at, end)
            at = end

    def _record(self, at: int, line: int) -> tuple[list[str], int]:
        cells: list[str] = []
        start = at
        while True:
            cell, at = self._cell(at, start, line, len(cells))
            cells.append(cell)
            if not self._text.startswith(self._delimiter, at):
                break
            at += 1
        ending = LINE_END.match(self._text, at)
        return cells, ending.end() if ending else at

    def _cell(self, at: int, start: int, line: int, index: int) -> tuple[str, int]:
        if not self._text.startswith('"', at):
            plain = self._plain.match(self._text, at)
            assert plain is not None
            return self._checked(plain.group(), at, start, line, index), plain.end()
        quoted = QUOTED.match(self._text, at)
        if quoted is None:
            raise FileProblem(
                "unclosed_quote",
                "a quote opens here and is never closed",
                line=line + self._lines(start, at),
                column=self._column(index),
                byte_offset=self._decoded.byte_offset(at),
            )
        # text after the closing quote belongs to the cell: people write "a"b
        rest = self._plain.match(self._text, quoted.end())
        assert rest is not None
        cell = quoted.group(1).replace('""', '"') + rest.group()
        return self._checked(cell, at, start, line, index), rest.end()

    def _checked(self, cell: str, at: int, start: int, line: int, index: int) -> str:
        nul = cell.find("\0")
        if nul >= 0:
            position = self._text.index("\0", at)
            raise FileProblem(
                "nul_byte",
                "a NUL byte stands in this cell; the file is damaged or no text file",
                line=line + self._lines(start, position),
                column=self._column(index),
                byte_offset=self._decoded.byte_offset(position),
            )
        if len(cell) * 4 > MAX_CELL_BYTES:
            self._check_size(cell, line + self._lines(start, at), index)
        return cell

    def _check_size(self, cell: str, line: int, index: int) -> None:
        size = len(cell.encode(self._decoded.encoding))
        if size > MAX_CELL_BYTES:
            message = f"a cell holds {size} bytes; {MAX_CELL_BYTES} is the limit"
            raise FileProblem("cell_too_large", message, line=line, column=self._column(index), cell_bytes=size)

    def _column(self, index: int) -> str | None:
        return self._header[index].strip() if index < len(self._header) else None

    def _lines(self, start: int, end: int) -> int:
        return sum(1 for _ in LINE_END.finditer(self._text, start, end))
