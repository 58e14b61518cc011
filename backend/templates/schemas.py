"""Templates as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, StringConstraints

from backend.kit.text import EmailAddress
from backend.mail.language import MAX_SOURCE

TemplateKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[str, StringConstraints(max_length=2_000)]
Body = Annotated[str, StringConstraints(max_length=MAX_SOURCE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class TemplateText(BaseModel):
    """The wording: Jinja2 subject, MJML or HTML body; an empty `text_body` is derived from the body."""

    subject: Line
    preheader: Line = ""
    body: Body
    text_body: Body = ""


class TemplateNew(TemplateText):
    """A new template; without a key one is made up."""

    name: Name
    key: TemplateKey | None = None


class TemplateSave(TemplateText):
    """A new version of a template."""

    name: Name


class TemplateIssueView(BaseModel):
    """One finding of the check, worded by the UI from `code` and `params`."""

    code: str
    severity: Literal["error", "warning"]
    part: Literal["subject", "preheader", "body", "text_body", "template"]
    message: str
    line: int | None
    params: dict[str, Any]


class TemplateRow(BaseModel):
    """A template in the list."""

    id: str
    key: str
    name: str
    subject: str
    version: int
    updated_at: datetime


class TemplateView(BaseModel):
    """A template with the wording of its latest version."""

    id: str
    key: str
    name: str
    version: int
    version_id: str
    subject: str
    preheader: str
    body: str
    text_body: str
    created_at: datetime
    updated_at: datetime
    issues: list[TemplateIssueView]


class PreviewRequest(TemplateText):
    """A wording to try, on a real contact's data or on a sample's."""

    contact_id: str | None = None


class Preview(BaseModel):
    """What the mail looks like; empty parts when it cannot be made."""

    subject: str
    html: str
    text: str
    issues: list[TemplateIssueView]


class FieldView(BaseModel):
    """A field an author may name."""

    name: str
    label_ja: str
    label_en: str
    sample: str


class TestSend(BaseModel):
    """Where a test mail goes, and whose data it shows."""

    to: EmailAddress
    contact_id: str | None = None


class TestSent(BaseModel):
    """The mail server took the test mail."""

    to: str
    reply: str
