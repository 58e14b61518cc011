"""Long work as the API shows it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from backend.kit.ids import IdText
from backend.models import Operation


class OperationView(BaseModel):
    """Progress and result of an import, a bulk enrollment, ... ; `total` is null until it is known."""

    id: IdText
    kind: str
    status: Literal["queued", "running", "done", "cancelled", "failed"]
    total: int | None
    done: int
    cancel_requested: bool
    params: dict[str, Any]
    result: dict[str, Any]
    error: str | None
    created_at: datetime
    finished_at: datetime | None


def operation_view(row: Operation) -> OperationView:
    """The row as the API shows it."""
    return OperationView.model_validate(row, from_attributes=True)
