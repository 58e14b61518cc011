"""A failed sign-in of the last quarter of an hour; the brake on guessing counts them, whichever process asks.

`key` is the SHA-256 of whom or where it came from: people type passwords into the address field.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class LoginFailure(Base):
    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)
