"""Contacts as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.kit.ids import IdText
from backend.kit.text import EmailAddress

Stage = Literal["lead", "mql", "sql", "opportunity", "customer", "reengagement", "disqualified", "internal"]
DomainClass = Literal["corporate", "free_mail", "competitor", "own"]
Sort = Literal["-created_at", "created_at", "email", "-score", "-updated_at"]
Short = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=20_000)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
AttributeKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
AttributeValue = Annotated[str, StringConstraints(max_length=2000)] | bool | int | float | None


class CompanyRef(BaseModel):
    """A company by id and name."""

    id: IdText
    name: str


class ContactCompany(CompanyRef):
    """A contact's company with its facts."""

    industry: str
    employees: int | None
    prefecture: str
    stage: str


class ContactRow(BaseModel):
    """A contact in a list. Names stand as they were given."""

    id: IdText
    email: str
    last_name: str
    first_name: str
    last_kana: str
    first_kana: str
    company: CompanyRef | None
    department: str
    title: str
    stage: str
    score: int
    tags: list[str]
    domain_class: DomainClass
    suppressed: str | None
    created_at: datetime
    updated_at: datetime


class ContactRef(BaseModel):
    """Something a contact belongs to, by id and name."""

    id: IdText
    name: str


class ContactView(ContactRow):
    """A whole contact; `suppressed` is the reason why nothing is sent to it, or null. `owner` looks after it."""

    company: ContactCompany | None  # pyright: ignore[reportIncompatibleVariableOverride]
    owner: ContactRef | None
    lists: list[ContactRef]
    phone: str
    industry: str
    prefecture: str
    source: str
    memo: str
    attributes: dict[str, Any]
    timezone: str | None
    locale: str
    consent_on: date | None
    consent_method: str


class ContactCount(BaseModel):
    """How many contacts a filter finds."""

    count: int


class ContactFields(BaseModel):
    """What may be written of a contact; absent fields stay. `company` is a name in any spelling; "" removes it."""

    last_name: Short | None = None
    first_name: Short | None = None
    last_kana: Short | None = None
    first_kana: Short | None = None
    company: Short | None = None
    department: Short | None = None
    title: Short | None = None
    phone: Short | None = None
    industry: Short | None = None
    prefecture: Short | None = None
    source: Short | None = None
    memo: Long | None = None
    stage: Stage | None = None
    score: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    tags: Annotated[list[Tag], Field(max_length=100)] | None = None
    attributes: Annotated[dict[AttributeKey, AttributeValue], Field(max_length=200)] | None = None
    timezone: Annotated[str, Field(max_length=64)] | None = None
    locale: Literal["ja", "en"] | None = None
    consent_on: date | None = None
    consent_method: Short | None = None


class ContactWrite(ContactFields):
    """A contact by address: a new one, or changes of the one that has it."""

    email: EmailAddress


class ContactPatch(ContactFields):
    """Changes of a contact; `reason` goes to its timeline."""

    email: EmailAddress | None = None
    reason: Annotated[str, Field(max_length=500)] | None = None


class TimelineItem(BaseModel):
    """One thing that happened; the UI translates `title_code` and fills it from `detail`."""

    id: str
    at: datetime
    kind: Literal["change", "step", "reaction", "notice", "suppression"]
    title_code: str
    detail: dict[str, Any]


class ContactChange(BaseModel):
    """One field of a contact that was changed, and by whom: a person, or a step of a journey."""

    id: str
    at: datetime
    field: str
    before: Any
    after: Any
    by: Literal["person", "journey"]
    actor: str | None
    reason: str | None
    journey_id: IdText | None
    journey: str | None
    enrollment_id: IdText | None
    node: str | None
    node_title: str | None
    node_type: str | None


class ContactErase(BaseModel):
    """Why a person is erased (kept in the audit log: nothing personal), and whether the address may never be mailed."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    suppress: bool = False
