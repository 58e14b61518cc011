"""Lists as the API shows and takes them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from backend.kit.text import StorableText

Name = Annotated[StorableText, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class ListRow(BaseModel):
    """A list and how many stand on it."""

    id: UUID
    name: str
    note: str
    members: int
    created_at: datetime


class ListNew(BaseModel):
    """A new list, or a new name and note of one."""

    name: Name
    note: Annotated[StorableText, Field(max_length=500)] = ""


class ListMembers(BaseModel):
    """Contacts to put on a list, or to take off it; unknown ones are passed over."""

    contact_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class ListChanged(BaseModel):
    """How many were put on or taken off, and how many stand on it now."""

    changed: int
    members: int


class ListMemberRow(BaseModel):
    """A contact on a list."""

    contact_id: UUID
    name: str
    email: str
    added_at: datetime
