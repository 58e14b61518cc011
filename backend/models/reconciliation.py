"""The last comparison of Temporal with the database that workers made by themselves: one row an occasion.

`start` is the one a worker makes when it takes the lead, `regular` those every two minutes. What somebody asks for is
an operation; what was mended is in the audit log.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Reconciliation(Base):
    __tablename__ = "reconciliation"
    __table_args__ = (CheckConstraint("occasion in ('start', 'regular')", name="occasion"),)

    occasion: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    reached: Mapped[bool]
    """Whether Temporal answered; without it nothing could be compared."""
    found: Mapped[dict[str, Any]]
    """How many of each kind did not fit, and were mended; empty when everything fitted."""
