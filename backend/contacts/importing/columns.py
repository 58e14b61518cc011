"""Which column is which: header names that Japanese and English exports use, and the proposal made of them."""

import re
from collections.abc import Sequence
from typing import Final

from backend.kit.text import is_email, normal_email, squeezed

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "email": ("メールアドレス", "メール", "eメール", "e-mail", "email", "emailaddress", "mail", "mailaddress",
              "アドレス"),
    "last_name": ("姓", "苗字", "名字", "lastname", "familyname", "surname", "氏名(姓)", "お名前(姓)", "姓(漢字)"),
    "first_name": ("名", "名前(名)", "firstname", "givenname", "氏名(名)", "お名前(名)", "名(漢字)"),
    "full_name": ("氏名", "名前", "お名前", "担当者名", "担当者", "ご担当者名", "name", "fullname", "contactname"),
    "last_kana": ("セイ", "姓カナ", "姓(カナ)", "姓(フリガナ)", "姓フリガナ", "せい", "lastnamekana", "lastkana"),
    "first_kana": ("メイ", "名カナ", "名(カナ)", "名(フリガナ)", "名フリガナ", "めい", "firstnamekana", "firstkana"),
    "full_kana": ("フリガナ", "氏名カナ", "氏名(カナ)", "ふりがな", "カナ", "namekana", "kana"),
    "company": ("会社名", "会社", "企業名", "法人名", "貴社名", "御社名", "勤務先", "組織名", "団体名", "company",
                "companyname", "organization", "organisation", "account", "accountname"),
    "department": ("部署", "部署名", "所属", "所属部署", "部門", "department", "division"),
    "title": ("役職", "役職名", "肩書", "肩書き", "職位", "title", "jobtitle", "position"),
    "phone": ("電話番号", "電話", "tel", "電話番号1", "会社電話番号", "phone", "phonenumber", "telephone"),
    "industry": ("業種", "業界", "業種名", "industry"),
    "employees": ("従業員数", "社員数", "従業員規模", "従業員", "employees", "numberofemployees", "employeecount",
                  "companysize"),
    "prefecture": ("都道府県", "都道府県名", "prefecture", "state", "region"),
    "source": ("流入元", "流入経路", "リードソース", "獲得元", "獲得経路", "source", "leadsource"),
    "consent_on": ("同意日", "同意取得日", "オプトイン日", "consentdate", "consenton", "optindate"),
    "consent_method": ("同意方法", "同意取得方法", "オプトイン方法", "consentmethod", "optinmethod"),
    "memo": ("メモ", "備考", "コメント", "自由記入", "memo", "note", "notes", "comment", "comments", "remarks"),
    "tags": ("タグ", "ラベル", "tag", "tags", "labels"),
}  # fmt: skip
"""Fields with the header names people use for them, squeezed (NFKC, no blanks) and lower case."""
FIELDS: Final = tuple(NAMES)
ATTRIBUTE: Final = re.compile(r"attributes\.[a-z][a-z0-9_]{0,39}")
IGNORED_MARKS: Final = re.compile(r"[*※_:]|\((?:必須|任意)\)|【(?:必須|任意)】|\[(?:必須|任意)\]")
DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE: Final = 50
_FIELD_OF: Final = {squeezed(name).lower(): field for field, names in NAMES.items() for name in names}


def field_of(header: str) -> str | None:
    """The field a header name stands for."""
    return _FIELD_OF.get(IGNORED_MARKS.sub("", squeezed(header).lower()))


def known_names(cells: Sequence[str]) -> int:
    """How many cells are known header names."""
    return sum(field_of(cell) is not None for cell in cells)


def unique_header(cells: Sequence[str]) -> list[str]:
    """Column names people can tell apart: trimmed, numbered where blank or repeated."""
    seen: dict[str, int] = {}
    header: list[str] = []
    for index, cell in enumerate(cells, start=1):
        name = cell.strip().replace("\r", " ").replace("\n", " ") or f"列{index}"
        seen[name] = seen.get(name, 0) + 1
        header.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return header


def propose(header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str | None]:
    """Column to field. A column of addresses under an unknown name is the email column if no other is."""
    mapping: dict[str, str | None] = {}
    taken: set[str] = set()
    for name in header:
        field = field_of(name)
        mapping[name] = field if field is not None and field not in taken else None
        taken.add(mapping[name] or "")
    if "email" not in taken:
        for index, name in enumerate(header):
            if mapping[name] is None and _mostly_addresses([row[index] for row in sample if index < len(row)]):
                mapping[name] = "email"
                break
    return mapping


def _mostly_addresses(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells[:SAMPLE] if cell.strip()]
    return bool(filled) and sum(is_email(normal_email(cell)) for cell in filled) * 2 > len(filled)
