"""How many people are due by when: a ledger of differences like `Standing`, of those who are active."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Agenda(Base):
    __tablename__ = "agenda"
    __table_args__ = (
        Index(None, "version_id", "due_by"),
        Index("ix_agenda_loose", "id", postgresql_where=text("loose")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version_id: Mapped[UUID]
    due_by: Mapped[datetime]
    """Rounded up to ten seconds: nobody counts as late who is not. Long waits end on whole minutes anyway."""
    node: Mapped[str]
    waits: Mapped[bool]
    begun: Mapped[bool]
    """Whether they have taken a step."""
    people: Mapped[int] = mapped_column(BigInteger)
    loose: Mapped[bool] = mapped_column(server_default=text("true"))
