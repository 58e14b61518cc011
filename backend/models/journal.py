"""What happened to an enrollment, step by step; never updated.

Rows are only written in the transaction that moves their enrollment, which no request deletes; a foreign key would take
more than half of the time of writing them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Journal(Base):
    __tablename__ = "journal"

    enrollment_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str | None]
    visit: Mapped[int]
    outcome: Mapped[str]
    port: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    at: Mapped[datetime]
