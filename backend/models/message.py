"""Send ledger: one row per mail, unique per (enrollment, seq).

`transmitting` is committed before DATA; what a crash leaves there becomes `unconfirmed` and is never sent again by
itself. Rows are only made in the transaction that moves their enrollment, which no request deletes; a foreign key
would look each of them up once more.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            "status in ('reserved', 'transmitting', 'sent', 'refused', 'deferred', 'skipped', 'unconfirmed')",
            name="status",
        ),
        UniqueConstraint("enrollment_id", "seq"),
        Index("ix_message_pace", "contact_id", "reserved_at"),
        # Summarising: the row changes three times within seconds, and this index leaves those changes in place (HOT).
        Index("ix_message_transmitting", "transmitting_at", postgresql_using="brin"),
        {"postgresql_with": {"fillfactor": 60}},
    )

    id: Mapped[Id]
    enrollment_id: Mapped[UUID]
    seq: Mapped[int]
    journey_id: Mapped[UUID]
    version_id: Mapped[UUID]
    node: Mapped[str]
    variant: Mapped[str | None]
    contact_id: Mapped[UUID]
    template_version_id: Mapped[UUID]
    to_email: Mapped[str]
    subject: Mapped[str | None]
    rfc_message_id: Mapped[str]
    """Carries the id, so it is found without an index of its own."""
    status: Mapped[str] = mapped_column(server_default="reserved")
    reason: Mapped[str | None]
    smtp_reply: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(server_default=text("1"))
    reserved_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None]
    """When it was let through under a cap; until it is sent or given up it counts as a mail of this time."""
    transmitting_at: Mapped[datetime | None]
    worker_id: Mapped[UUID | None]
    """The worker process that marked it `transmitting`; when its row in `worker` is gone, the mail is in doubt."""
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    machine_opened_at: Mapped[datetime | None]
    clicked_at: Mapped[datetime | None]
    machine_clicked_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    unsubscribed_at: Mapped[datetime | None]
    complained_at: Mapped[datetime | None]
