"""Something to do about a contact: made by a journey's step (once for each `(enrollment, seq)`) or by a person.

`holds` says that the enrollment waits for it. A task outlives its enrollment.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Task(Base):
    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("status in ('open', 'done', 'cancelled')", name="status"),
        UniqueConstraint("enrollment_id", "seq"),
        Index("ix_task_open", "assignee_id", "due_at", postgresql_where=text("status = 'open'")),
    )

    id: Mapped[Id]
    enrollment_id: Mapped[UUID | None]
    seq: Mapped[int | None]
    journey_id: Mapped[UUID | None]
    node: Mapped[str | None]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    priority: Mapped[str] = mapped_column(server_default="normal")
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    due_at: Mapped[datetime | None]
    holds: Mapped[bool] = mapped_column(server_default=text("false"))
    is_test: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[str] = mapped_column(server_default="open")
    outcome: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
