"""From a committed pause to the last mail at the server, while the engine sends as fast as it can: under a second."""

import asyncio
import time

import asyncpg

from backend.journeys import control
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import Actor
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import World, three_mails

WHO = Actor(id=new_id(), name="佐藤", role="marketer")


async def test_the_last_mail_comes_within_a_second_of_the_pause_and_the_rest_after_the_resume_once(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 1_500, carrier.now, capacity=1_500)
    times: list[float] = []
    enough = asyncio.Event()

    def note(_: str) -> None:
        times.append(time.monotonic())
        if len(times) == 300:
            enough.set()

    smtp.on_body = note
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    await enough.wait()
    asked = time.monotonic()
    async with transaction(sessions) as session:
        await control.pause(session, cast.journey.id, "止める", actor=WHO, now=carrier.now)
    committed = time.monotonic()
    await sending
    print(
        f"\n{len(times)} mails; pause took {committed - asked:.3f} s, last mail {times[-1] - asked:.3f} s after asking"
    )
    assert len(times) < 1_500, "everything was sent before the pause: nothing was measured"
    assert times[-1] - asked < 1.0
    assert await db.fetchval("select count(*) from enrollment where status = 'errored'") == 0
    await db.execute("update journey set status = 'running'")
    for _ in range(3):
        await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 1_500
    assert smtp.duplicates() == 0
