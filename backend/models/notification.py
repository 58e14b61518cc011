"""Something an account is told in the product; once for each `(enrollment, seq, account)` when a journey tells it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Notification(Base):
    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "seq", "account_id"),
        Index("ix_notification_account", "account_id", "id"),
        Index("ix_notification_unread", "account_id", postgresql_where=text("read_at is null")),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`journey` (a notify step) or `task` (a task was given to this account)."""
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    enrollment_id: Mapped[UUID | None]
    seq: Mapped[int | None]
    journey_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    read_at: Mapped[datetime | None]
