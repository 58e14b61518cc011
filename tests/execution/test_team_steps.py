"""Steps that reach the team, other systems and other journeys, under accidents."""

import asyncio
from typing import Any

import asyncpg

from tests.execution.conftest import START, Carrier
from tests.execution.world import END, World, account, graph
from tests.fixtures.api import As


def holding(assignee: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call that the journey waits for, three days at most."""
    task = {"type": "create_task", "kind": "call", "subject": "{{ last_name }}様に電話", "hold": "P3D"}
    task |= {"assignee": assignee or {"keep_owner": True}, "next": {"done": "end", "timed_out": "late"}}
    return graph({"call": task, "end": END, "late": {"type": "exit", "reason": "late"}}, "call")


async def test_a_task_completed_twice_moves_the_journey_once(
    world: World, carrier: Carrier, db: asyncpg.Connection, as_role: As
) -> None:
    rep = await account(world.sessions, "rep")
    cast = await world.enroll(holding({"account": rep}), 1, START)
    await carrier.carry(cast.cohort)
    task = await db.fetchrow("select id, subject, assignee_id from task")
    assert task is not None
    assert (task["subject"], str(task["assignee_id"])) == ("山田様に電話", rep)
    assert await db.fetchval("select count(*) from notification where account_id = $1", task["assignee_id"]) == 1
    client = await as_role("rep")
    answers = await asyncio.gather(
        *(client.post(f"/api/v1/tasks/{task['id']}/complete", json={"outcome": "meeting"}) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await db.fetchval("select count(*) from cohort_wake") == 1
    await db.execute("update enrollment set due_at = $1", carrier.now)
    await carrier.carry(cast.cohort)
    rows = await db.fetch("select outcome from journal order by seq")
    assert [row["outcome"] for row in rows] == ["entered", "waiting", "task_done", "ended"]


async def test_a_task_nobody_does_lets_the_contact_go_on_when_its_time_is_over(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(holding(), 1, START)
    await carrier.carry(cast.cohort)
    await carrier.carry(cast.cohort, days=3)
    assert await db.fetchval("select end_reason from enrollment") == "late"
    assert await db.fetchval("select status from task") == "open"


async def test_a_deleted_assignee_leaves_a_task_of_nobody_and_a_reason(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    rep = await account(world.sessions, "gone")
    await db.execute("update account set disabled_at = now()")
    cast = await world.enroll(holding({"account": rep}), 1, START)
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select assignee_id from task") is None
    assert await db.fetchval("select detail ->> 'reason' from journal where outcome = 'waiting'") == "assignee_gone"


async def test_turns_are_taken_by_weight(world: World, carrier: Carrier, db: asyncpg.Connection) -> None:
    one, two = await account(world.sessions, "one"), await account(world.sessions, "two")
    to = {"among": [{"account": one, "weight": 2}, {"account": two, "weight": 1}]}
    give = {"type": "assign", "to": to, "next": {"done": "end"}}
    cast = await world.enroll(graph({"give": give, "end": END}, "give"), 9, START)
    await carrier.carry(cast.cohort)
    rows = await db.fetch("select owner_id::text as owner, count(*) as n from contact group by 1")
    assert {row["owner"]: row["n"] for row in rows} == {one: 6, two: 3}
    assert await db.fetchval("select count(*) from contact_history where field = 'owner'") == 9


async def test_notifications_and_score_are_written_once(world: World, carrier: Carrier, db: asyncpg.Connection) -> None:
    rep = await account(world.sessions, "told")
    nodes = {
        "tell": {"type": "notify", "via": ["in_app", "mail"], "accounts": [rep], "owner": False, "subject": "反応あり",
                 "next": {"done": "score"}},
        "score": {"type": "update_contact", "add_score": 5, "set": {"stage": "mql"}, "next": {"done": "back"}},
        "back": {"type": "update_contact", "set": {"stage": "lead"}, "next": {"done": "end"}},
        "end": END,
    }  # fmt: skip
    cast = await world.enroll(graph(nodes, "tell"), 1, START)
    await carrier.carry(cast.cohort)
    assert await db.fetchval("select count(*) from notification") == 1
    await carrier.engine.courier.deliver_once()
    await carrier.engine.courier.deliver_once()
    assert await db.fetchval("select status || attempt from delivery") == "sent1"
    stage = await db.fetchrow("select stage, score from contact")
    assert stage is not None
    assert (stage["stage"], stage["score"]) == ("mql", 5), "a stage goes back only when the step says so"
    rows = await db.fetch("select field, before, after from contact_history order by field")
    assert [tuple(row) for row in rows] == [("score", "0", "5"), ("stage", "lead", "mql")]
