"""The whole API against its own OpenAPI document: generated requests, good and bad, get no 500 and no surprise.

The application runs in the tests' own event loop on a real database, one for all of them; every operation is asked by
an administrator of its own, and half of the requests name objects that exist, since a 404 shows little.
"""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.app import create_app
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Contact
from backend.openapi import document
from backend.settings import Settings
from backend.templates.seed import seed_templates
from tests.fixtures.api import BASE, make_token
from tests.fixtures.database import admin_execute, with_database
from tests.fixtures.journeys import API, enroll, ok, running

pytestmark = [pytest.mark.pg, pytest.mark.asyncio(loop_scope="module")]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDLESS = f"{API}/events"
"""Streams without end; tests/events reads them."""
EXAMPLES = 6
"""Requests an operation gets."""


def _operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(orjson.loads(document()))
    found = [result.ok() for result in schema.get_all_operations()]
    return [operation for operation in found if operation.path != ENDLESS]


@dataclass(frozen=True, slots=True)
class World:
    """The running application, and path parameters of objects that exist in it."""

    app: FastAPI
    sessions: Sessions
    known: dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server_url: str, template_database: str) -> AsyncIterator[World]:
    """An application on a database of this module."""
    name = f"tabiji_api_{uuid.uuid4().hex[:12]}"
    await admin_execute(server_url, f'create database "{name}" template "{template_database}" strategy file_copy')
    made = create_app(
        Settings(
            database_url=with_database(server_url, name),
            secret_key=SecretStr("test-secret-key-of-32-bytes-and-more"),
            environment="embedded",
            public_url=BASE,
            secure_cookies=False,
        )
    )
    async with made.router.lifespan_context(made):
        sessions: Sessions = made.state.tabiji.sessions
        yield World(made, sessions, await _furnish(made, sessions))
    await admin_execute(server_url, f'drop database "{name}" with (force)')


async def _furnish(app: FastAPI, sessions: Sessions) -> dict[str, str]:
    contact = new_id()
    async with transaction(sessions) as session:
        await seed_templates(session)
        session.add(Contact(id=contact, email="a@a.example"))
    async with await _admin(app, sessions) as admin:
        journey, stopped = await running(admin), await running(admin)
        await enroll(admin, journey, all=True)
        page = await ok(await admin.get(f"{API}/journeys/{journey['id']}/enrollments"))
        texts = await ok(await admin.get(f"{API}/templates"))
        operation = await ok(await admin.post(f"{API}/journeys/{stopped['id']}/stop", json={}))
    return {
        "contact_id": str(contact),
        "journey_id": journey["id"],
        "enrollment_id": page["items"][0]["id"],
        "template_id": texts["items"][0]["id"],
        "operation_id": operation["operation_id"],
        "number": "1",
    }


async def _admin(app: FastAPI, sessions: Sessions) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {await make_token(sessions, 'admin')}"}
    return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)


@pytest_asyncio.fixture(loop_scope="module")
async def admin(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator of one test: generated requests may lock it out."""
    async with await _admin(world.app, world.sessions) as client:
        yield client


@pytest.mark.parametrize("operation", _operations(), ids=lambda operation: operation.label)
@given(data=st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
async def test_no_request_gets_a_500_or_an_answer_the_document_does_not_know(
    operation: Any, world: World, admin: httpx.AsyncClient, data: st.DataObject
) -> None:
    mode = data.draw(st.sampled_from((GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))
    case: Case = data.draw(operation.as_strategy(generation_mode=mode))
    if data.draw(st.booleans()):
        for name in set(case.path_parameters or {}) & set(world.known):
            case.path_parameters[name] = world.known[name]
    await _exchange(case, admin)


def _sendable(field: tuple[str, Any]) -> tuple[str, Any]:
    """A part of an upload as text or bytes; generated ones may be numbers and lists, which no body can hold."""
    name, value = field
    if isinstance(value, tuple):
        file_name, content, *more = value
        return name, (file_name, content if isinstance(content, (str, bytes)) else str(content), *more)
    return name, value if isinstance(value, (str, bytes)) else str(value)


async def _exchange(case: Case, client: httpx.AsyncClient) -> None:
    arguments = case.as_transport_kwargs(base_url=str(client.base_url))
    arguments.pop("cookies", None)
    if isinstance(arguments.get("data"), (bytes, str)):
        arguments["content"] = arguments.pop("data")
    if arguments.get("files"):
        arguments["files"] = [_sendable(field) for field in arguments["files"]]
    try:
        request = client.build_request(**arguments)
    except httpx.InvalidURL:  # 64 KB of query: no client would send it
        reject()
    await request.aread()  # a multipart body is a stream, and the report of a failure wants to show it
    response = await client.send(request)
    case.validate_response(response, checks=CHECKS)
