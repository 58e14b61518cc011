"""Whose turn it is where a journey's step deals contacts out to several: how many were dealt so far."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Rotation(Base):
    __tablename__ = "rotation"

    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"), primary_key=True)
    node: Mapped[str] = mapped_column(primary_key=True)
    dealt: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
