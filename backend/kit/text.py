"""Text rules that hold everywhere: blanks, mail addresses, folding for search and company keys."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

BLANKS: Final = " \t\r\n　"
ATOM: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS: Final = re.compile(
    rf"(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}"
)
MAX_ADDRESS: Final = 254
COMPANY_FORMS: Final = re.compile("株式会社|有限会社|合同会社|一般社団法人|[(](?:株|有|同|一社)[)]")
WHITE_SPACE: Final = re.compile(r"\s+")
HIRAGANA_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def trim(value: str) -> str:
    """Cut blanks (space, tab, CR, LF, full-width space) at both ends; nothing inside changes."""
    return value.strip(BLANKS)


def normal_email(value: str) -> str:
    """An address in the form it is stored and compared: NFKC, trimmed, lower case. May still be invalid."""
    return trim(unicodedata.normalize("NFKC", value)).lower()


def is_email(value: str) -> bool:
    """Whether a normalised address is one: dot-separated atoms, one @, a domain of two labels or more."""
    return len(value) <= MAX_ADDRESS and ADDRESS.fullmatch(value) is not None


def squeezed(value: str) -> str:
    """NFKC without any white space: the form in which numbers, dates and industries are read."""
    return WHITE_SPACE.sub("", unicodedata.normalize("NFKC", value))


def company_key(name: str) -> str:
    """One key for ㈱, (株), 株式会社 and nothing: NFKC, no white space, lower case, without the company form."""
    return COMPANY_FORMS.sub("", squeezed(name).lower())


def fold(value: str) -> str:
    """A text folded for searching: width, case, kana, company forms and white space do not matter."""
    return company_key(value).translate(HIRAGANA_TO_KATAKANA)


def grams(word: str) -> list[str]:
    """What an index over `search_grams` is asked for: the pairs of a folded word, or its single character."""
    pairs = {word[start : start + 2] for start in range(len(word) - 1)}
    return sorted(pairs) or [word]


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("a text cannot hold NUL")
    return value


StorableText = Annotated[str, AfterValidator(_without_nul)]
"""A text that PostgreSQL can hold; for what is used after the answer has begun, where an error comes too late."""


def _valid_email(value: str) -> str:
    normal = normal_email(value)
    if not is_email(normal):
        raise ValueError("this is no mail address")
    return normal


EmailAddress = Annotated[str, Field(max_length=400), AfterValidator(_valid_email)]
"""A pydantic field holding a normalised, valid address."""
