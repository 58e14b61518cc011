"""The lead lists and what a correct importer finds in them."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.contacts.operations import run_import
from backend.execution.operations import OperationDeps
from backend.kit.db import Sessions
from backend.settings import Settings

DATA = Path(__file__).parent.parent / "data" / "contacts"
Run = Callable[[httpx.AsyncClient, str], Awaitable[dict[str, Any]]]


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """Facts about leads-2000 in either encoding."""
    return json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def deps(sessions: Sessions, settings: Settings) -> OperationDeps:
    """What operation handlers get."""
    return OperationDeps(sessions, settings)


@pytest.fixture
def carry(app: FastAPI, deps: OperationDeps) -> Run:
    """Carries an operation to its end as the activity would, and returns it as the API shows it."""
    from uuid import UUID

    async def carry_on(client: httpx.AsyncClient, operation_id: str) -> dict[str, Any]:
        while not (await run_import(deps, UUID(operation_id), lambda: None)).finished:
            pass
        return (await client.get(f"/api/v1/operations/{operation_id}")).json()

    return carry_on


async def upload(client: httpx.AsyncClient, content: bytes | Path, name: str = "leads.csv") -> httpx.Response:
    """Upload a list."""
    content = _bytes(content)
    return await client.post("/api/v1/contacts/import", files={"file": (name, content, "text/csv")})


def _bytes(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content
