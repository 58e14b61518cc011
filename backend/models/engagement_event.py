"""A reaction to a mail as it came in, with its human/machine verdict.

`dedupe_key` makes a repeated callback one row.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class EngagementEvent(Base):
    __tablename__ = "engagement_event"
    __table_args__ = (
        UniqueConstraint("source", "dedupe_key"),
        Index(None, "message_id", "kind", "at"),
        Index("ix_engagement_event_unapplied", "received_at", postgresql_where=text("applied_at is null")),
    )

    id: Mapped[Id]
    source: Mapped[str]
    dedupe_key: Mapped[str]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    url: Mapped[str | None]
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    verdict: Mapped[str] = mapped_column(server_default="unknown")
    reasons: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    rules_version: Mapped[int] = mapped_column(server_default=text("1"))
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    raw: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    applied_at: Mapped[datetime | None]
