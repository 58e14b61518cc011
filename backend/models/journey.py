"""A journey: its draft, its live version, and whether it runs. Pausing changes `status` of this one row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Journey(Base):
    __tablename__ = "journey"
    __table_args__ = (
        CheckConstraint("kind in ('nurture', 'reengagement', 'sequence')", name="kind"),
        CheckConstraint("status in ('draft', 'running', 'draining', 'paused', 'stopped')", name="status"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="draft")
    draft: Mapped[dict[str, Any]]
    draft_revision: Mapped[int] = mapped_column(server_default=text("1"))
    live_version_id: Mapped[UUID | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    archived_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_from: Mapped[str | None]
    """What it was before the pause, and will be after it: running, or draining."""

    @property
    def doors(self) -> str:
        """Its status as far as entering goes: that of a paused one is what it was before, and will be again."""
        return (self.paused_from or "running") if self.status == "paused" else self.status

    @property
    def drains(self) -> bool:
        """Whether it runs out, or will once it is resumed."""
        return self.doors == "draining"

    @property
    def lets_in(self) -> bool:
        """Whether people may enter: it runs, or was running when it was paused."""
        return self.doors == "running"
