"""Counts per version and node that the canvas shows; changed in the transaction of the journal rows they count.

`metric` is entered, passed:<port>, ended, failed, sent, opened, clicked, replied, bounced, ...; `boarded` is counted
under the empty node id, for the version as a whole.
"""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class NodeCounter(Base):
    __tablename__ = "node_counter"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("journey_version.id", ondelete="CASCADE"), primary_key=True)
    node: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
