"""A row that an import rejected or merged, with record number, physical line and the reason's code."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class ImportIssue(Base):
    __tablename__ = "import_issue"
    __table_args__ = (Index(None, "import_id", "kind", "row"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("contact_import.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    kind: Mapped[str]
    reason: Mapped[str]
    value: Mapped[str] = mapped_column(server_default="")
    into_row: Mapped[int | None]
