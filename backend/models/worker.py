"""Worker processes that are alive: each moves its `beat` every few seconds, so that the others notice when it stops."""

from datetime import datetime

from sqlalchemy import BigInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Worker(Base):
    __tablename__ = "worker"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    id: Mapped[Id]
    beat: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
