"""Contacts as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import unicodedata
from collections.abc import AsyncIterator
from typing import Any, Final

from backend.contacts.repository import ContactFilter, rows_query
from backend.kit.db import Sessions
from backend.models import Contact

COLUMNS: Final = {
    "会社名": "company_name",
    "部署": "department",
    "役職": "title",
    "姓": "last_name",
    "名": "first_name",
    "セイ": "last_kana",
    "メイ": "first_kana",
    "メールアドレス": "email",
    "電話番号": "phone",
    "業種": "industry",
    "従業員数": "company_employees",
    "都道府県": "prefecture",
    "流入元": "source",
    "同意日": "consent_on",
    "同意方法": "consent_method",
    "メモ": "memo",
    "ステージ": "stage",
    "スコア": "score",
    "タグ": "tags",
}
"""Header and field; the importer knows all of these headers."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# what Windows writes for characters that Unicode has twice
CP932_TWINS: Final = str.maketrans({"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢"})
BATCH: Final = 500


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: such a start gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = ";".join(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not isinstance(value, int) else text


def encode(text: str, encoding: str) -> bytes:
    """UTF-8 or CP932; what CP932 does not have becomes its twin, its composed form, or a question mark."""
    if encoding == "cp932":
        return unicodedata.normalize("NFC", text).translate(CP932_TWINS).encode("cp932", errors="replace")
    return text.encode()


async def export_csv(sessions: Sessions, wanted: ContactFilter, encoding: str) -> AsyncIterator[bytes]:
    """The file in pieces, in a transaction of its own (the request's ends before the body goes out)."""
    yield (b"\xef\xbb\xbf" if encoding == "utf-8" else b"") + _lines([list(COLUMNS)], encoding)
    async with sessions() as session:
        query = rows_query().where(*wanted.conditions()).order_by(Contact.created_at, Contact.id)
        result = await session.stream(query.execution_options(yield_per=BATCH))
        async for rows in result.mappings().partitions():
            yield _lines([[safe_cell(row[field]) for field in COLUMNS.values()] for row in rows], encoding)


def _lines(rows: list[list[str]], encoding: str) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return encode(buffer.getvalue(), encoding)
