"""A day on which the company calendar differs from weekdays and Japanese public holidays."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class CalendarDay(Base):
    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    closed: Mapped[bool]
    note: Mapped[str] = mapped_column(server_default="")
