"""What the API process carries for its whole life; made in `backend.app`, reached through `app.state.tabiji`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from temporalio.client import Client

from backend.kit.clock import Clock
from backend.kit.db import Sessions
from backend.kit.ids import NewId
from backend.settings import Settings


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a request. `account_id` is None only for the product itself (upkeep, imports carried on)."""

    id: UUID | None
    name: str
    role: str


SYSTEM = Actor(id=None, name="tabiji", role="admin")
"""The product acting by itself."""

Authenticate = Callable[[Request, AsyncSession], Awaitable[Actor]]
"""Finds the actor of a request or raises `Unauthorized` / `Forbidden` (missing CSRF header)."""


@dataclass(slots=True)
class AppState:
    """Composition of the API process."""

    settings: Settings
    engine: AsyncEngine
    sessions: Sessions
    clock: Clock
    new_id: NewId
    authenticate: Authenticate
    temporal: Client | None = None
