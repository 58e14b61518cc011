"""One immutable published graph, with the template versions it was published with.

`templates` maps template keys to template_version ids. `name` and `note` are for people and may be changed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class JourneyVersion(Base):
    __tablename__ = "journey_version"
    __table_args__ = (
        UniqueConstraint("journey_id", "number"),
        Index("ix_journey_version_ends", "journey_id", "ends_at", postgresql_where=text("ends_at is not null")),
    )

    id: Mapped[Id]
    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"))
    number: Mapped[int]
    graph: Mapped[dict[str, Any]]
    templates: Mapped[dict[str, Any]]
    name: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    ends_at: Mapped[datetime | None]
    """The end of the journey as the graph has it: cohorts wake then."""
    judged: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    """Which facts goal and exits look at (`backend.execution.judging`): a change of one makes enrollments due."""
    published_by: Mapped[UUID | None]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())
