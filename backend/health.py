"""Whether this process lives, and whether it can work."""

import asyncio

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from backend.kit.web import State
from backend.migrations import current_revision, head

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: str


class Readiness(BaseModel):
    """What the process needs, and whether it is there."""

    ready: bool
    database: bool
    migrated: bool


@router.get("/healthz")
async def healthz() -> Health:
    """200 while the process lives."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Readiness, "description": "not ready yet"}})
async def readyz(state: State, response: Response) -> Readiness:
    """200 when the database answers and has this code's schema; 503 otherwise."""
    try:
        revision = await asyncio.wait_for(current_revision(state.engine), timeout=3)
    except (OSError, SQLAlchemyError, TimeoutError):
        response.status_code = 503
        return Readiness(ready=False, database=False, migrated=False)
    migrated = revision == head()
    response.status_code = 200 if migrated else 503
    return Readiness(ready=migrated, database=True, migrated=migrated)
