"""Trying a draft on the past: the reactions people really showed decide, and nothing is sent."""

from typing import Any

import asyncpg

from backend.execution.operations import OperationDeps
from backend.journeys.backtest import run_backtest
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Operation
from backend.settings import Settings
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, graph, send, three_mails


async def test_past_contacts_go_where_their_real_reactions_lead_and_nobody_gets_a_mail(
    world: World,
    carrier: Carrier,
    sessions: Sessions,
    engine_settings: Settings,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
) -> None:
    cast = await world.enroll(three_mails(), 3, carrier.now)
    await carrier.carry(cast.cohort)
    await db.execute(
        "update message set opened_at = sent_at + interval '1 hour' where enrollment_id = $1", cast.enrollments[0]
    )
    for _ in range(2):
        await carrier.carry(cast.cohort, days=3)
    listen = {"type": "wait_for", "event": "opened", "of": "one", "within": "P1D"}
    draft: dict[str, Any] = graph(
        {
            "one": send("one", "listen"),
            "listen": {**listen, "next": {"happened": "two", "timed_out": "end"}},
            "two": send("two", "end"),
            "end": END,
        },
        "one",
    )
    params = {"journey_id": str(cast.journey.id), "graph": draft, "from": None, "to": None, "limit": 100}
    async with transaction(sessions) as session:
        row = Operation(id=new_id(), kind="backtest", status="queued", params=params)
        session.add(row)
    sent = len(smtp.taken)
    journal = await db.fetchval("select count(*) from journal")
    deps = OperationDeps(sessions, engine_settings, lambda: carrier.now)
    assert (await run_backtest(deps, row.id, lambda: None)).finished
    async with transaction(sessions) as session:
        done = await session.get_one(Operation, row.id)
    told = done.result
    assert (done.status, done.total, told["contacts"], told["differ"]) == ("done", 3, 3, 3)
    assert told["live"]["sent"] == {"one": 3, "two": 3, "three": 3}
    assert told["draft"]["sent"] == {"one": 3, "two": 1}
    assert told["draft"]["entered"]["listen"] == 3
    assert told["draft"]["ended"] == {"done": 3}
    assert told["samples"][0]["draft"] == {"mails": ["one", "two"], "end": "done"}
    assert (len(smtp.taken), await db.fetchval("select count(*) from journal")) == (sent, journal)
