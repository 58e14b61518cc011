"""Each change of stage, score or owner by a journey: when, from, to, and by which step."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class ContactHistory(Base):
    __tablename__ = "contact_history"
    __table_args__ = (Index(None, "contact_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    enrollment_id: Mapped[UUID | None]
    node: Mapped[str | None]
