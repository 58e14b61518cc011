"""A static list of contacts, and who stands on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class ContactList(Base):
    __tablename__ = "contact_list"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ListMember(Base):
    __tablename__ = "list_member"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    list_id: Mapped[UUID] = mapped_column(
        ForeignKey("contact_list.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
