"""Secrets that sign calls."""

import pytest

from backend.kit.db import Sessions, transaction
from backend.kit.sealing import SIGNING, Sealer
from backend.models import WebhookSecret
from backend.settings import Settings
from tests.fixtures.api import As

pytestmark = pytest.mark.pg
API = "/api/v1/webhook-secrets"


async def test_a_leaked_secret_is_replaced_without_touching_the_journeys_that_name_it(
    as_role: As, sessions: Sessions, settings: Settings
) -> None:
    admin = await as_role("admin")
    made = (await admin.post(API, json={"name": "CRM"})).json()
    rotated = await admin.post(f"{API}/{made['id']}/rotate")
    assert rotated.status_code == 200, rotated.text
    assert rotated.json()["id"] == made["id"]
    assert rotated.json()["secret"] != made["secret"]
    async with transaction(sessions) as session:
        kept = await session.get_one(WebhookSecret, made["id"])
    assert Sealer(settings.secret_key.get_secret_value(), SIGNING).open(kept.sealed) == rotated.json()["secret"]


async def test_nobody_but_an_admin_rotates_a_secret(as_role: As) -> None:
    made = (await (await as_role("admin")).post(API, json={"name": "CRM"})).json()
    for role in ("marketer", "rep", "viewer"):
        assert (await (await as_role(role)).post(f"{API}/{made['id']}/rotate")).status_code == 403
