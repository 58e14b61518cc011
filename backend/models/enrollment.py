"""One contact's trip through one version.

Who is over, or parked, is due only while one of its mails is sent again.

`seq` counts journal rows and guards every update; `state` is the machine's; `due_at` is when `advance` must look
again (null: only an event can wake it). Who is paused is never due.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id

ABOARD: Final = ("active", "paused", "errored")
"""Statuses that keep a contact from entering again: on the way, held by a person, or parked and retryable."""


class Enrollment(Base):
    __tablename__ = "enrollment"
    __table_args__ = (
        CheckConstraint("status in ('active', 'paused', 'completed', 'exited', 'stopped', 'errored')", name="status"),
        Index(
            "uq_enrollment_active",
            "journey_id",
            "contact_id",
            unique=True,
            postgresql_where=text("status in ('active', 'paused', 'errored')"),
        ),
        Index(
            "uq_enrollment_exclusive",
            "contact_id",
            "exclusive_key",
            unique=True,
            postgresql_where=text("exclusive_key is not null and status in ('active', 'paused', 'errored')"),
        ),
        Index("ix_enrollment_due", "cohort_id", "due_at", postgresql_where=text("status = 'active'")),
        Index(
            "ix_enrollment_again",
            "cohort_id",
            "due_at",
            postgresql_where=text("status <> 'active' and due_at is not null"),
        ),
        Index("ix_enrollment_listen", "listen_message_id", postgresql_where=text("listen_message_id is not null")),
        Index(
            "uq_enrollment_origin",
            "origin_id",
            "origin_seq",
            unique=True,
            postgresql_where=text("origin_id is not null"),
        ),
        Index("ix_enrollment_list", "journey_id", "status", "node", "id"),
        Index("ix_enrollment_errored", "id", postgresql_where=text("status = 'errored'")),
        Index(
            "ix_enrollment_left",
            "journey_id",
            "contact_id",
            postgresql_where=text("status not in ('active', 'paused', 'errored') and test_max_wait is null"),
        ),
        Index(
            "ix_enrollment_never_due",
            "id",
            postgresql_where=text("status = 'active' and due_at is null and listen_message_id is null"),
        ),
        Index(
            "ix_enrollment_failed",
            "journey_id",
            "failed_at",
            postgresql_include=["node", "end_reason"],
            postgresql_where=text("status = 'errored'"),
        ),
        # By version, which belongs to one journey: a journey's list is merged from those of its versions.
        Index("ix_enrollment_newest", "version_id", "id"),
        {"postgresql_with": {"fillfactor": 70}},  # room for updates that touch no index
    )

    id: Mapped[Id]
    journey_id: Mapped[UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("journey_version.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"), index=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    exclusive_key: Mapped[str | None]
    """The group of journeys of which a contact is aboard one at a time; none for tests."""
    status: Mapped[str] = mapped_column(server_default="active")
    node: Mapped[str | None]
    seq: Mapped[int] = mapped_column(server_default=text("0"))
    state: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    due_at: Mapped[datetime | None]
    listen_event: Mapped[str | None]
    listen_message_id: Mapped[UUID | None]
    test_max_wait: Mapped[float | None]
    end_reason: Mapped[str | None]
    error: Mapped[dict[str, Any] | None]
    failed_at: Mapped[datetime | None]
    """When it was parked; none for everybody else."""
    enrolled_by: Mapped[UUID | None]
    origin_id: Mapped[UUID | None]
    """The enrollment whose step brought the contact in, and that step's key."""
    origin_seq: Mapped[int | None]
    chain: Mapped[int] = mapped_column(server_default=text("0"))
    """How many journeys handed the contact on at once before this one; keeps cycles of journeys from spinning."""
    enrolled_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
