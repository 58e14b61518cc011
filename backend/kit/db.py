"""Database access: one async engine a process, one transaction a request or task."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]


def sqlalchemy_url(database_url: str) -> str:
    """The asyncpg form of a PostgreSQL URL as people write it (`postgresql://` or `postgres://`)."""
    scheme, rest = database_url.split("://", 1)
    if scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {scheme}://")
    return f"postgresql+asyncpg://{rest}"


def plain(value: Any) -> str:
    """For orjson: asyncpg's own UUID type, which orjson does not know, as text."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _to_json(value: Any) -> str:
    return orjson.dumps(value, default=plain).decode()


def create_engine(database_url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine that checks connections before use, so that a database restart costs one retry, not an error."""
    return create_async_engine(
        sqlalchemy_url(database_url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"server_settings": {"jit": "off"}},  # it compiles longer than any of our queries takes
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )


def create_sessions(engine: AsyncEngine) -> Sessions:
    """A session factory; objects stay usable after commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncGenerator[AsyncSession]:
    """One transaction: commits at the end, rolls back on any error. Application code never commits elsewhere."""
    async with sessions() as session, session.begin():
        yield session
