"""Mails of which nobody is left who has heard: their persons have left, and the ledger tells what became of them."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from backend.execution.reaper import Reaper
from backend.execution.shunting import LOADER, shunt
from backend.kit.db import Sessions, transaction
from tests.execution.conftest import START, Carrier
from tests.execution.smtp_server import Behaviour, ScriptedServer
from tests.execution.test_leaving_meanwhile import TWO, sent_figure
from tests.execution.test_migration import Publisher, publisher
from tests.execution.world import END, World, graph, send
from workflows.journey.events import Event, Migrate, Pause, Resume, Stop

__all__ = ["publisher"]


class Killed(BaseException):
    """A worker's end between two steps."""


async def outcomes(db: asyncpg.Connection) -> list[str]:
    return [row["outcome"] for row in await db.fetch("select outcome from journal order by seq")]


async def act(sessions: Sessions, carrier: Carrier, enrollments: Any, event: Event) -> None:
    async with transaction(sessions) as session:
        assert (await shunt(session, LOADER, enrollments, lambda _: event, now=carrier.now)).moved


async def sweep(carrier: Carrier) -> None:
    await Reaper(carrier.engine.pool, timedelta(minutes=5), clock=lambda: carrier.now).reap_once()


def killed_after_sending(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next mails go out and are recorded, but nobody writes the journal."""
    effects = carrier.engine.advancer._effects  # pyright: ignore[reportPrivateUsage]
    kind = next(kind for kind in effects if kind.__name__ == "SendEmail")
    perform = effects[kind].perform

    async def and_die(*arguments: Any) -> None:
        await perform(*arguments)
        raise Killed

    monkeypatch.setattr(effects[kind], "perform", and_die)


@pytest.mark.parametrize("way", ["person", "journey"])
@pytest.mark.parametrize(
    ("behaviour", "told"),
    [("take", "sent"), ("drop_after_data", "sent"), ("refuse_body", "not_sent"), ("defer_body", None)],
)
async def test_a_mail_whose_worker_died_and_whose_person_was_stopped_is_told_by_the_ledger_and_counted(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch, way: str, behaviour: Behaviour, told: str | None,
) -> None:  # fmt: skip
    smtp.behaviour = lambda _: behaviour
    cast = await world.enroll(graph(TWO, "one"), 1, START)
    killed_after_sending(carrier, monkeypatch)
    with pytest.raises(Killed):
        await carrier.carry(cast.cohort)
    monkeypatch.undo()
    if way == "person":
        await act(sessions, carrier, cast.enrollments, Stop(carrier.now, "stopped_by_hand"))
    else:
        await db.execute("update journey set status = 'stopped'")
        assert (await carrier.carry(cast.cohort)).open == 0
    await sweep(carrier)
    await sweep(carrier)
    rows = await outcomes(db)
    assert sorted(rows) == sorted(["entered", "ended", *([told] if told else [])])
    assert await sent_figure(db) == (told == "sent")
    assert await db.fetchval("select count(*) from message where status in ('reserved', 'deferred')") == 0
    assert await db.fetchval("select count(*) from untold") == 0
    assert await db.fetchval("select count(*) from enrollment where seq <> (state ->> 'seq')::int") == 0


async def test_a_mail_under_way_when_its_person_was_stopped_and_its_worker_died_is_told_once_it_is_named(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = await world.enroll(graph(TWO, "one"), 1, START)
    killed_after_sending(carrier, monkeypatch)
    with pytest.raises(Killed):
        await carrier.carry(cast.cohort)
    monkeypatch.undo()
    await db.execute("update message set status = 'transmitting', sent_at = null, worker_id = gen_random_uuid()")
    await act(sessions, carrier, cast.enrollments, Stop(carrier.now, "stopped_by_hand"))
    await sweep(carrier)
    assert await outcomes(db) == ["entered", "ended", "sent"]
    assert await db.fetchval("select detail ->> 'unconfirmed' from journal where outcome = 'sent'") == "true"


async def test_a_mail_that_came_out_during_a_pause_is_told_although_its_person_was_carried_over_and_reached_the_goal(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    publisher: Publisher,
) -> None:  # fmt: skip
    arrived = asyncio.Event()
    smtp.on_body = lambda _: arrived.set()
    smtp.behaviour = lambda _: "hold"
    goal = {"when": {"tag": "won"}, "title": "G"}
    cast = await world.enroll(graph(TWO, "one", goal=goal), 1, START)
    sending = asyncio.create_task(carrier.carry(cast.cohort))
    await arrived.wait()
    await act(sessions, carrier, cast.enrollments, Pause(carrier.now))
    smtp.released.set()
    await sending
    nodes = {"one": send("one", "end"), "end": END}
    version = await publisher.version(cast, 2, graph(nodes, "one", goal=goal))
    async with transaction(sessions) as session:
        migrate: Event = Migrate(carrier.now)
        assert (await shunt(session, LOADER, cast.enrollments, lambda _: migrate, now=carrier.now, onto=version)).moved
    await db.execute("update contact set tags = '{won}'")
    await act(sessions, carrier, cast.enrollments, Resume(carrier.now))
    assert (await carrier.carry(cast.cohort)).open == 0
    await sweep(carrier)
    rows = await outcomes(db)
    assert rows == ["entered", "paused", "migrated", "resumed", "ended", "sent"]
    assert await sent_figure(db) == 1


async def test_a_mail_put_off_whose_person_is_carried_over_counts_for_the_version_and_variant_that_sends_it(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection,
    publisher: Publisher,
) -> None:  # fmt: skip
    smtp.behaviour = lambda _: "defer_body"
    cast = await world.enroll(graph(TWO, "one"), 1, START)
    await carrier.carry(cast.cohort)
    trial = {"type": "send_email", "variants": [{"id": "b", "template": "two"}], "next": {"sent": "end"}}
    version = await publisher.version(cast, 2, graph({"one": trial, "end": END}, "one"))
    migrate: Event = Migrate(carrier.now)
    async with transaction(sessions) as session:
        assert (await shunt(session, LOADER, cast.enrollments, lambda _: migrate, now=carrier.now, onto=version)).moved
    smtp.behaviour = lambda _: "take"
    await carrier.carry(cast.cohort, hours=1)
    row = await db.fetchrow("select status, version_id, variant from message")
    assert row is not None
    assert tuple(row) == ("sent", version, "b"), "reactions would be counted where nothing was sent"
    assert await db.fetchval("select version_id from node_counter where metric = 'sent' and count > 0") == version
