"""Outbox: cohorts whose workflow must be started or poked.

Written with the fact; removed after Temporal has the signal, if `requested` did not move meanwhile.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class CohortWake(Base):
    __tablename__ = "cohort_wake"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    requested: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
