"""People put elsewhere by hand while the engine carries them: no mail twice, figures true, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from backend.execution.passenger import Passenger
from backend.execution.shunting import LOADER, ShuntResult, shunt
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from tests.execution.conftest import Carrier
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, Cast, World, graph, send, three_mails, wait
from workflows.journey.events import Event, Move, Reconsider, Replay, Retry, Skip

Give = Callable[..., Any]
BY = {"by": "佐藤", "reason": "電話で依頼"}


async def move(
    sessions: Sessions, carrier: Carrier, ids: Sequence[UUID], event: Callable[[Passenger], Event | str], **more: Any
) -> ShuntResult:
    async with transaction(sessions) as session:
        return await shunt(session, LOADER, ids, event, now=carrier.now, **more)


async def figures(db: asyncpg.Connection, cast: Cast) -> dict[str, int]:
    """Who stands where, as the canvas counts it."""
    rows = await db.fetch(
        """
        select node, sum(case when metric = 'entered' then count
                              when metric like 'passed:%' or metric in ('ended', 'failed', 'moved') then -count
                              else 0 end)::int as n
        from node_counter c join journey_version v on v.id = c.version_id
        where v.journey_id = $1 and node <> '' group by node
        """,
        cast.journey.id,
    )
    return {row["node"]: row["n"] for row in rows if row["n"]}


async def test_a_moved_contact_gets_the_mail_of_the_new_place_once_and_the_canvas_counts_it_there(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 3, carrier.now)
    await carrier.carry(cast.cohort)
    one = cast.enrollments[0]
    assert await figures(db, cast) == {"pause1": 3}
    result = await move(sessions, carrier, [one], lambda p: Move(carrier.now, "three", BY))
    assert (result.moved, result.refusals) == ([one], {})
    assert await db.fetchval("select count(*) from cohort_wake where cohort_id = $1", cast.cohort) == 1
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 4
    assert await figures(db, cast) == {"pause1": 2}
    told = await db.fetchval("select detail from journal where enrollment_id = $1 and outcome = 'moved'", one)
    assert orjson.loads(told) == {"from": "pause1", "to": "three", "was": "waiting", **BY}


async def test_a_replay_without_resending_sends_nothing_that_was_sent(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=3)
    assert len(smtp.taken) == 4
    await move(sessions, carrier, cast.enrollments, lambda p: Replay(carrier.now, "one", detail=BY))
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 4
    for _ in range(3):
        await carrier.carry(cast.cohort, days=3)
    assert len(smtp.taken) == 6
    assert await db.fetchval("select count(*) from enrollment where status = 'completed'") == 2
    again = await move(sessions, carrier, cast.enrollments, lambda p: Move(carrier.now, "one"))
    assert again.refused == {"ended": 2}


async def test_moving_somebody_while_their_mail_is_on_its_way_is_refused_not_sent_twice(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 1, carrier.now)
    await carrier.carry(cast.cohort)
    (one,) = cast.enrollments
    state = {"node": "one", "phase": "acting", "status": "active", "seq": 1, "visits": {"one": 1}, "action": 1,
             "attempt": 1}  # fmt: skip
    await db.execute("delete from journal where seq > 0")
    await db.execute(
        "update enrollment set seq = 1, node = 'one', due_at = now(), state = $1::jsonb", orjson.dumps(state).decode()
    )
    for status in ("transmitting", "sent"):
        await db.execute("update message set status = $1, seq = 1", status)
        result = await move(sessions, carrier, [one], lambda p: Move(carrier.now, "one"))
        assert result.refused == {"mail_under_way": 1}
    await db.execute("update message set status = 'reserved'")
    result = await move(sessions, carrier, [one], lambda p: Move(carrier.now, "two"))
    assert result.moved == [one]
    assert await db.fetchval("select reason from message") == "abandoned"
    await carrier.carry(cast.cohort)
    assert [mail["node"] for mail in await db.fetch("select node from message where status = 'sent'")] == ["two"]


async def test_a_parked_contact_whose_mail_went_out_is_not_mailed_again_by_retry_or_replay(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    first, second = cast.enrollments
    key = await db.fetchval("select seq from message limit 1")
    state = {"node": "one", "phase": "ended", "status": "errored", "seq": 9, "visits": {"one": 1}, "action": key,
             "attempt": 1, "end_reason": "machine_failed"}  # fmt: skip
    await db.execute(
        "update enrollment set seq = 9, node = 'one', status = 'errored', due_at = null, state = $1::jsonb",
        orjson.dumps(state).decode(),
    )
    await move(sessions, carrier, [first], lambda p: Retry(carrier.now, BY))
    await move(sessions, carrier, [second], lambda p: Replay(carrier.now, "one", detail=BY))
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 2
    assert {row["node"] for row in await db.fetch("select node from enrollment where status = 'active'")} == {"pause1"}
    assert await db.fetchval("select error from enrollment where id = $1", first) is None


async def test_one_poisoned_enrollment_of_two_hundred_does_not_keep_the_others(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    nodes = {"pause": wait("P2D", "two"), "two": send("two", "end"), "end": END}
    cast = await world.enroll(graph(nodes, "pause"), 200, carrier.now)
    await carrier.carry(cast.cohort)
    poisoned = cast.enrollments[77]
    await db.execute("update enrollment set state = '{\"node\": 7}' where id = $1", poisoned)
    stranger = new_id()
    result = await move(sessions, carrier, [*cast.enrollments, stranger], lambda p: Skip(carrier.now, BY))
    assert len(result.moved) == 199
    assert result.refusals == {poisoned: "unreadable", stranger: "not_found"}
    assert await figures(db, cast) == {"pause": 1}
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 199
    rows = await db.fetch("select status, count(*) as n from enrollment group by status")
    assert {row["status"]: row["n"] for row in rows} == {"active": 1, "completed": 199}  # parked when its turn comes


async def test_an_enrollment_that_moves_at_the_same_moment_is_read_again(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 1, carrier.now)
    await carrier.carry(cast.cohort)
    (one,) = cast.enrollments
    seen: list[int] = []

    def event(passenger: Passenger) -> Event | str:
        seen.append(passenger.expected)
        passenger.expected -= len(seen) == 1  # as if the row had been read before somebody else's write
        return Skip(carrier.now)

    result = await move(sessions, carrier, [one], event)
    assert (result.moved, len(seen)) == ([one], 2)
    assert await db.fetchval("select count(*) from journal where outcome = 'skipped'") == 1


async def test_an_interrupted_transaction_leaves_everybody_where_they_were(
    world: World, carrier: Carrier, sessions: Sessions, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 5, carrier.now)
    await carrier.carry(cast.cohort)
    before = await db.fetch("select id, seq, node, due_at from enrollment order by id")

    async def die() -> None:
        async with transaction(sessions) as session:
            await shunt(session, LOADER, cast.enrollments, lambda p: Skip(carrier.now), now=carrier.now)
            raise RuntimeError("the process dies before the commit")

    with pytest.raises(RuntimeError):
        await die()
    assert await db.fetch("select id, seq, node, due_at from enrollment order by id") == before


async def test_a_migrated_contact_waits_by_the_new_version_and_both_versions_count_right(
    world: World, carrier: Carrier, sessions: Sessions, smtp: ScriptedServer, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(three_mails(), 2, carrier.now)
    await carrier.carry(cast.cohort)
    document = three_mails()
    document["nodes"]["pause1"]["for"] = "P1D"
    new = new_id()
    await db.execute(
        """insert into journey_version (id, journey_id, number, graph, templates)
           select $1, journey_id, 2, $2::jsonb, templates from journey_version""",
        new, orjson.dumps(document).decode(),
    )  # fmt: skip
    one = cast.enrollments[0]
    carrier.now += timedelta(hours=30)
    result = await move(sessions, carrier, [one], lambda p: Reconsider(carrier.now, BY), onto=new)
    assert result.moved == [one]
    await carrier.carry(cast.cohort)
    assert len(smtp.taken) == 3
    assert await figures(db, cast) == {"pause1": 1, "pause2": 1}
    rows = await db.fetch(
        """select version_id, sum(case metric when 'boarded' then count else -count end)::int as n from node_counter
           where metric in ('boarded', 'ended', 'failed') group by version_id"""
    )
    assert {row["version_id"]: row["n"] for row in rows} == {cast.version_id: 1, new: 1}
