import pytest

pytestmark = pytest.mark.pg


async def test_a_process_with_its_schema_says_ready(client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrated": True}


async def test_unknown_addresses_answer_in_the_error_format(client):
    answer = await client.get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_every_answer_tells_the_browser_to_run_nothing_foreign(client):
    answer = await client.get("/api/v1/nothing-here")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
