"""What conditions know about a contact, by the names of `workflows.journey.conditions.FIELDS`."""

from collections.abc import Sequence
from typing import Any

from backend.models import Company, Contact
from workflows.journey.conditions import FIELDS


def facts_of(contact: Contact, company: Company | None, lists: Sequence[str] = ()) -> dict[str, Any]:
    """Plain values of every field, None where there is nothing; attributes under `attributes.<key>`."""
    facts: dict[str, Any] = {}
    for name in FIELDS:
        owner, _, attribute = name.rpartition(".")
        source = company if owner == "company" else contact
        facts[name] = None if source is None else getattr(source, attribute)
    facts["lists"] = list(lists)
    return facts | {f"attributes.{key}": value for key, value in contact.attributes.items()}
