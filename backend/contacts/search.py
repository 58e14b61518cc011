"""Folded search: width, case, kana, company forms and blanks do not matter.

`contact.search_key` holds names, kana, address and company, folded. A query's words must all occur in it. PostgreSQL's
pg_trgm is not there on the embedded stack and would not help with names of one or two characters, so a GIN index over
single characters and neighbouring pairs (`search_grams`) finds candidates and `like` decides.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from backend.kit.text import fold, grams
from backend.models import Contact

MAX_WORDS = 8


SEARCHED = frozenset(("last_name", "first_name", "last_kana", "first_kana", "email", "phone"))
"""Fields whose change makes a new search key; the company's name is in it too."""


def search_key(facts: Mapping[str, Any], company_name: str) -> str:
    """What a search looks through: the folded parts, apart from each other by blanks (folded text holds none).

    `facts` has the fields of `SEARCHED`. Whoever changes one of them, or the company, stores the new key with it.
    """
    names = (facts["last_name"] + facts["first_name"], facts["last_kana"] + facts["first_kana"])
    parts = (*names, facts["email"], company_name, facts["phone"])
    return " ".join(filter(None, (fold(part) for part in parts)))


def words(query: str) -> list[str]:
    """Folded words of what somebody typed."""
    return [word for word in (fold(part) for part in query.split()) if word][:MAX_WORDS]


def matches(query: str) -> ColumnElement[bool]:
    """SQL condition on `Contact`: every word of `query` occurs. True for an empty query."""
    conditions = [_occurs(word) for word in words(query)]
    return and_(*conditions) if conditions else true()


def _occurs(word: str) -> ColumnElement[bool]:
    wanted = grams(word)
    found = func.search_grams(Contact.search_key).op("@>", is_comparison=True)(literal(wanted, ARRAY(Text())))
    return and_(found, Contact.search_key.contains(word, autoescape=True))
