"""Publishing while people are on the way: who is carried over waits no longer than said and gets no mail twice."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from backend.execution import shunting
from backend.execution.operations import OperationDeps
from backend.journeys import migration
from backend.journeys.migration import run_migrate
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Enrollment, JourneyVersion, Operation
from backend.settings import Settings
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, three_mails, wait

Document = dict[str, Any]


class Crash(Exception):
    """The worker is killed."""


class Publisher:
    """Publishes versions and carries people over, as the operation's activity does."""

    def __init__(self, sessions: Sessions, settings: Settings, carrier: Carrier, world: World) -> None:
        self.sessions, self.carrier, self.world = sessions, carrier, world
        self.deps = OperationDeps(sessions, settings, lambda: carrier.now)

    async def version(self, cast: Cast, number: int, document: Document) -> UUID:
        """Another version of the journey."""
        version = JourneyVersion(id=new_id(), journey_id=cast.journey.id, number=number, graph=document)
        version.templates = {key: str(value) for key, value in self.world.templates.items()}
        async with transaction(self.sessions) as session:
            session.add(version)
        return version.id

    async def publish(self, cast: Cast, number: int, document: Document, **people: Any) -> UUID:
        """A new version with these choices (`all` is for everybody else); the operation, not yet begun."""
        chosen = {"*" if node == "all" else node: choice for node, choice in people.items()}
        params = {
            "journey_id": str(cast.journey.id),
            "version_id": str(await self.version(cast, number, document)),
            "number": number,
            "people": {node: {"choice": c} if isinstance(c, str) else c for node, c in chosen.items()},
            "by": "佐藤",
        }
        async with transaction(self.sessions) as session:
            row = Operation(id=new_id(), kind="migrate", status="queued", params=params)
            session.add(row)
            return row.id

    async def carry(self, operation: UUID) -> Operation:
        """Work until it says that it has finished."""
        while not (await run_migrate(self.deps, operation, lambda: None)).finished:
            pass
        return await self.look(operation)

    async def look(self, operation: UUID) -> Operation:
        """The operation as it stands."""
        async with transaction(self.sessions) as session:
            return await session.get_one(Operation, operation)

    async def migrate(self, cast: Cast, number: int, document: Document, **people: Any) -> dict[str, Any]:
        """Publish and carry over; the operation's result."""
        row = await self.carry(await self.publish(cast, number, document, **people))
        assert row.status == "done"
        assert row.done == row.total
        return row.result


@pytest.fixture
def publisher(
    sessions: Sessions, engine_settings: Settings, carrier: Carrier, world: World, monkeypatch: pytest.MonkeyPatch
) -> Publisher:
    """Publishing by hand, without pauses."""
    monkeypatch.setattr(migration, "PAUSE_S", 0)
    return Publisher(sessions, engine_settings, carrier, world)


def mails(pause: str = "P2D") -> Document:
    document = three_mails()
    return {**document, "nodes": {**document["nodes"], "pause1": wait(pause, "two")}}


async def numbers(db: asyncpg.Connection) -> list[tuple[int, str | None]]:
    """Version number and node of everybody, in the order of enrollment."""
    rows = await db.fetch(
        "select v.number, e.node from enrollment e join journey_version v on v.id = e.version_id order by e.id"
    )
    return [(row["number"], row["node"]) for row in rows]


async def figures(db: asyncpg.Connection, number: int) -> dict[str, int]:
    """Who waits where on a version, and who is aboard it (under the empty name), as the canvas counts it."""
    rows = await db.fetch(
        """
        select case when metric in ('boarded') then '' else node end as place, sum(case
          when metric in ('entered', 'boarded') then count
          when metric like 'passed:%' or metric in ('ended', 'failed', 'moved') then -count else 0 end)::int as n
        from node_counter c join journey_version v on v.id = c.version_id where v.number = $1 group by 1
        """,
        number,
    )
    return {row["place"]: row["n"] for row in rows if row["n"]}


