"""One uploaded contact list: the file, its column mapping, the dry run's report and the run's progress."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class ContactImport(Base):
    __tablename__ = "contact_import"

    id: Mapped[Id]
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    encoding: Mapped[str]
    delimiter: Mapped[str]
    header: Mapped[list[str]]
    records: Mapped[int]
    sample: Mapped[list[dict[str, Any]]]
    mapping: Mapped[dict[str, Any]]
    status: Mapped[str]
    report: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    operation_id: Mapped[UUID | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
