"""A From address. Exactly one row is the default."""

from datetime import datetime

from sqlalchemy import Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Sender(Base):
    __tablename__ = "sender"
    __table_args__ = (Index("uq_sender_default", "is_default", unique=True, postgresql_where=text("is_default")),)

    id: Mapped[Id]
    name: Mapped[str]
    email: Mapped[str]
    reply_to: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
