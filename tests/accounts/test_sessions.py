import asyncio

import httpx
import pytest

from backend.accounts.rate_limit import PER_ACCOUNT
from backend.accounts.schemas import AccountNew
from backend.accounts.service import create_account, ensure_first_admin
from backend.app import create_app
from backend.kit.db import transaction
from backend.kit.state import SYSTEM
from tests.fixtures.api import BASE, HeldClock

pytestmark = pytest.mark.pg
PASSWORD = "長いパスワードです1234"
EMAIL = "hanako@tabiji.example"


@pytest.fixture
async def hanako(sessions):
    """A marketer with a password."""
    async with transaction(sessions) as session:
        return await create_account(
            session, SYSTEM, AccountNew(email=EMAIL, name="花子", role="marketer", password=PASSWORD)
        )


async def _sign_in(client, password=PASSWORD, email=EMAIL):
    return await client.post("/api/v1/session", json={"email": email, "password": password})


def _browser(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)


async def test_a_browser_signs_in_and_out(client, hanako):
    assert (await client.get("/api/v1/session")).status_code == 401
    answer = await _sign_in(client)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    csrf = answer.json()["csrf_token"]
    shown = (await client.get("/api/v1/session")).json()
    assert (shown["account"]["email"], shown["csrf_token"]) == (EMAIL, csrf)
    assert (await client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf})).status_code == 204
    assert (await client.get("/api/v1/session")).status_code == 401


async def test_the_address_may_be_typed_in_full_width_capitals(client, hanako):
    assert (await _sign_in(client, email="ＨＡＮＡＫＯ@tabiji.example ")).status_code == 200


async def test_another_site_cannot_change_things_with_the_cookie_alone(client, hanako):
    await _sign_in(client)
    for headers in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "日本".encode()}):
        refused = await client.post("/api/v1/contacts", json={"email": "a@b.example"}, headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf_failed")


async def test_nobody_learns_whether_an_address_has_an_account(client, hanako):
    wrong = await _sign_in(client, password="something else")
    unknown = await _sign_in(client, email="nobody@tabiji.example")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_guessing_a_password_is_braked_even_when_the_guess_is_right(client, hanako):
    for _ in range(PER_ACCOUNT):
        assert (await _sign_in(client, password="a wrong guess")).status_code == 401
    braked = await _sign_in(client)
    assert (braked.status_code, braked.json()["error"]["code"]) == (429, "too_many_attempts")
    assert int(braked.headers["retry-after"]) > 800


async def test_guesses_spread_over_two_processes_are_counted_together(app, settings, client, hanako):
    other_process = create_app(settings)
    async with other_process.router.lifespan_context(other_process), _browser(other_process) as other:
        for number in range(PER_ACCOUNT):
            guesser = (client, other)[number % 2]
            assert (await _sign_in(guesser, password="a wrong guess")).status_code == 401
        assert (await _sign_in(other)).status_code == (await _sign_in(client)).status_code == 429


async def test_guesses_sent_all_at_once_are_not_more_than_those_sent_one_by_one(client, hanako):
    answers = await asyncio.gather(*(_sign_in(client, password=f"guess number {n}") for n in range(PER_ACCOUNT * 2)))
    assert sum(answer.status_code == 401 for answer in answers) <= PER_ACCOUNT


async def test_waiting_is_enough_and_trying_meanwhile_makes_it_no_longer(settings, hanako):
    clock = HeldClock()
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app), _browser(app) as client:
        for _ in range(PER_ACCOUNT):
            await _sign_in(client, password="a wrong guess")
        for _ in range(3):
            clock.forward(minutes=4)
            assert (await _sign_in(client)).status_code == 429
        clock.forward(minutes=3, seconds=1)
        assert (await _sign_in(client)).status_code == 200


async def test_a_right_password_forgets_the_wrong_ones_before_it(client, hanako, sessions):
    for _ in range(PER_ACCOUNT - 1):
        await _sign_in(client, password="a wrong guess")
    assert (await _sign_in(client)).status_code == 200
    for _ in range(PER_ACCOUNT - 1):
        assert (await _sign_in(client, password="a wrong guess")).status_code == 401
    assert (await _sign_in(client)).status_code == 200


async def test_a_disabled_account_is_out_at_once(client, as_role, hanako):
    await _sign_in(client)
    admin = await as_role("admin")
    assert (await admin.patch(f"/api/v1/accounts/{hanako.id}", json={"disabled": True})).status_code == 200
    assert (await client.get("/api/v1/session")).status_code == 401
    assert (await _sign_in(client)).status_code == 401


async def test_a_new_password_ends_other_sessions_but_not_this_one(app, client, hanako):
    csrf = (await _sign_in(client)).json()["csrf_token"]
    async with _browser(app) as other:
        await _sign_in(other)
        change = {"password": "もっと長いパスワード99", "current_password": PASSWORD}
        answer = await client.patch(f"/api/v1/accounts/{hanako.id}", json=change, headers={"X-CSRF-Token": csrf})
        assert answer.status_code == 200
        assert (await other.get("/api/v1/session")).status_code == 401
    assert (await client.get("/api/v1/session")).status_code == 200


async def test_a_stolen_session_cannot_set_a_new_password(client, hanako):
    csrf = (await _sign_in(client)).json()["csrf_token"]
    refused = await client.patch(
        f"/api/v1/accounts/{hanako.id}", json={"password": "もっと長いパスワード99"}, headers={"X-CSRF-Token": csrf}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "login_failed")


async def test_a_session_ends_after_two_weeks(settings, hanako):
    clock = HeldClock()
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app), _browser(app) as client:
        await _sign_in(client)
        clock.forward(days=13)
        assert (await client.get("/api/v1/session")).status_code == 200
        clock.forward(days=2)
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_a_second_start_makes_no_second_first_admin(sessions, client):
    async with transaction(sessions) as session:
        created = await ensure_first_admin(session)
        assert created is not None
    async with transaction(sessions) as session:
        assert await ensure_first_admin(session) is None
    account, password = created
    assert (await _sign_in(client, password=password, email=account.email)).status_code == 200
