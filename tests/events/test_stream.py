"""The event stream over real HTTP: a server, a database, a browser that listens."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI

from backend.app import create_app
from backend.kit.db import Sessions
from backend.settings import Settings
from tests.fixtures.api import make_token
from tests.fixtures.journeys import API, AddContacts, enroll, error_of, running
from tests.patience import PATIENCE_S, patience, until

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("templates")]


@pytest_asyncio.fixture
async def server(settings: Settings) -> AsyncIterator[uvicorn.Server]:
    """The application behind uvicorn on a free port of this machine."""
    app: FastAPI = create_app(settings)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=None)
    made = uvicorn.Server(config)
    serving = asyncio.create_task(made._serve())
    while not made.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    yield made
    made.should_exit = True
    await serving


@pytest_asyncio.fixture
async def admin(server: uvicorn.Server, sessions: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's client over the wire."""
    port = server.servers[0].sockets[0].getsockname()[1]
    headers = {"Authorization": f"Bearer {await make_token(sessions, 'admin')}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=PATIENCE_S) as client:
        yield client


@asynccontextmanager
async def listening(client: httpx.AsyncClient, **params: Any) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    async with client.stream("GET", f"{API}/events", params=params, timeout=PATIENCE_S) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response)


async def named(heard: AsyncIterator[tuple[str, Any]], name: str) -> Any:
    """The next event of this name."""
    async with patience():
        async for told, data in heard:
            if told == name:
                return data
    raise AssertionError(f"the stream ended without `{name}`")


async def events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.aiter_lines():
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


async def test_counts_arrive_when_people_enter(admin: httpx.AsyncClient, add_contacts: AddContacts) -> None:
    journey = await running(admin)
    await add_contacts("a@a.example", "b@a.example")
    async with listening(admin, journey=journey["id"]) as heard:
        empty = {"aboard": 0, "waiting": 0, "paused": 0, "ended": 0, "failed": 0, "converted": 0, "nodes": {}}
        assert await named(heard, "stats") == empty
        await enroll(admin, journey, all=True)
        assert (await named(heard, "stats"))["aboard"] == 2


async def test_progress_of_an_operation_arrives_without_a_journey(admin: httpx.AsyncClient) -> None:
    journey = await running(admin)
    async with listening(admin) as heard:
        stopped = await admin.post(f"{API}/journeys/{journey['id']}/stop", json={})
        operation = await named(heard, "operation")
        assert (operation["kind"], operation["status"]) == ("stop_journey", "queued")
        assert operation["id"] == stopped.json()["operation_id"]


async def test_the_bell_rings_for_whom_the_notification_is_and_for_nobody_else(
    admin: httpx.AsyncClient, sessions: Sessions, add_contacts: AddContacts
) -> None:
    (person,) = await add_contacts("a@a.example")
    me = (await admin.get(f"{API}/session")).json()["account"]["id"]
    other = {"authorization": f"Bearer {await make_token(sessions, 'rep')}"}
    task = {"contact_id": str(person), "subject": "電話", "assignee_id": me}
    async with listening(admin) as heard:
        assert await named(heard, "unread") == {"unread": 0}
        made = await admin.post(f"{API}/tasks", json=task, headers=other)
        assert made.status_code == 201, made.text
        assert await named(heard, "unread") == {"unread": 1}
    async with admin.stream("GET", f"{API}/events", headers=other, timeout=PATIENCE_S) as response:
        assert await named(events(response), "unread") == {"unread": 0}


async def test_a_browser_that_leaves_ends_the_polling(admin: httpx.AsyncClient, server: uvicorn.Server) -> None:
    journey = await running(admin)
    app: Any = server.config.app
    async with listening(admin, journey=journey["id"]) as heard:
        await asyncio.wait_for(anext(heard), PATIENCE_S)
        assert app.state.feeds.subjects
    await until(lambda: not app.state.feeds.subjects)


async def test_an_open_stream_does_not_hold_up_the_shutdown(admin: httpx.AsyncClient, server: uvicorn.Server) -> None:
    journey = await running(admin)
    async with listening(admin, journey=journey["id"]) as heard:
        await asyncio.wait_for(anext(heard), PATIENCE_S)
        server.handle_exit(2, None)
        async with patience():  # the server waits for ever, and the stream's own heart beats
            async for _ in heard:
                pass


async def test_strangers_and_unknown_journeys_get_an_error_not_a_stream(admin: httpx.AsyncClient) -> None:
    missing = await admin.get(f"{API}/events", params={"journey": "00000000-0000-7000-8000-000000000000"})
    assert error_of(missing, 404)["code"] == "journey_not_found"
    admin.headers.pop("Authorization")
    assert error_of(await admin.get(f"{API}/events"), 401)["code"] == "unauthorized"
