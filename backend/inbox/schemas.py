"""Mails of the dev inbox as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class InboxRow(BaseModel):
    """A mail in the list."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: str
    from_: str = Field(alias="from")
    to: str
    subject: str
    received_at: datetime
    read: bool


class InboxLink(BaseModel):
    """A link of a mail: its address as written, and the words it stands on."""

    url: str
    text: str


class InboxHeader(BaseModel):
    """One header line, decoded."""

    name: str
    value: str


class InboxMailView(InboxRow):
    """A whole mail. `html` is safe to show in a sandboxed frame; its pixel and links are the real ones."""

    html: str
    text: str
    headers: list[InboxHeader]
    links: list[InboxLink]


class InboxReplyNew(BaseModel):
    """An answer, as plain text."""

    body: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class InboxReplied(BaseModel):
    """The answer went out."""

    to: str
    message_id: str
