"""Up to `cohort_capacity` enrollments of one journey, carried by the Temporal workflow `cohort:<id>`.

`boarded` only grows.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Cohort(Base):
    __tablename__ = "cohort"
    __table_args__ = (Index("ix_cohort_open", "journey_id", postgresql_where=text("not closed")),)

    id: Mapped[Id]
    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"))
    kind: Mapped[str]
    boarded: Mapped[int] = mapped_column(server_default=text("0"))
    closed: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
