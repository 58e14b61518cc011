"""What the search box is told."""

from typing import Literal

from pydantic import BaseModel

from backend.kit.ids import IdText

HitKind = Literal["contact", "company", "journey", "template"]


class SearchHit(BaseModel):
    """Something with a name. `detail` tells it from others of that name; `state` is its stage or status, if any."""

    kind: HitKind
    id: IdText
    title: str
    detail: str
    state: str | None


class SearchResults(BaseModel):
    """The best hits of each kind: contacts, companies, journeys, templates."""

    items: list[SearchHit]
