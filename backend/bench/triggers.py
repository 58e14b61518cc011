"""What the trigger on `contact` costs an import: `python -m backend.bench.triggers [CONTACTS]`, last line JSON.

The same people are imported again with something changed of each, by the product's own writing, batch by batch; in
every second block of batches the trigger is off. The first batch of a block is not counted: after switching, the server
plans anew. Once with nobody aboard, once with everybody aboard a journey that looks at the facts of contacts.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import asyncpg
from pydantic import SecretStr
from sqlalchemy import text

from backend.bench import scene, servers
from backend.contacts.import_writing import Batch, write_batch
from backend.contacts.importing.plan import TEXTS, PlannedContact
from backend.execution.boarding import board
from backend.execution.judging import judged_facts
from backend.execution.operations import OperationDeps
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, create_engine, create_sessions, transaction
from backend.kit.ids import new_id
from backend.migrations import migrate
from backend.organization.domains import DomainClassifier
from backend.settings import Settings
from workflows.journey.graph import parse_graph

_BATCH: Final = 500
_BLOCK: Final = 5
_SWITCH: Final = "alter table contact {} trigger contact_changed"
_EXIT: Final[dict[str, Any]] = {"when": {"field": "memo", "op": "eq", "value": "done"}, "reason": "done"}


async def bench_triggers(contacts: int) -> dict[str, Any]:
    """Seconds of an import with and without the trigger, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="tabiji-triggers-") as name:
        async with servers.postgres(Path(name)) as url:
            await migrate(url)
            database = create_engine(url, pool_size=1)
            try:
                return await _measure(create_sessions(database), url, contacts)
            finally:
                await database.dispose()


async def _measure(sessions: Sessions, url: str, contacts: int) -> dict[str, Any]:
    graph = scene.document() | {"exits": [_EXIT]}
    made = await scene.set_scene(sessions, url, contacts, graph=graph)
    connection = await asyncpg.connect(url)
    try:
        judged = judged_facts(parse_graph(graph))
        await connection.execute("update journey_version set judged = $1", judged)
        alone = await _import(sessions, url, contacts, "first")
        async with transaction(sessions) as session:
            now = utc_now()
            await board(session, made.journey, made.version_id, made.contacts, now=now, new_id=new_id, capacity=500)
        watched = await _import(sessions, url, contacts, "second")
        noted: int = await connection.fetchval("select count(*) from contact_change")
    finally:
        await connection.close()
    return {"contacts": contacts, "nobody_watches": alone, "everybody_is_watched": watched, "changes_noted": noted}


async def _import(sessions: Sessions, url: str, contacts: int, memo: str) -> dict[str, float]:
    settings = Settings(database_url=url, secret_key=SecretStr("x" * 40))
    batch = Batch(new_id(), None, "bench", "bench.csv", DomainClassifier({}), {}, OperationDeps(sessions, settings))
    seconds = {"on": 0.0, "off": 0.0}
    for number, start in enumerate(range(0, contacts, _BATCH)):
        block, place = divmod(number, _BLOCK)
        which = "off" if block % 2 else "on"
        rows = [_planned(index, memo) for index in range(start, min(start + _BATCH, contacts))]
        async with transaction(sessions) as session:
            if place == 0:
                await session.execute(text(_SWITCH.format("disable" if which == "off" else "enable")))
            begun = time.perf_counter()
            await write_batch(session, rows, batch)
            seconds[which] += time.perf_counter() - begun if place else 0
    return {name: round(taken, 2) for name, taken in seconds.items()} | {
        "ratio": round(seconds["on"] / seconds["off"], 3)
    }


def _planned(index: int, memo: str) -> PlannedContact:
    texts = dict.fromkeys(TEXTS, "") | {"memo": memo}
    return PlannedContact(index, index, f"contact-{index}@example.com", texts)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(bench_triggers(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))))
