"""The one row about the installation's owner: identity printed under every mail, zone, own and competitor domains."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Organization(Base):
    __tablename__ = "organization"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    legal_name: Mapped[str] = mapped_column(server_default="")
    postal_address: Mapped[str] = mapped_column(server_default="")
    contact_line: Mapped[str] = mapped_column(server_default="")
    timezone: Mapped[str] = mapped_column(server_default="Asia/Tokyo")
    domains: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    cap: Mapped[dict[str, Any] | None]
    """Most mails of all journeys to one contact: `{max, per}`."""
    sending_stopped_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
