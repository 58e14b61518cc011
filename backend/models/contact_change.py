"""Outbox of changed facts: contacts aboard journeys whose goal or exits look at what changed.

Written by triggers (`backend.models.functions`) in the transaction of the change, whoever makes it; removed once the
enrollments concerned are due.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class ContactChange(Base):
    __tablename__ = "contact_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[UUID]
    facts: Mapped[list[str]]
