"""Organization, calendar and senders as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.kit.ids import IdText
from backend.kit.text import EmailAddress
from workflows.journey.pacing import Cap

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Domain = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=253,
        pattern=r"^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}$",
    ),
]


class Domains(BaseModel):
    """Domains of each class; subdomains belong to it too."""

    own: Annotated[list[Domain], Field(max_length=1000)]
    competitor: Annotated[list[Domain], Field(max_length=1000)]
    free_mail: Annotated[list[Domain], Field(max_length=1000)]


class OrganizationView(BaseModel):
    """The installation's owner; name, address and contact line stand under every mail."""

    name: str
    legal_name: str
    postal_address: str
    contact_line: str
    timezone: str
    domains: Domains
    cap: Cap | None
    sending_stopped_at: datetime | None
    updated_at: datetime


class OrganizationPut(BaseModel):
    """New values; absent fields stay. Changed domains reclassify all contacts."""

    name: Name | None = None
    legal_name: Line | None = None
    postal_address: Line | None = None
    contact_line: Line | None = None
    timezone: Annotated[str, Field(max_length=64)] | None = None
    domains: Domains | None = None
    cap: Cap | None = None
    """Most mails of all journeys to one contact; null takes the limit away."""


class Holiday(BaseModel):
    """A Japanese public holiday."""

    day: date
    name: str


class CalendarEntry(BaseModel):
    """A day on which the company differs: closed on a weekday, or open on a holiday."""

    day: date
    closed: bool
    note: str


class CalendarYear(BaseModel):
    """Public holidays of a year and the company's own days."""

    year: int
    holidays: list[Holiday]
    days: list[CalendarEntry]


class CalendarDayPut(BaseModel):
    """What is special about a day."""

    closed: bool
    note: Line = ""


class SenderView(BaseModel):
    """A From address."""

    id: IdText
    name: str
    email: str
    reply_to: str | None
    is_default: bool
    created_at: datetime


class SenderNew(BaseModel):
    """A new From address; the first one becomes the default."""

    name: Name
    email: EmailAddress
    reply_to: EmailAddress | None = None
    is_default: bool = False


class SenderPatch(BaseModel):
    """Changes of a sender; absent fields stay, `reply_to: null` removes it."""

    name: Name | None = None
    email: EmailAddress | None = None
    reply_to: EmailAddress | None = None
    is_default: bool | None = None


BrakeCode = Literal["database_put_back", "database_moved"]
"""Why the product pulled the brake by itself: the database was found in an earlier state than it had been in, or in
another place, where that cannot be told."""


class BrakeView(BaseModel):
    """Whether all sending of the installation is stopped; while it is: since when, by whom and why.

    With a `code` the product did it by itself: mails sent from `unknown_from` to `unknown_until` may be unknown to the
    database, and would be sent again. Everybody may read it, for everybody's mails stand meanwhile.
    """

    on: bool
    since: datetime | None
    by: str | None
    reason: str | None
    code: BrakeCode | None
    unknown_from: datetime | None
    unknown_until: datetime | None


class BrakeRequest(BaseModel):
    """Stop all sending, or release it; the reason is kept in the audit log, and shown to everybody while it stands."""

    on: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
