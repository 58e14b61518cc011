"""An address nothing is sent to. `reason` is unsubscribed, hard_bounce, complaint or manual."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Suppression(Base):
    __tablename__ = "suppression"
    __table_args__ = (
        CheckConstraint("reason in ('unsubscribed', 'hard_bounce', 'complaint', 'manual')", name="reason"),
    )

    email: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    message_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[UUID | None]
