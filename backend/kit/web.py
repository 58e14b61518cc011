"""What endpoints depend on: state, one transaction a request, the actor, roles, declared errors."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import transaction
from backend.kit.errors import ErrorEnvelope, Forbidden, TabijiError
from backend.kit.state import Actor, AppState

ROLES: Final = ("viewer", "rep", "marketer", "admin")
"""All roles, from the one that only reads to the one that may do everything."""


def app_state(request: Request) -> AppState:
    """State of the process that serves this request."""
    state: AppState = request.app.state.tabiji
    return state


State = Annotated[AppState, Depends(app_state)]


async def _session(state: State) -> AsyncIterator[AsyncSession]:
    async with transaction(state.sessions) as session:
        yield session


DbSession = Annotated[AsyncSession, Depends(_session, scope="function")]
"""One transaction a request; committed before the response goes out, so nobody is told of what was not kept."""


async def _now(state: State) -> datetime:
    return state.clock()


Now = Annotated[datetime, Depends(_now)]
"""The time of the request, from the process's clock."""


async def current_actor(request: Request, state: State, session: DbSession) -> Actor:
    """The signed-in account or token; any role. Raises Unauthorized."""
    return await state.authenticate(request, session)


CurrentActor = Annotated[Actor, Depends(current_actor)]


def require(*roles: str) -> Any:
    """A dependency giving the actor if it has one of `roles`; refuses by 403 `forbidden` otherwise.

    Use as `Annotated[Actor, require("admin", "marketer")]`, or in a route's `dependencies=[...]`.
    """
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    return Depends(_role_check(roles))


def _role_check(roles: tuple[str, ...]) -> Callable[[Actor], Awaitable[Actor]]:
    async def check(actor: CurrentActor) -> Actor:
        if actor.role not in roles:
            raise Forbidden(f"this needs one of the roles {', '.join(roles)}", role=actor.role, needed=list(roles))
        return actor

    check.tabiji_roles = roles  # pyright: ignore[reportFunctionMemberAccess]
    return check


Reader = Annotated[Actor, require("viewer", "rep", "marketer", "admin")]
"""Anybody signed in."""
ContactWriter = Annotated[Actor, require("rep", "marketer", "admin")]
"""Who may write contacts and enroll."""
Marketer = Annotated[Actor, require("marketer", "admin")]
"""Who may write journeys and templates, and run, pause and stop them."""
Admin = Annotated[Actor, require("admin")]
"""Who may do everything."""


def errors(*kinds: type[TabijiError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses=` of an endpoint: the refusals it raises, by status, codes named in the description."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = responses.setdefault(kind.status, {"model": ErrorEnvelope, "description": ""})
        known["description"] = f"{known['description']}, `{kind.code}`".lstrip(", ")
    return responses


def request_ip(request: Request) -> str:
    """Address of the peer; behind a proxy uvicorn's --forwarded-allow-ips decides what is believed."""
    return request.client.host if request.client else "unknown"
