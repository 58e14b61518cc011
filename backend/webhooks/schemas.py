"""Webhook secrets as the API shows and takes them; the secret itself is shown once, when it is made."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from backend.kit.text import StorableText


class WebhookSecretRow(BaseModel):
    """A stored secret, without what is secret."""

    id: UUID
    name: str
    created_at: datetime


class WebhookSecretNew(BaseModel):
    """A new secret; what it is, is made here."""

    name: Annotated[StorableText, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class WebhookSecretMade(WebhookSecretRow):
    """The secret, this once."""

    secret: str
