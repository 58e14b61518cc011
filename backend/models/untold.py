"""Mails of which no journal tells yet what became of them, since their persons left meanwhile; soon told, then gone."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Untold(Base):
    __tablename__ = "untold"

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
