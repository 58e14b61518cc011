"""How many reactions of people each journey's mails got in which hour: a ledger of differences like `Standing`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class ReactionHour(Base):
    __tablename__ = "reaction_hour"
    __table_args__ = (
        Index(None, "journey_id", "hour"),
        Index("ix_reaction_hour_loose", "id", postgresql_where=text("loose")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    journey_id: Mapped[UUID]
    hour: Mapped[datetime]
    reactions: Mapped[int] = mapped_column(BigInteger)
    loose: Mapped[bool] = mapped_column(server_default=text("true"))
