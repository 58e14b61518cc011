"""A link target; mails carry its number under a signature, so the redirect is never open. Rows are kept for years."""

from sqlalchemy import BigInteger, Identity, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class TrackedLink(Base):
    __tablename__ = "tracked_link"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    url: Mapped[str]
    url_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