async def test_a_shortened_wait_is_over_at_once_for_those_who_migrate_and_only_for_them(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P30D"), 3, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=3)
    assert len(smtp.taken) == 3
    other = await world.enroll(mails("P30D"), 1, carrier.now)
    result = await publisher.migrate(cast, 2, mails("P2D"), pause1="migrate")
    assert result == {"migrated": 3, "exited": 0, "stayed": 0, "refused": {}}
    assert await db.fetchval("select count(*) from cohort_wake where cohort_id = $1", cast.cohort) == 1
    await carrier.carry(cast.cohort)
    assert (await numbers(db))[-1] == (1, "one"), "another journey is none of its business"
    assert other.journey.id != cast.journey.id
    assert smtp.count() == dict.fromkeys(cast.contacts, 2)
    told = await db.fetch("select outcome from journal where enrollment_id = $1 order by seq", cast.enrollments[0])
    assert [row["outcome"] for row in told][3:6] == ["migrated", "waiting", "passed"]
    assert smtp.duplicates() == 0


async def test_each_choice_is_carried_out_and_both_versions_figures_stay_true(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails(), 4, carrier.now)
    await carrier.carry(cast.cohort)
    nodes = {**mails()["nodes"], "more": wait("P1D", "two")}
    new = {**mails(), "nodes": nodes}
    assert await figures(db, 1) == {"": 4, "pause1": 4}
    result = await publisher.migrate(cast, 2, new, pause1={"choice": "redirect", "to": "more"})
    assert result["migrated"] == 4
    assert await figures(db, 1) == {}
    assert await figures(db, 2) == {"": 4}, "they are aboard the new version, before a step"
    await carrier.carry(cast.cohort)
    assert await figures(db, 2) == {"": 4, "more": 4}
    assert (await publisher.migrate(cast, 3, new, more="stay", pause1="exit"))["stayed"] == 4
    assert (await publisher.migrate(cast, 4, new, all="migrate"))["migrated"] == 4
    assert await figures(db, 4) == {"": 4, "more": 4}
    left = await publisher.migrate(cast, 5, new, more="exit")
    assert left == {"migrated": 0, "exited": 4, "stayed": 0, "refused": {}}
    assert {row["end_reason"] for row in await db.fetch("select end_reason from enrollment")} == {"version_ended"}
    assert await figures(db, 4) == {"": 4}, "boarded stays; less who ended nobody is aboard"
    assert await db.fetchval("select sum(count) from node_counter where metric = 'ended'") == 4
    assert len(smtp.taken) == 4, "nobody got anything by being carried about"


async def test_a_deleted_decision_never_sends_again_what_was_sent(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    listen = {"type": "wait_for", "event": "opened", "of": "one", "within": "P3D"}
    old = graph(
        {
            "one": send("one", "listen"),
            "listen": {**listen, "next": {"happened": "two", "timed_out": "one"}},
            "two": send("two", "end"),
            "end": END,
        },
        "one",
    )
    new = graph({"one": send("one", "two"), "two": send("two", "end"), "end": END}, "one")
    cast = await world.enroll(old, 2, carrier.now)
    await carrier.carry(cast.cohort)
    refused = await publisher.migrate(cast, 2, new, all="migrate")
    assert refused == {"migrated": 0, "exited": 0, "stayed": 0, "refused": {"no_such_node": 2}}
    assert await numbers(db) == [(1, "listen")] * 2, "who cannot be carried over stays where they are"
    assert (await publisher.migrate(cast, 3, new, listen={"choice": "redirect", "to": "one"}))["migrated"] == 2
    await carrier.carry(cast.cohort)
    assert smtp.count() == dict.fromkeys(cast.contacts, 2)
    assert {row["subject"].split()[0] for row in await db.fetch("select subject from message")} == {"one", "two"}
    reasons = await db.fetch("select detail ->> 'reason' as why from journal where outcome = 'not_sent'")
    assert {row["why"] for row in reasons} == {"already_sent"}


async def test_a_redirect_to_a_step_that_is_not_there_leaves_everybody_where_they_are(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    result = await publisher.migrate(cast, 2, mails(), pause1={"choice": "redirect", "to": "nowhere"})
    assert result["refused"] == {"no_such_node": 2}
    assert await numbers(db) == [(1, "pause1")] * 2
    await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == 4


async def test_a_migration_that_is_killed_in_the_middle_goes_on_and_carries_nobody_twice(
    world: World,
    carrier: Carrier,
    publisher: Publisher,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = await world.enroll(mails(), 50, carrier.now)
    await carrier.carry(cast.cohort)
    monkeypatch.setattr(migration, "CHUNK", 20)
    operation = await publisher.publish(cast, 2, mails("P1D"), pause1="migrate")
    honest, calls = shunting.journal.write, [0]

    async def dies(*args: Any, **more: Any) -> None:
        await honest(*args, **more)
        calls[0] += 1
        if calls[0] == 2:
            raise Crash

    monkeypatch.setattr(shunting.journal, "write", dies)
    with pytest.raises(Crash):
        await publisher.carry(operation)
    assert sorted(await numbers(db)) == [(1, "pause1")] * 30 + [(2, "pause1")] * 20, "the chunk that died has not been"
    row = await publisher.carry(operation)
    assert row.result == {"migrated": 50, "exited": 0, "stayed": 0, "refused": {}}
    assert await db.fetchval("select count(*) from journal where outcome = 'migrated'") == 50
    assert await figures(db, 2) == {"": 50, "pause1": 50}
    await carrier.carry(cast.cohort, days=1)
    assert smtp.count() == dict.fromkeys(cast.contacts, 2)


async def test_a_cancelled_migration_stops_between_chunks_and_everybody_goes_on_where_they_are(
    world: World,
    carrier: Carrier,
    publisher: Publisher,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = await world.enroll(mails(), 30, carrier.now)
    await carrier.carry(cast.cohort)
    monkeypatch.setattr(migration, "CHUNK", 20)
    operation = await publisher.publish(cast, 2, mails("P1D"), pause1="migrate")

    honest = migration._carry

    async def then_cancelled(*args: Any) -> Any:
        carried = await honest(*args)
        row = await args[0].get_one(Operation, operation)
        row.cancel_requested = True
        return carried

    monkeypatch.setattr(migration, "_carry", then_cancelled)
    row = await publisher.carry(operation)
    assert (row.status, row.result["migrated"]) == ("cancelled", 20)
    assert sorted(await numbers(db)) == [(1, "pause1")] * 10 + [(2, "pause1")] * 20
    await carrier.carry(cast.cohort, days=2)
    assert smtp.count() == dict.fromkeys(cast.contacts, 2)


async def test_a_late_migration_does_not_pull_anybody_back_from_a_newer_version(
    world: World, carrier: Carrier, publisher: Publisher, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P9D"), 2, carrier.now)
    await carrier.carry(cast.cohort)
    late = await publisher.publish(cast, 2, mails("P5D"), all="migrate")
    assert (await publisher.migrate(cast, 3, mails("P3D"), all="migrate"))["migrated"] == 2
    row = await publisher.carry(late)
    assert (row.status, row.total, row.result) == ("done", 0, {})
    assert await numbers(db) == [(3, "pause1")] * 2


async def test_a_worker_that_still_knows_only_the_old_version_carries_migrated_people_by_the_new_one(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails(), 1, carrier.now)
    await carrier.carry(cast.cohort)
    [old] = carrier.engine.advancer._loader._versions._known
    new = {**mails(), "nodes": {**mails()["nodes"], "pause1": wait("P1D", "three")}}
    await publisher.migrate(cast, 2, new, pause1="migrate")
    assert list(carrier.engine.advancer._loader._versions._known) == [old]
    await carrier.carry(cast.cohort, days=1)
    sent = await db.fetch("select node from message order by seq")
    assert [row["node"] for row in sent] == ["one", "three"]


async def test_a_worker_in_the_middle_of_a_chunk_loses_against_the_migration_and_sends_nothing_by_the_old_graph(
    world: World,
    carrier: Carrier,
    publisher: Publisher,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = await world.enroll(mails(), 1, carrier.now)
    await carrier.carry(cast.cohort)
    new = {**mails(), "nodes": {**mails()["nodes"], "pause1": wait("P30D", "three")}}
    honest = carrier.engine.advancer._loader.load
    done: list[bool] = []

    async def loaded_then_migrated(*args: Any, **more: Any) -> Any:
        chunk = await honest(*args, **more)
        if not done:
            done.append(True)
            await publisher.migrate(cast, 2, new, pause1="migrate")
        return chunk

    monkeypatch.setattr(carrier.engine.advancer._loader, "load", loaded_then_migrated)
    await carrier.carry(cast.cohort, days=2)
    assert len(smtp.taken) == 1, "the second mail belongs to the old version"
    assert await numbers(db) == [(2, "pause1")]


async def test_who_has_a_mail_on_its_way_is_asked_again_when_it_is_over(
    world: World,
    carrier: Carrier,
    publisher: Publisher,
    smtp: ScriptedServer,
    db: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = await world.enroll(mails(), 2, carrier.now)
    operation = await publisher.publish(cast, 2, mails("P1D"), all="migrate")
    perform = carrier.engine.advancer._effects
    effect = next(one for kind, one in perform.items() if kind.__name__ == "SendEmail")
    honest = effect.perform
    told: list[dict[str, Any]] = []

    async def meanwhile(chunk: Any, members: Sequence[Any]) -> None:
        monkeypatch.setattr(migration, "ROUNDS", 2)
        row = await publisher.carry(operation)
        told.append(row.result)
        await honest(chunk, members)

    async def perform_meanwhile(_: Any, chunk: Any, members: Sequence[Any]) -> None:
        await meanwhile(chunk, members)

    monkeypatch.setattr(type(effect), "perform", perform_meanwhile)
    await carrier.carry(cast.cohort)
    [result] = told
    assert result == {"migrated": 0, "exited": 0, "stayed": 0, "refused": {"mail_under_way": 2}}
    assert len(smtp.taken) == 2
    monkeypatch.undo()
    assert (await publisher.migrate(cast, 3, mails("P1D"), all="migrate"))["migrated"] == 2
    assert await numbers(db) == [(3, "pause1")] * 2


async def test_an_open_that_came_before_the_new_version_asked_for_it_is_seen_at_once(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails("P9D"), 1, carrier.now)
    await carrier.carry(cast.cohort)
    await db.execute("update message set opened_at = $1", carrier.now)
    listen = {"type": "wait_for", "event": "opened", "of": "one", "within": "P9D"}
    nodes = {**mails()["nodes"], "pause1": {**listen, "next": {"happened": "two", "timed_out": "end"}}}
    await publisher.migrate(cast, 2, {**mails(), "nodes": nodes}, pause1="migrate")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2


async def test_a_migrated_wait_leaps_over_summer_time_and_the_years_end(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    zones = ("Europe/Berlin", "2026-03-27T09:00Z", "2026-03-30T08:00Z"), ("Asia/Tokyo", "2026-12-30T01:00Z", None)
    for number, (zone, began, due) in enumerate(zones):
        carrier.now = datetime.fromisoformat(began).astimezone(UTC)
        cast = await world.enroll(mails("P30D"), 1, carrier.now)
        await db.execute("update contact set timezone = $1 where id = $2", zone, *cast.contacts.values())
        await carrier.carry(cast.cohorts[-1])
        carrier.now = carrier.now.replace(minute=7)
        await publisher.migrate(cast, 2 + number, mails("P3D"), pause1="migrate")
        expected = datetime.fromisoformat(due or "2027-01-02T01:00Z")
        assert await db.fetchval("select due_at from enrollment where id = $1", cast.enrollments[0]) == expected
        carrier.now = expected
        await carrier.carry(cast.cohorts[-1])
    assert len(smtp.taken) == 4


async def test_a_paused_journey_is_migrated_and_sends_nothing_until_it_is_resumed(
    world: World, carrier: Carrier, publisher: Publisher, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await db.execute("update journey set status = 'paused'")
    assert (await publisher.migrate(cast, 2, mails("PT1S"), pause1="migrate"))["migrated"] == 2
    await carrier.carry(cast.cohort, days=1)
    assert len(smtp.taken) == 2
    await db.execute("update journey set status = 'running'")
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 4
    async with transaction(publisher.sessions) as session:
        assert (await session.get_one(Enrollment, cast.enrollments[0])).node == "pause2"
