"""GET /events: live figures as server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final
from uuid import UUID

import anyio
from fastapi import APIRouter, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from backend.events.feed import Feeds, Look
from backend.events.looks import operations_look, stats_look, unread_look
from backend.journeys import repository as journeys
from backend.journeys.errors import JourneyNotFound
from backend.kit.web import DbSession, Reader, State, errors

router = APIRouter(tags=["events"])

HEARTBEAT_S: Final = 15
"""Seconds between comments that keep proxies from closing a quiet stream."""
GRACE_S: Final = 2
"""Seconds a stream has for its proper end when the process shuts down; it needs milliseconds."""
_STREAM: Final = {
    "description": "events `stats` (a JourneyStats), `operation` (an OperationView) and `unread` (an UnreadCount),"
    " each when it changed",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.get("/events", response_class=EventSourceResponse, responses={200: _STREAM, **errors(JourneyNotFound)})
async def stream_events(
    request: Request,
    actor: Reader,
    session: DbSession,
    state: State,
    journey: Annotated[UUID | None, Query(description="whose counts to send as `stats`")] = None,
) -> EventSourceResponse:
    """Counts of a journey, progress of operations, the listener's unread notifications: when they changed, at most
    once a second."""
    looks: dict[str, Look] = {"operations": operations_look(state.sessions, state.clock)}
    if actor.id is not None:
        looks[f"unread:{actor.id}"] = unread_look(state.sessions, actor.id)
    if journey is not None:
        await journeys.get_journey(session, journey)
        looks[f"stats:{journey}"] = stats_look(state.sessions, journey)
    end = anyio.Event()
    return EventSourceResponse(
        _events(_feeds(request), looks, end),
        ping=HEARTBEAT_S,
        shutdown_event=end,
        shutdown_grace_period=GRACE_S,
    )


def _feeds(request: Request) -> Feeds:
    """The feeds of this process, made at the first stream: they belong to the event loop that serves it."""
    if not hasattr(request.app.state, "feeds"):
        request.app.state.feeds = Feeds()
    feeds: Feeds = request.app.state.feeds
    return feeds


async def _events(feeds: Feeds, looks: dict[str, Look], end: anyio.Event) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(feeds.stream(looks, end)) as stream:
        async for key, text in stream:
            yield ServerSentEvent(data=text, event=key.partition(":")[0])
