"""Notifications as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field


class NotificationRow(BaseModel):
    """Something this account is told, and what it is about."""

    id: UUID
    kind: Literal["journey", "task"]
    subject: str
    body: str
    journey_id: UUID | None
    journey: str | None
    contact_id: UUID | None
    contact: str | None
    task_id: UUID | None
    enrollment_id: UUID | None
    created_at: datetime
    read_at: datetime | None


class UnreadCount(BaseModel):
    """How many are unread."""

    unread: int


class NotificationsRead(BaseModel):
    """Which were read; null: all."""

    ids: Annotated[list[UUID], Field(max_length=500)] | None = None
