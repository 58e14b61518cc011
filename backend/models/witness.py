"""What the installation told Temporal about how far its database is, so that a database put back to an earlier state is
noticed: one row, made by the first worker. Read and moved on by `backend.execution.witness` alone.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Witness(Base):
    __tablename__ = "witness"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default=text("1"))
    installation: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    """Goes with backups, and names this installation's note in Temporal; a fresh database has another one."""
    mark: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Only grows; committed here before Temporal hears of it. Temporal knowing a higher one proves that we were put
    back."""
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When the mark was moved."""
    sent_at: Mapped[datetime | None]
    """The newest mail begun that the mark stands for."""
    told: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The newest mark that Temporal was told."""
    cluster: Mapped[str | None]
    """In which PostgreSQL cluster, and on which of its timelines, this database was last found to be the newest."""
    checked: Mapped[str | None]
    """The `database_print()` for which that was found; while it differs nothing is sent."""
