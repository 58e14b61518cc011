"""Audit entries as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class AuditItem(BaseModel):
    """One change: who, what, when, why."""

    id: str
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    object_type: str
    object_id: str
    reason: str | None
    detail: dict[str, Any]
