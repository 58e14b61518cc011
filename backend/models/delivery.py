"""Ledger of what notify steps send outside: one row a mail or call, made in the transaction of the journal row.

`transmitting` is committed before the first byte. A mail that a crash left there becomes `unconfirmed` and is
never sent again by itself; a call is made again under the same id, by which the receiver knows it.

What failed or is in doubt waits for a person, who sends it again or dismisses it; `dismissed_at` takes it off the list.
What a stopped journey had not sent yet is `failed` too, by the hand that stopped it, and waits for nobody.
"""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id

UNDELIVERED: Final = (
    "delivery.status in ('failed', 'unconfirmed') and delivery.dismissed_at is null"
    " and delivery.reason is distinct from 'journey_stopped'"
)
"""What waits for a person."""


class Delivery(Base):
    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("channel in ('mail', 'webhook')", name="channel"),
        CheckConstraint("status in ('pending', 'transmitting', 'sent', 'failed', 'unconfirmed')", name="status"),
        UniqueConstraint("enrollment_id", "seq", "channel", "target"),
        Index("ix_delivery_undelivered", "due_at", "id", postgresql_where=text(UNDELIVERED)),
        Index("ix_delivery_due", "due_at", postgresql_where=text("status in ('pending', 'transmitting')")),
    )

    id: Mapped[Id]
    enrollment_id: Mapped[UUID]
    seq: Mapped[int]
    node: Mapped[str]
    """The notify step, as its version calls it."""
    channel: Mapped[str]
    target: Mapped[str]
    secret_id: Mapped[UUID | None]
    content: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(server_default="pending")
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    reason: Mapped[str | None]
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    worker_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]


def shown_target(one: Delivery) -> str:
    """Where to, as everybody may read it: of a call only the host, because its path is often a secret."""
    return one.target if one.channel == "mail" else urlsplit(one.target).netloc.rpartition("@")[2]
