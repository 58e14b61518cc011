"""Steps that reach the team, other systems and other journeys, under accidents."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from backend.execution.advance import Budget
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.models import Account
from backend.settings import Settings
from backend.webhooks.addresses import Refused, is_public, resolve
from backend.worker import open_engine
from tests.execution.conftest import START, Carrier
from tests.execution.world import END, World, graph
from tests.fixtures.api import As


class Receiver:
    """Another system: answers as a test tells it, and keeps what it was sent."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"{}"
        self.calls: list[tuple[dict[str, str], Any]] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.calls.append((headers, json.loads(body)))
        answer = f"HTTP/1.1 {self.status} X\r\nContent-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
        writer.write(answer.encode() + self.body)
        await writer.drain()
        writer.close()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A listening receiver."""
    made = Receiver()
    await made.start()
    yield made
    await made.close()


@pytest_asyncio.fixture
async def calling(engine_settings: Settings) -> AsyncIterator[Carrier]:
    """A worker that may call loopback."""
    settings = engine_settings.model_copy(update={"webhook_allow_private": True})
    budget = Budget(chunk_size=200, seconds=30.0, stopping=lambda: False)
    async with open_engine(settings, present=lambda asked: asked, budget=budget) as engine:
        yield Carrier(engine)


async def account(sessions: Sessions, name: str) -> str:
    """A rep who can sign in."""
    made = new_id()
    async with transaction(sessions) as session:
        session.add(Account(id=made, email=f"{name}@tabiji.example", name=name, role="rep", password_hash="x"))
    return str(made)


def holding(assignee: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call that the journey waits for, three days at most."""
    task = {"type": "create_task", "kind": "call", "subject": "{{ last_name }}様に電話", "hold": "P3D"}
    task |= {"assignee": assignee or {"keep_owner": True}, "next": {"done": "end", "timed_out": "late"}}
    return graph({"call": task, "end": END, "late": {"type": "exit", "reason": "late"}}, "call")


def hooked(url: str, **more: Any) -> dict[str, Any]:
    """A webhook whose answer decides."""
    hook = {"type": "webhook", "url": url, "take": {"plan": "data.plan"}, "next": {"done": "gold", "failed": "lost"}}
    case = {"id": "yes", "when": {"field": "steps.hook.plan", "op": "eq", "value": "gold"}}
    nodes = {
        "hook": hook | more,
        "gold": {"type": "branch", "cases": [case], "next": {"yes": "end", "else": "lost"}},
        "end": END,
        "lost": {"type": "exit", "reason": "lost"},
    }
    return graph(nodes, "hook")


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


async def test_a_webhook_that_says_503_for_an_hour_is_called_again_until_it_answers(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    receiver.status = 503
    cast = await world.enroll(hooked(receiver.url), 1, START)
    for minutes in (0, 1, 5, 15):
        await calling.carry(cast.cohort, minutes=minutes)
    assert len(receiver.calls) == 4
    assert len({headers["tabiji-delivery"] for headers, _ in receiver.calls}) == 1, "one call, however often"
    receiver.status, receiver.body = 200, b'{"data": {"plan": "gold"}}'
    await calling.carry(cast.cohort, minutes=60)
    assert await db.fetchval("select end_reason from enrollment") == "done"
    outcomes = [row["outcome"] for row in await db.fetch("select outcome from journal order by seq")]
    assert outcomes == ["entered", *["deferred"] * 4, "called", "passed", "ended"]


async def test_a_worker_killed_after_the_answer_does_not_call_again(
    world: World, calling: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    receiver.body = b'{"data": {"plan": "gold"}}'
    cast = await world.enroll(hooked(receiver.url), 1, START)
    before = await db.fetchrow("select id from enrollment")
    assert before is not None
    effect = next(one for kind, one in calling.engine.advancer._effects.items() if kind.__name__ == "CallWebhook")
    record = effect._record

    async def die(*given: Any) -> None:
        await record(*given)
        raise ConnectionError("killed")

    effect._record = die
    with pytest.raises(ConnectionError):
        await calling.carry(cast.cohort)
    effect._record = record
    await calling.carry(cast.cohort)
    assert len(receiver.calls) == 1
    assert await db.fetchval("select end_reason from enrollment") == "done"


async def test_a_webhook_into_our_own_network_is_refused(
    world: World, carrier: Carrier, receiver: Receiver, db: asyncpg.Connection
) -> None:
    cast = await world.enroll(hooked(receiver.url), 1, START)
    await carrier.carry(cast.cohort)
    assert receiver.calls == []
    failed = await db.fetchval("select detail ->> 'reason' from journal where outcome = 'call_failed'")
    assert failed == "address_forbidden"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fe80::1", "::ffff:127.0.0.1", "0.0.0.0",
     "100.64.0.1", "fd00::1", "64:ff9b::7f00:1", "224.0.0.1", "nonsense"],
)  # fmt: skip
async def test_no_special_address_counts_as_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://user:pw@a.example/", "http://", "http://2130706433/"])
async def test_what_hides_an_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        await resolve(url, allow_private=False)


async def test_a_journey_that_enrolls_into_itself_leaves_the_contact_where_it_is(
    world: World, carrier: Carrier, db: asyncpg.Connection
) -> None:
    nodes = {"again": {"type": "enroll", "journey": str(new_id()), "next": {"done": "end"}}, "end": END}
    cast = await world.enroll(graph(nodes, "again"), 2, START)
    itself = json.dumps(graph({**nodes, "again": {**nodes["again"], "journey": str(cast.journey.id)}}, "again"))
    await db.execute("update journey_version set graph = $1::jsonb", itself)
    await carrier.carry(cast.cohort)
    reasons = await db.fetch("select detail ->> 'reason' as reason from journal where outcome = 'not_enrolled'")
    assert [row["reason"] for row in reasons] == ["already_enrolled", "already_enrolled"]
    assert await db.fetchval("select count(*) from enrollment") == 2


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
