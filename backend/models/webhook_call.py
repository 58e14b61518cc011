"""Ledger of webhook steps: one row for each `(enrollment, seq)`; `calling` is committed before the request leaves.

An `answered` row is what a step that asks again hears, so a crash between answer and journal row calls nobody twice.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class WebhookCall(Base):
    __tablename__ = "webhook_call"
    __table_args__ = (CheckConstraint("status in ('calling', 'answered')", name="status"),)

    enrollment_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    status: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    called_at: Mapped[datetime] = mapped_column(server_default=func.now())
