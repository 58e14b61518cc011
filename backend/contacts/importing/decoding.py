"""From bytes to text: UTF-8 with or without BOM, or CP932 (what Windows calls Shift_JIS)."""

import codecs
from dataclasses import dataclass
from typing import Literal

from backend.contacts.importing.problems import FileProblem

Encoding = Literal["utf-8", "cp932"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, without BOM."""

    text: str
    encoding: Encoding
    bom: int
    """Bytes before the text."""

    def byte_offset(self, characters: int) -> int:
        """Where in the file the text's character stands."""
        return self.bom + len(self.text[:characters].encode(self.encoding))


def decode(content: bytes) -> Decoded:
    """Raises FileProblem `encoding_invalid` naming line and byte where neither encoding goes on."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileProblem("encoding_invalid", "this is UTF-16; save it as UTF-8 or Shift_JIS", line=1, byte_offset=0)
    bom = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    try:
        return Decoded(content[bom:].decode("utf-8"), "utf-8", bom)
    except UnicodeDecodeError as error:
        stop = bom + error.start
    if not bom:
        try:
            return Decoded(content.decode("cp932"), "cp932", 0)
        except UnicodeDecodeError as error:
            stop = max(stop, error.start)
    line = content.count(b"\n", 0, stop) + 1
    message = "neither UTF-8 nor Shift_JIS throughout; save it again in one encoding"
    raise FileProblem("encoding_invalid", message, line=line, byte_offset=stop)
