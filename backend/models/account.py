"""A person who signs in. `role` is admin, marketer, rep or viewer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Account(Base):
    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role in ('admin', 'marketer', 'rep', 'viewer')", name="role"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="ja")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled_at: Mapped[datetime | None]
