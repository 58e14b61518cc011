"""A contact with its company as the flat facts a template reads."""

from typing import Any, Final

from backend.mail.fields import Identity
from backend.models import Company, Contact, Organization, Sender

_OWN: Final = (
    *("email", "last_name", "first_name", "last_kana", "first_kana", "department", "title", "phone", "industry"),
    *("prefecture", "source", "memo", "stage", "score", "tags", "locale", "timezone", "consent_method", "domain_class"),
)
_COMPANY: Final = ("name", "industry", "employees", "prefecture", "stage")


def contact_facts(contact: Contact, company: Company | None) -> dict[str, Any]:
    """Field name to plain value, as `CompiledTemplate.render` takes them."""
    facts: dict[str, Any] = {name: getattr(contact, name) for name in _OWN}
    facts["consent_on"] = contact.consent_on.isoformat() if contact.consent_on else None
    if company is not None:
        facts.update({f"company.{name}": getattr(company, name) for name in _COMPANY})
    facts.update({f"attributes.{key}": value for key, value in contact.attributes.items()})
    return facts


def identity_of(organization: Organization | None, sender: Sender | None, domain: str) -> Identity:
    """Who sends: the chosen From address (or one made up from the domain while none is set) and the organisation."""
    name = organization.name if organization else ""
    return Identity(
        sender_name=sender.name if sender else name,
        sender_email=sender.email if sender else f"no-reply@{domain}",
        reply_to=sender.reply_to if sender else None,
        name=name,
        legal_name=organization.legal_name if organization else "",
        postal_address=organization.postal_address if organization else "",
        contact_line=organization.contact_line if organization else "",
    )
