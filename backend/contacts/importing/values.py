"""How single cells are read: numbers of employees, consent dates with Japanese years, industries, tags."""

import re
from datetime import date
from typing import Final, Literal

from backend.kit.text import squeezed, trim

EMPLOYEES: Final = re.compile(r"約?(\d{1,3}(?:,\d{3})+|\d+)(?:名|人)?")
MAX_EMPLOYEES: Final = 100_000_000
DATE: Final = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})")
WAREKI: Final = re.compile(r"令和(元|\d{1,2})年(\d{1,2})月(\d{1,2})日")
REIWA: Final = 2018
"""令和1年 is 2019."""
TAG_BREAK: Final = re.compile(r"[;,、，；|\n]")
DateForm = Literal["empty", "slash", "iso", "wareki", "unparseable"]


def read_employees(cell: str) -> tuple[int | None, bool]:
    """The number, and whether the cell could be read (an empty one can)."""
    text = squeezed(cell)
    if not text:
        return None, True
    found = EMPLOYEES.fullmatch(text)
    if found is None:
        return None, False
    number = int(found.group(1).replace(",", ""))
    return (number, True) if number <= MAX_EMPLOYEES else (None, False)


def read_date(cell: str) -> tuple[date | None, DateForm]:
    """The day, and in which form it was written; a day that does not exist is unparseable."""
    text = squeezed(cell)
    if not text:
        return None, "empty"
    western, wareki = DATE.fullmatch(text), WAREKI.fullmatch(text)
    try:
        if western is not None:
            day = date(int(western.group(1)), int(western.group(3)), int(western.group(4)))
            return day, "slash" if western.group(2) == "/" else "iso"
        if wareki is not None:
            year = 1 if wareki.group(1) == "元" else int(wareki.group(1))
            return date(REIWA + year, int(wareki.group(2)), int(wareki.group(3))), "wareki"
    except ValueError:
        pass
    return None, "unparseable"


def read_tags(cell: str) -> list[str]:
    """Tags apart by comma, semicolon, 、 or newline."""
    tags = (trim(part)[:100] for part in TAG_BREAK.split(cell))
    return list(dict.fromkeys(tag for tag in tags if tag))


def split_name(cell: str) -> tuple[str, str]:
    """A full name as 姓 and 名 where one blank says so; otherwise all of it is 姓."""
    parts = trim(cell).split()
    return (parts[0], parts[1]) if len(parts) == 2 else (trim(cell), "")
