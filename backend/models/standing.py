"""How many people stand where: a ledger of differences, written by triggers (`backend.models.counting`).

Every statement that changes enrollments adds the difference it makes, as new rows (`loose`) that nobody else waits for;
who wants to know sums up. A worker folds loose rows into one a place now and then. Only people aboard are counted. No
foreign key: it would be looked up for every row, and what is left of a version that went is seen by nobody.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Standing(Base):
    __tablename__ = "standing"
    __table_args__ = (
        Index(None, "version_id", "node"),
        Index("ix_standing_loose", "id", postgresql_where=text("loose")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version_id: Mapped[UUID]
    node: Mapped[str]
    """As in the enrollment; empty before the first step."""
    status: Mapped[str]
    waits: Mapped[bool]
    """Whether they are inside the step until a time or an event; else on their way."""
    visited: Mapped[list[str]]
    """Steps they have been at: as many rows a place as there are ways to it."""
    people: Mapped[int] = mapped_column(BigInteger)
    loose: Mapped[bool] = mapped_column(server_default=text("true"))
