"""`tabiji bench faults`: kill -9 of every part and SMTP drops in every phase, under load; then account for every mail.

The sink is the witness: it knows by recipient and subject what it got, whatever the ledger says. Every contact is to
get three mails; each of them must be at the sink once, or be named `unconfirmed` in the ledger.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from backend.bench.scene import KEYS, Scene, document, set_scene
from backend.bench.stricken import KINDS, DroppingSink, Stack, dropping_sink, stack
from backend.execution.database import LOST
from backend.kit.db import create_engine, create_sessions

Say = Callable[[str], object]
PATIENCE_S: Final = 900.0
_DROP_SHARE: Final = 0.004
"""Of all chances to hang up: about one mail in forty meets one."""
_BATCH: Final = 25
_GAP_S: Final = (1.0, 6.0)
"""Between two kills."""
_ENDED: Final = "select count(*) filter (where status not in ('active', 'paused', 'errored')) from enrollment"
_LEDGER: Final = "select to_email || '|' || node as key, status from message"
_DOUBTS: Final = "select reason, count(*) as n from message where status = 'unconfirmed' group by reason"
_STATUSES: Final = "select status, count(*) as n from enrollment group by status"


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the expected mails. `unconfirmed` are those the ledger cannot vouch for at the end."""

    expected: int
    delivered: int
    duplicates: int
    lost: int
    unconfirmed: int
    unconfirmed_named: int


async def bench_faults(kills: int, seed: int, *, contacts: int | None = None, say: Say = print) -> dict[str, Any]:
    """Play it once; `seed` decides when what is killed, and what the sink drops.

    Raises TimeoutError when somebody is still aboard a quarter of an hour after the last kill.
    """
    dice = random.Random(seed)
    people = contacts or max(200, kills * 200)
    async with AsyncExitStack() as scope:
        folder = Path(scope.enter_context(tempfile.TemporaryDirectory(prefix="tabiji-faults-")))
        sink = await scope.enter_async_context(dropping_sink(folder, seed, _DROP_SHARE))
        running = await scope.enter_async_context(stack(folder, sink.port))
        scene = await _scene(running, people)
        begun = time.monotonic()
        loading = asyncio.create_task(_load(running, scene, people, seconds=kills * sum(_GAP_S) / 2))
        in_flight: list[int] = []
        for number in range(kills):
            await asyncio.sleep(dice.uniform(*_GAP_S))
            kind = KINDS[number] if number < len(KINDS) and kills >= len(KINDS) else dice.choice(KINDS)
            flying = (
                await _on_the_wire(sink, loading, running.database_url, people)
                if number % 2
                else await sink.in_flight()
            )
            in_flight.append(flying)
            say(f"kill {number + 1} of {kills}: {await running.kill(kind, dice)}, {flying} mails on the wire")
        refused = await loading
        killing = time.monotonic() - begun
        say(f"all {people} enrolled ({refused} requests had to be repeated); waiting until everybody has ended")
        await sink.ask("calm")
        await _until_ended(running.database_url, people)
        account, detail = await _account(running.database_url, sink, people)
        seconds = {"killing": round(killing, 1), "all": round(time.monotonic() - begun, 1)}
        extra = {
            "kills": kills,
            "seed": seed,
            "killed": running.killed,
            "seconds": seconds,
            "in_flight_at_kills": in_flight,
            "requests_repeated": refused,
        }
        return {**{name: getattr(account, name) for name in Account.__slots__}, **extra, **detail}


async def _on_the_wire(sink: DroppingSink, loading: asyncio.Task[int], database_url: str, people: int) -> int:
    """How many mails are on the wire, once there are some; 0 when none will come any more.

    Every second kill waits for this, so that no run passes them by; the others fall by chance.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not (flying := await sink.in_flight()):
            if loading.done() and await _fetchval(database_url, _ENDED) == people:
                break
            await asyncio.sleep(0.02)
    return flying


async def _scene(running: Stack, people: int) -> Scene:
    database = create_engine(running.database_url, pool_size=1)
    try:
        sessions = create_sessions(database)
        return await set_scene(sessions, running.database_url, people, graph=document("PT2S"), subject="{key}")
    finally:
        await database.dispose()


async def _load(running: Stack, scene: Scene, people: int, *, seconds: float) -> int:
    """Enroll everybody by the API, spread over the kills; a request without an answer is repeated. How many were."""
    batches = [scene.contacts[start : start + _BATCH] for start in range(0, people, _BATCH)]
    headers = {"Authorization": f"Bearer {running.token}"}
    repeated = 0
    async with httpx.AsyncClient(base_url=running.api_url, headers=headers, timeout=10) as client:
        for batch in batches:
            body = {"selection": {"contact_ids": [str(one) for one in batch]}}
            while not await _enrolled(client, f"/api/v1/journeys/{scene.journey.id}/enrollments", body):
                repeated += 1
                await asyncio.sleep(0.3)
            await asyncio.sleep(seconds / len(batches))
    return repeated


async def _enrolled(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> bool:
    """Whether the answer came. Raises on a refusal that is no fault's."""
    try:
        answer = await client.post(path, json=body)
    except httpx.TransportError:
        return False
    if answer.status_code >= 500:
        return False
    answer.raise_for_status()
    return True


async def _until_ended(database_url: str, people: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await _fetchval(database_url, _ENDED) != people:  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def _fetchval(database_url: str, question: str) -> Any:
    """The answer, None while the database is away."""
    with suppress(*LOST):
        connection = await asyncpg.connect(database_url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()
    return None


async def _account(database_url: str, sink: DroppingSink, people: int) -> tuple[Account, dict[str, Any]]:
    seen = await sink.ask()
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(_LEDGER)
        addresses = [
            row["email"] for row in await connection.fetch("select email from contact where email like 'contact-%'")
        ]
        doubts = {row["reason"] or "": row["n"] for row in await connection.fetch(_DOUBTS)}
        statuses = {row["status"]: row["n"] for row in await connection.fetch(_STATUSES)}
    finally:
        await connection.close()
    expected = {f"{email}|{key}" for email in addresses for key in KEYS}
    account, missing = settle(expected, seen["got"], {row["key"]: row["status"] for row in rows})
    detail = {
        "unconfirmed_at_sink": sum(row["status"] == "unconfirmed" and row["key"] in seen["got"] for row in rows),
        "unconfirmed_by_reason": doubts,
        "drops": seen["drops"],
        "enrollments": statuses,
        "lost_mails": sorted(missing)[:20],
    }
    assert len(addresses) == people
    return account, detail


def settle(expected: set[str], got: dict[str, int], ledger: dict[str, str]) -> tuple[Account, set[str]]:
    """The account, and which mails are lost: neither at the sink nor named. Mails nobody expected are duplicates."""
    delivered = expected & got.keys()
    named = {key for key, status in ledger.items() if status == "unconfirmed"}
    unknown = {key for key, status in ledger.items() if status in ("transmitting", "reserved", "deferred")} | named
    lost = expected - delivered - named
    duplicates = sum(got.values()) - len(delivered)
    return Account(len(expected), len(delivered), duplicates, len(lost), len(unknown), len(named)), lost
