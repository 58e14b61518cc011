"""One immutable published graph, with the template versions it was published with.

`templates` maps template keys to template_version ids. `name` and `note` are for people and may be changed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class JourneyVersion(Base):
    __tablename__ = "journey_version"
    __table_args__ = (UniqueConstraint("journey_id", "number"),)

    id: Mapped[Id]
    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"))
    number: Mapped[int]
    graph: Mapped[dict[str, Any]]
    templates: Mapped[dict[str, Any]]
    name: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    published_by: Mapped[UUID | None]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())
