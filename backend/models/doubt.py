"""A mail whose fate nobody knows and nobody has dealt with: what the list of unconfirmed mails shows.

A table of its own, since an index on the ledger's status would cost every mail more than this does a doubtful one.
Rows whose mail was settled by a late answer stay until somebody looks; they are not shown.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class Doubt(Base):
    __tablename__ = "doubt"

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(server_default=func.now())
