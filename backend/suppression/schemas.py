"""Suppressed addresses as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from backend.kit.text import EmailAddress

SuppressionReason = Literal["unsubscribed", "hard_bounce", "complaint", "manual"]


class SuppressionRow(BaseModel):
    """An address nothing is sent to, why, and since when."""

    email: str
    reason: SuppressionReason
    note: str
    created_at: datetime
    contact_id: str | None
    contact_name: str


class SuppressionNew(BaseModel):
    """An address to stop sending to, by hand."""

    email: EmailAddress
    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""
