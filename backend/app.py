"""Composition root of the API: settings in, ASGI application out."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from backend.accounts import endpoints as accounts
from backend.accounts.authentication import authenticate
from backend.actions import endpoints as actions
from backend.attention import endpoints as attention
from backend.attention import mail_endpoints as doubtful_mails
from backend.audit import endpoints as audit
from backend.companies import endpoints as companies
from backend.contacts import endpoints as contacts
from backend.engagement import endpoints as engagement
from backend.enrollments import endpoints as enrollments
from backend.events import endpoints as events
from backend.health import router as health_router
from backend.home import endpoints as home
from backend.inbox import endpoints as inbox
from backend.journeys import control_endpoints as control
from backend.journeys import endpoints as journeys
from backend.journeys import simulation_endpoints as simulations
from backend.journeys import version_endpoints as versions
from backend.kit.body_limit import MEGABYTE, BodyLimit
from backend.kit.clock import Clock, utc_now
from backend.kit.db import create_engine, create_sessions
from backend.kit.error_handlers import install_error_handlers
from backend.kit.errors import ErrorEnvelope
from backend.kit.frontend import frontend_router
from backend.kit.ids import NewId, new_id
from backend.kit.security_headers import SecurityHeaders
from backend.kit.state import AppState
from backend.lists import endpoints as lists
from backend.notifications import endpoints as notifications
from backend.operations import endpoints as operations
from backend.organization import endpoints as organization
from backend.search import endpoints as search
from backend.settings import Settings
from backend.suppression import endpoints as suppression
from backend.tasks import endpoints as tasks
from backend.templates import endpoints as templates
from backend.webhooks import endpoints as webhooks

PREFIX: Final = "/api/v1"
JSON_LIMIT: Final = 2 * MEGABYTE
UPLOAD_LIMITS: Final = {f"{PREFIX}/contacts/import": 50 * MEGABYTE}
FEATURES: Final = (
    accounts.router,
    organization.router,
    audit.router,
    contacts.router,
    companies.router,
    operations.router,
    journeys.router,
    control.router,
    versions.router,
    simulations.router,
    enrollments.router,
    actions.router,
    attention.router,
    doubtful_mails.router,
    templates.router,
    suppression.router,
    tasks.router,
    notifications.router,
    lists.router,
    webhooks.router,
    inbox.router,
    home.router,
    search.router,
    events.router,
)
REFUSALS: Final = {
    400: "the request is not readable",
    401: "not signed in",
    403: "not allowed for this role, or CSRF header missing",
    404: "no such object",
    409: "contradicts the present state",
    413: "too large",
    422: "values missing or wrong",
    503: "the database does not answer",
}


def create_app(settings: Settings, *, clock: Clock = utc_now, new_id: NewId = new_id) -> FastAPI:
    """The API with all features, and the built UI when `settings.frontend_dist` is set. Connects in its lifespan."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        engine = create_engine(settings.database_url, pool_size=settings.database_pool)
        app.state.tabiji = AppState(settings, engine, create_sessions(engine), clock, new_id, authenticate)
        try:
            yield
        finally:
            await engine.dispose()

    app = FastAPI(
        title="Tabiji",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        generate_unique_id_function=_operation_id,
    )
    app.add_middleware(BodyLimit, limit=JSON_LIMIT, larger=UPLOAD_LIMITS)
    app.add_middleware(SecurityHeaders, public_url=settings.public_url, secure=settings.secure_cookies)
    install_error_handlers(app)
    _include(app, settings)
    return app


def build_routes(app: FastAPI) -> FastAPI:
    """Build every route now. Else it is done while a path is looked for, and who asks first waits about a second."""
    nowhere: dict[str, object] = {
        "type": "http",
        "method": "GET",
        "path": f"{PREFIX}/nowhere",
        "root_path": "",
        "headers": [],
    }
    for route in app.routes:
        route.matches(nowhere)
    return app


def _include(app: FastAPI, settings: Settings) -> None:
    refusals = {status: {"model": ErrorEnvelope, "description": text} for status, text in REFUSALS.items()}
    app.include_router(health_router)
    for router in FEATURES:
        app.include_router(router, prefix=PREFIX, responses={**refusals})
    app.include_router(engagement.router, responses={422: refusals[422]})
    if settings.frontend_dist is not None:
        app.include_router(frontend_router(settings.frontend_dist))


def _operation_id(route: APIRoute) -> str:
    return route.name
