"""How a person or an organisation is addressed in a letter: 様 for people, 御中 for organisations, never both.

Rules (reference page "Japan"): the block is "{会社名}　{部署}" and on the next line "{姓} {名} 様"; an organisation
without a person takes 御中; a job title never carries 様; a contact whose 姓 is unknown is ご担当者様.
"""

from collections.abc import Mapping
from typing import Any

UNKNOWN_PERSON = "ご担当者様"
_HONORIFICS = ("様", "さま", "殿", "先生", "御中", "各位")


def sama(name: str) -> str:
    """`name` with 様; ご担当者様 when it is empty; unchanged when it carries an honorific already."""
    name = name.strip()
    if not name:
        return UNKNOWN_PERSON
    return name if name.endswith(_HONORIFICS) else f"{name} 様"


def onchu(organization: str) -> str:
    """`organization` (a company or department) with 御中; empty stays empty."""
    organization = organization.strip()
    if not organization or organization.endswith(_HONORIFICS):
        return organization
    return f"{organization} 御中"


def salutation(fields: Mapping[str, Any]) -> str:
    """The short form of address: 山田 様, or ご担当者様; in English "Taro Yamada" or "Sir or Madam"."""
    last = str(fields.get("last_name") or "").strip()
    if fields.get("locale") == "en":
        first = str(fields.get("first_name") or "").strip()
        return f"{first} {last}".strip() or "Sir or Madam"
    return sama(last)


def addressee(fields: Mapping[str, Any]) -> str:
    """The full form of address over one or two lines: company and department, then the person.

    Without a 姓 the person's line is ご担当者様, which already honours the reader, so the company gets no 御中.
    """
    last = str(fields.get("last_name") or "").strip()
    first = str(fields.get("first_name") or "").strip()
    company = str(fields.get("company.name") or "").strip()
    department = str(fields.get("department") or "").strip()
    if fields.get("locale") == "en":
        return "\n".join(part for part in (f"{first} {last}".strip() or "Sir or Madam", company) if part)
    organization = "　".join(part for part in (company, department) if part)
    person = sama(f"{last} {first}".strip()) if last else UNKNOWN_PERSON
    return "\n".join(part for part in (organization, person) if part)
