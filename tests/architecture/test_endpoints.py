import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from backend.app import PREFIX, create_app
from backend.kit.web import current_actor
from backend.openapi import document_settings

OPEN = {
    ("POST", f"{PREFIX}/session"): "signing in",
}
"""Endpoints under the API that ask nobody who they are, and why."""
WITHOUT_MODEL = {
    f"{PREFIX}/contacts/export": "a CSV stream",
    f"{PREFIX}/companies/export": "a CSV stream",
    f"{PREFIX}/suppression/export": "a CSV stream",
    f"{PREFIX}/audit/export": "a CSV stream",
    f"{PREFIX}/journeys/{{journey_id}}/enrollments/export": "a CSV stream",
    f"{PREFIX}/events": "an event stream",
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _routes() -> list[tuple[str, APIRoute]]:
    """Full path and route of everything under the API."""
    app = create_app(document_settings())
    contexts = [context for context in iter_route_contexts(app.routes) if isinstance(context.original_route, APIRoute)]
    return [(context.path, context.original_route) for context in contexts if context.path.startswith(PREFIX)]


ROUTES = _routes()


def _dependencies(dependant: Dependant) -> set[object]:
    found: set[object] = {dependant.call}
    for inner in dependant.dependencies:
        found |= _dependencies(inner)
    return found


def _roles(route: APIRoute) -> set[str]:
    return {role for call in _dependencies(route.dependant) for role in getattr(call, "tabiji_roles", ())}


def test_the_rules_below_look_at_the_whole_api():
    assert len(ROUTES) > 50


@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[f"{sorted(r.methods)[0]} {p}" for p, r in ROUTES])
class TestEveryEndpoint:
    def test_asks_who_is_there(self, path: str, route: APIRoute):
        if (sorted(route.methods)[0], path) in OPEN:
            return
        assert current_actor in _dependencies(route.dependant)

    def test_says_which_roles_may_change_things(self, path: str, route: APIRoute):
        if not route.methods & UNSAFE or (sorted(route.methods)[0], path) in OPEN:
            return
        assert _roles(route)

    def test_declares_what_it_answers(self, path: str, route: APIRoute):
        if path in WITHOUT_MODEL or route.status_code == 204:
            return
        assert route.response_model is not None


def test_no_two_endpoints_share_a_generated_name():
    names = [route.unique_id for _, route in ROUTES]
    assert len(names) == len(set(names))
