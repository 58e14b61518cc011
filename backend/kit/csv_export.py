"""Lists as CSV files that a spreadsheet opens without running anything in them; streamed, however long they are."""

import csv
import io
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Literal

from fastapi.responses import StreamingResponse
from sqlalchemy import Select

from backend.kit.db import Sessions

Encoding = Literal["utf-8", "cp932"]
"""UTF-8 with a byte order mark, or what Windows calls Shift_JIS."""
CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}
"""OpenAPI `responses=` of an endpoint that answers with a file."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# what Windows writes for characters that Unicode has twice
CP932_TWINS: Final = str.maketrans({"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢"})
BATCH: Final = 500


def csv_response(
    sessions: Sessions,
    query: Select[*tuple[Any, ...]],
    columns: Mapping[str, str],
    *,
    encoding: Encoding,
    name: str,
    zone: tzinfo = UTC,
) -> StreamingResponse:
    """The rows of `query` as `name`.csv. `columns` maps headers to the query's labels; times are written in `zone`."""
    return StreamingResponse(
        _stream(sessions, query, columns, encoding, zone),
        media_type=f"text/csv; charset={'utf-8' if encoding == 'utf-8' else 'Shift_JIS'}",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


async def _stream(
    sessions: Sessions, query: Select[*tuple[Any, ...]], columns: Mapping[str, str], encoding: Encoding, zone: tzinfo
) -> AsyncIterator[bytes]:
    """The file in pieces, in a transaction of its own (the request's ends before the body goes out)."""
    yield (b"\xef\xbb\xbf" if encoding == "utf-8" else b"") + _lines([list(columns)], encoding)
    labels = list(columns.values())
    async with sessions() as session:
        result = await session.stream(query.execution_options(yield_per=BATCH))
        async for rows in result.mappings().partitions():
            yield _lines([[safe_cell(row[label], zone) for label in labels] for row in rows], encoding)


def safe_cell(value: Any, zone: tzinfo = UTC) -> str:
    """A cell that no spreadsheet takes for a formula: such a start gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list):
        value = ";".join(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not isinstance(value, int) else text


def encode(text: str, encoding: Encoding) -> bytes:
    """UTF-8 or CP932; what CP932 does not have becomes its twin, its composed form, or a question mark."""
    if encoding == "cp932":
        return unicodedata.normalize("NFC", text).translate(CP932_TWINS).encode("cp932", errors="replace")
    return text.encode()


def _lines(rows: Sequence[Sequence[str]], encoding: Encoding) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return encode(buffer.getvalue(), encoding)
