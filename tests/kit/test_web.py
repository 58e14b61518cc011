from pathlib import Path

import httpx
import pytest

from backend.app import create_app
from backend.kit.body_limit import MEGABYTE
from backend.openapi import document_settings
from tests.fixtures.api import BASE


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built UI."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>旅路</title>", encoding="utf-8")
    (tmp_path / "assets" / "app-1234.js").write_text("run()", encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    return tmp_path


@pytest.fixture
async def ui(dist: Path):
    """A client of an application that serves the UI; there is no database behind it."""
    app = create_app(document_settings().model_copy(update={"frontend_dist": dist}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            yield client


@pytest.mark.parametrize("path", ["/", "/contacts", "/journeys/1/builder", "/..%2f..%2fetc%2fpasswd", "/index.html"])
async def test_every_page_of_the_app_survives_a_reload(ui, path):
    answer = await ui.get(path)
    assert (answer.status_code, answer.text) == (200, "<title>旅路</title>")
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_new_release_never_runs_with_old_scripts(ui):
    asset = await ui.get("/assets/app-1234.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await ui.head("/favicon.svg")).status_code == 200
    missing = await ui.get("/assets/app-0000.js")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/t/nothing"])
async def test_an_unknown_api_address_is_never_answered_with_the_app(ui, path):
    answer = await ui.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(ui):
    answer = await ui.get("/api/v1/contacts", headers={"Authorization": "Bearer tbj_x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_unavailable")
    assert answer.headers["retry-after"] == "5"
    ready = await ui.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, False)
    assert (await ui.get("/healthz")).status_code == 200


async def test_a_body_of_more_than_two_megabytes_is_refused_before_it_is_read(ui):
    answer = await ui.post("/api/v1/session", content=b"x" * (2 * MEGABYTE + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_a_body_without_declared_length_is_counted_while_it_streams(ui):
    async def endless():
        for _ in range(40):
            yield b" " * (MEGABYTE // 10)

    headers = {"Content-Type": "application/json"}
    answer = await ui.post("/api/v1/session", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"{", {"Content-Type": "application/json"}),
        (b"[]", {"Content-Type": "application/json"}),
        (b'{"email": "\\ud800", "password": "x"}', {"Content-Type": "application/json"}),
        (b"\xff\xfe", {"Content-Type": "application/json"}),
        (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b'{"email": "a@b.example", "password": "x"}', {"Content-Type": "text/plain"}),
    ],
)
async def test_unreadable_input_is_answered_in_the_error_format(ui, content, headers):
    answer = await ui.post("/api/v1/session", content=content, headers=headers)
    assert answer.status_code in (400, 415, 422)
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


async def test_a_method_nobody_offers_is_answered_in_the_error_format(ui):
    answer = await ui.put("/api/v1/session")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


async def test_the_openapi_document_names_the_error_format_everywhere(ui):
    document = (await ui.get("/api/v1/openapi.json")).json()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path.startswith("/api/v1"):
                assert operation["responses"]["422"]["content"]["application/json"]["schema"] == {
                    "$ref": "#/components/schemas/ErrorEnvelope"
                }, (path, method)
