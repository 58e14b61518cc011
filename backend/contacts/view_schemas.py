"""Saved views of the contacts list as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.contacts.schemas import DomainClass, Sort, Stage, Tag
from backend.kit.ids import IdText
from backend.kit.text import StorableText

ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
ViewColumn = Literal["company", "title", "stage", "score", "tags", "domain_class", "created_at"]


class ViewFilter(BaseModel):
    """What the list is narrowed to; the same words as GET /contacts."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[StorableText, Field(max_length=200)] = ""
    stage: Annotated[list[Stage], Field(max_length=20)] = []
    tag: Annotated[list[Tag], Field(max_length=50)] = []
    domain_class: Annotated[list[DomainClass], Field(max_length=10)] = []


class ViewWrite(BaseModel):
    """A view under a name, whole: saving puts all of it in the place of what was there."""

    name: ViewName
    shared: bool = False
    filter: ViewFilter
    sort: Sort = "-created_at"
    columns: Annotated[list[ViewColumn], Field(max_length=20)]


class SavedViewView(ViewWrite):
    """A view with its owner; `editable` says whether the one who asks may change and delete it."""

    id: IdText
    owner: str
    editable: bool
    updated_at: datetime
