"""A key that signs webhooks, encrypted at rest; journeys name it by id."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class WebhookSecret(Base):
    __tablename__ = "webhook_secret"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
