"""An organisation. `key` is the folded name (product rules): one row for ㈱, (株) and 株式会社."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Company(Base):
    __tablename__ = "company"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    industry: Mapped[str] = mapped_column(server_default="")
    employees: Mapped[int | None]
    prefecture: Mapped[str] = mapped_column(server_default="")
    stage: Mapped[str] = mapped_column(server_default="lead")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
