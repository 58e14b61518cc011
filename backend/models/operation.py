"""Long work (import, bulk enrollment) carried by its own Temporal workflow: progress, cancel, result.

`cursor` is where a restart goes on.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Operation(Base):
    __tablename__ = "operation"
    __table_args__ = (CheckConstraint("status in ('queued', 'running', 'done', 'cancelled', 'failed')", name="status"),)

    id: Mapped[Id]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="queued")
    params: Mapped[dict[str, Any]]
    cursor: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    result: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    error: Mapped[str | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    started_workflow: Mapped[bool] = mapped_column(server_default=text("false"))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
