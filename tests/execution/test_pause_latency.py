"""After a committed pause or the brake only what had been marked before goes out, while the engine sends as it can."""

import asyncio

import asyncpg
import pytest

from backend.journeys import control
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from backend.organization import service as organization
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails
from tests.patience import until

WHO = Actor(id=new_id(), name="佐藤", role="marketer")
UNDER_WAY = 3 * 4
"""Mails that may have been marked already: three micro-batches of four connections. How many seconds that takes is the
mail server's affair; `tabiji bench scale` measures them."""


@pytest.mark.parametrize("by", ["pause", "brake"])
async def test_after_a_pause_comes_what_was_on_its_way_and_nothing_more_and_the_rest_after_the_resume_once(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection, by: str
) -> None:
    cast = await world.enroll(three_mails(), 1_500, carrier.now, capacity=1_500)
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    smtp.behaviour = lambda _: "take" if len(smtp.taken) < 300 else "hold"
    await until(lambda: len(smtp.taken) == 300)
    async with transaction(sessions) as session:
        if by == "pause":
            await control.pause(session, cast.journey.id, "止める", actor=WHO, now=carrier.now)
        else:
            await organization.set_brake(session, WHO, True, "止める", carrier.now)
    smtp.released.set()
    await sending
    assert len(smtp.taken) - 300 <= UNDER_WAY
    assert await db.fetchval("select count(*) from enrollment where status = 'errored'") == 0
    await db.execute("update journey set status = 'running'")
    await db.execute("update organization set sending_stopped_at = null")
    for _ in range(3):
        await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 1_500
    assert smtp.duplicates() == 0
