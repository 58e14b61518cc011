"""A mail that reached the dev inbox of the embedded stack."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class InboxMail(Base):
    __tablename__ = "inbox_mail"
    __table_args__ = (Index(None, "rcpt_to", "id"),)

    id: Mapped[Id]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    mail_from: Mapped[str]
    rcpt_to: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")
    rfc_message_id: Mapped[str | None]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    read_at: Mapped[datetime | None]
