"""`tabiji bench faults`: kill -9 of every part and SMTP drops in every phase, under load and while people intervene;
then account for every mail.

The sink is the witness: it knows by recipient and subject what it got, whatever the ledger says. Every contact is to
get the three mails of the journey, or what people made of that (`reckoning`); each of them must be at the sink once, or
be named `unconfirmed` in the ledger. Nobody may stay behind, and of every mail the journal must tell.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from backend.bench.accounting import nobody_aboard, take_account, until_settled
from backend.bench.interventions import HANDS, Hands, Played
from backend.bench.scene import Scene, document, set_scene
from backend.bench.stricken import KINDS, DroppingSink, Stack, dropping_sink, stack
from backend.kit.db import create_engine, create_sessions

Say = Callable[[str], object]
PATIENCE_S: Final = 900.0
_DROP_SHARE: Final = 0.004
"""Of all chances to hang up: about one mail in forty meets one."""
_BATCH: Final = 25
_GAP_S: Final = (1.0, 6.0)
"""Between two kills."""


async def bench_faults(
    kills: int,
    seed: int,
    *,
    contacts: int | None = None,
    interventions: int | None = None,
    say: Say = print,
) -> dict[str, Any]:
    """Play it once; `seed` decides when what is killed, what the sink drops, and what people do when.

    `interventions`: three for each kill unless told. Read the report by `sound`.
    """
    dice = random.Random(seed)
    people = contacts or max(200, kills * 200)
    acts = 3 * kills if interventions is None else interventions
    async with AsyncExitStack() as scope:
        folder = Path(scope.enter_context(tempfile.TemporaryDirectory(prefix="tabiji-faults-")))
        sink = await scope.enter_async_context(dropping_sink(folder, seed, _DROP_SHARE))
        running = await scope.enter_async_context(stack(folder, sink.port))
        scene = await _scene(running, people)
        client = await scope.enter_async_context(_client(running))
        hands = [Hands(client, str(scene.journey.id), f"{seed}-{number}", seed) for number in range(HANDS)]
        begun = time.monotonic()
        lasting = kills * sum(_GAP_S) / 2
        loading = asyncio.create_task(_load(client, scene, people, seconds=lasting))
        meddling = asyncio.gather(
            *(one.play(acts // HANDS + (n < acts % HANDS), seconds=lasting) for n, one in enumerate(hands))
        )
        in_flight: list[int] = []
        for number in range(kills):
            await asyncio.sleep(dice.uniform(*_GAP_S))
            kind = KINDS[number] if number < len(KINDS) and kills >= len(KINDS) else dice.choice(KINDS)
            flying = await _on_the_wire(sink, loading, running.database_url) if number % 2 else await sink.in_flight()
            in_flight.append(flying)
            say(f"kill {number + 1} of {kills}: {await running.kill(kind, dice)}, {flying} mails on the wire")
        refused = await loading
        await meddling
        killing = time.monotonic() - begun
        await sink.ask("calm")
        for one in hands:
            await one.put_back()
        say(f"all {people} enrolled ({refused} requests had to be repeated); waiting until everybody has ended")
        unsettled = await until_settled(running.database_url, people)
        played = Played.of([one.played for one in hands])
        account = await take_account(running.database_url, scene.contacts, (await sink.ask())["got"], played.deeds)
        return {
            **account,
            "unsettled": unsettled,
            "kills": kills,
            "seed": seed,
            "killed": running.killed,
            "interventions": played.view(),
            "seconds": {"killing": round(killing, 1), "all": round(time.monotonic() - begun, 1)},
            "in_flight_at_kills": in_flight,
            "requests_repeated": refused,
            "drops": (await sink.ask())["drops"],
        }


def sound(report: dict[str, Any]) -> bool:
    """Whether the promise was kept: nothing twice, nothing lost or in doubt without a name, nobody left behind, each
    mail told of once, and every request about people done as it was answered."""
    broken = ("duplicates", "lost", "left_behind", "untold", "not_as_answered", "unsettled")
    return not any(report[one] for one in broken) and report["unconfirmed"] == report["unconfirmed_named"]


async def _on_the_wire(sink: DroppingSink, loading: asyncio.Task[int], database_url: str) -> int:
    """How many mails are on the wire, once there are some; 0 when none will come any more.

    Every second kill waits for this, so that no run passes them by; the others fall by chance.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not (flying := await sink.in_flight()):
            if loading.done() and await nobody_aboard(database_url):
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


@asynccontextmanager
async def _client(running: Stack) -> AsyncGenerator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {running.token}"}
    async with httpx.AsyncClient(base_url=running.api_url, headers=headers, timeout=10) as client:
        yield client


async def _load(client: httpx.AsyncClient, scene: Scene, people: int, *, seconds: float) -> int:
    """Enroll everybody by the API, spread over the kills; a request without an answer is repeated. How many were."""
    batches = [scene.contacts[start : start + _BATCH] for start in range(0, people, _BATCH)]
    repeated = 0
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
