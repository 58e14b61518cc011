"""An organisation. `key` is the folded name (product rules): one row for ㈱, (株) and 株式会社.

`stage` follows the most advanced contact; one that a person set (`stage_by_hand`) is moved only forward by contacts.
"""

from datetime import datetime

from sqlalchemy import Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Company(Base):
    __tablename__ = "company"
    __table_args__ = (Index("ix_company_search", text("search_grams(fold_kana(key))"), postgresql_using="gin"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    industry: Mapped[str] = mapped_column(server_default="")
    employees: Mapped[int | None]
    prefecture: Mapped[str] = mapped_column(server_default="")
    stage: Mapped[str] = mapped_column(server_default="lead")
    stage_by_hand: Mapped[bool] = mapped_column(server_default=text("false"))
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
