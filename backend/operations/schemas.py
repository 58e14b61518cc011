"""Long work as the API shows it."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from backend.kit.ids import IdText
from backend.kit.text import StorableText
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


class ReconcileRequest(BaseModel):
    """A comparison on request."""

    dry_run: bool = False
    reason: Annotated[StorableText, Field(max_length=500)] = ""


class ReconcileLook(BaseModel):
    """A comparison that workers made by themselves: `start` when one took the lead, `regular` every two minutes.

    Not `reached`: the durable engine did not answer. `found` and mended: how many of each kind; empty is well.
    """

    occasion: Literal["start", "regular"]
    at: datetime
    reached: bool
    found: dict[str, int]


class ReconcileMended(BaseModel):
    """What workers found missing or too much, and mended by themselves."""

    at: datetime
    found: dict[str, int]


class ReconcileState(BaseModel):
    """When engine and database were compared last, newest first: by workers, what they mended, and on request."""

    looks: list[ReconcileLook]
    mended: list[ReconcileMended]
    asked: list[OperationView]


_ON_ITS_OWN_PAGE: Final = frozenset({"graph", "live", "draft", "parted", "people"})
"""Documents and tables of a backtest: every list and every sign of progress would carry them."""


def operation_view(row: Operation) -> OperationView:
    """The row as the API shows it."""
    shown = OperationView.model_validate(row, from_attributes=True)
    shown.params, shown.result = _without(shown.params), _without(shown.result)
    return shown


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _ON_ITS_OWN_PAGE}
