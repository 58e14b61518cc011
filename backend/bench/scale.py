"""`tabiji bench scale`: a million people waiting at once, and what enrolling, counting, pausing and a wave then cost.

All of them are made by the product's own way (`boarding.board`), carried by ordinary workers until they wait, and
looked at through an ordinary API process.
"""

import asyncio
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx
from pydantic import SecretStr

from backend.bench import servers
from backend.bench.bare_smtp import bare_smtp, prebuilt
from backend.bench.engine import environment_of
from backend.bench.people import Crowd, people, publish
from backend.bench.stricken import until_ready
from backend.embedded.seed import issue_token, seed_installation
from backend.execution.boarding import board
from backend.execution.database import PlainConnection
from backend.execution.wakes import wake_journey
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, create_engine, create_sessions, transaction
from backend.kit.ids import new_id
from backend.migrations import migrate
from backend.models import Journey
from backend.settings import Settings

Say = Callable[[str], object]
MEASURED: Final = 100_000
WAVE: Final = 50_000
HURRY: Final = 10_000
"""People of the journey that is paused while it sends."""
_CHUNK: Final = 5_000
"""People enrolled in one transaction."""
_SMTP_MAILS: Final = 10_000
_TOKYO: Final = timezone(timedelta(hours=9))
_WAITING: Final = """
    select not exists (select from enrollment where journey_id = $1 and status = 'active' and seq < 2)
"""
_PATIENCE_S: Final = 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything running."""

    settings: Settings
    sessions: Sessions
    db: PlainConnection
    api: httpx.AsyncClient
    sink: servers.Sink
    folder: Path
    say: Say

    async def temporal_bytes(self) -> int:
        """The store's size, its log included."""
        return await asyncio.to_thread(lambda: sum(p.stat().st_size for p in self.folder.glob("temporal.db*")))

    async def database_bytes(self) -> int:
        """The whole database's size."""
        return await self.db.fetchval("select pg_database_size(current_database())")


async def bench_scale(enrollments: int, *, workers: int = 2, say: Say = print) -> dict[str, Any]:
    """Measure it. Fewer than 1,000,000 `enrollments` make everything but the wave proportionally smaller."""
    async with AsyncExitStack() as stack:
        scene = await _open(stack, workers, say)
        crowd = await people(scene.sessions, scene.db, enrollments)
        report: dict[str, Any] = {"enrollments": enrollments, "workers": workers}
        report["load_before"] = round(os.getloadavg()[0], 1)
        await _waiting(scene, crowd, enrollments, report)
        await _looked_at(scene, crowd, report)
        await _paused(scene, crowd, min(HURRY, enrollments // 10), report)
        await _wave(scene, crowd, min(WAVE, enrollments // 2), report)
        report["load_after"] = round(os.getloadavg()[0], 1)
        return report


async def _open(stack: AsyncExitStack, workers: int, say: Say) -> Scene:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tabiji-scale-")))
    url = await stack.enter_async_context(servers.postgres(folder))
    temporal = await stack.enter_async_context(servers.temporal(folder))
    sink = await stack.enter_async_context(servers.sink(folder))
    settings = Settings(
        database_url=url,
        temporal_address=temporal,
        smtp_port=sink.port,
        secret_key=SecretStr("bench-secret-key-of-32-bytes-or-more"),
        environment="embedded",
    )
    await migrate(url)
    login = await seed_installation(url)
    assert login is not None
    token = await issue_token(url, login["email"], "bench")
    port = servers.free_port()
    environment = {**os.environ, **environment_of(settings), "API_PORT": str(port)}
    command = [sys.executable, "-m", "backend.cli", "api"]
    await stack.enter_async_context(servers.child(command, environment, folder / "api.log"))
    for _ in range(workers):
        await stack.enter_async_context(servers.worker(folder, environment_of(settings)))
    await until_ready(f"http://127.0.0.1:{port}")
    headers = {"Authorization": f"Bearer {token}"}
    api = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers, timeout=60)
    await stack.enter_async_context(api)
    database = create_engine(url, pool_size=2)
    stack.push_async_callback(database.dispose)
    db = await asyncpg.connect(url)
    stack.push_async_callback(db.close)
    return Scene(settings, create_sessions(database), db, api, sink, folder, say)


# Enrolling.


async def _enroll(scene: Scene, crowd: Crowd, journey: str, who: Sequence[UUID]) -> float:
    """Enroll by the product's way; the seconds it took."""
    row, version = crowd.journeys[journey]
    begun = time.perf_counter()
    for start in range(0, len(who), _CHUNK):
        async with transaction(scene.sessions) as session:
            await board(
                session,
                row,
                version,
                who[start : start + _CHUNK],
                now=utc_now(),
                new_id=new_id,
                capacity=scene.settings.cohort_capacity,
            )
    return time.perf_counter() - begun


async def _waiting(scene: Scene, crowd: Crowd, enrollments: int, report: dict[str, Any]) -> None:
    """Everybody enrolled and waiting; what that took in time and room."""
    database, temporal = await scene.database_bytes(), await scene.temporal_bytes()
    measured = min(MEASURED, enrollments)
    await _paused_journey(scene, crowd, "long", on=True)  # so that nobody else works meanwhile, on either side
    taken = await _enroll(scene, crowd, "long", crowd.contacts[:measured])
    copied, bare = await _copied(scene, measured)
    report["enroll_ratio_to_copy"] = round(copied / taken, 3)
    report["enroll_ratio_to_copy_without_indexes"] = round(bare / taken, 3)
    report["enrolled_per_s"] = round(measured / taken)
    report["copied_per_s"] = round(measured / copied)
    scene.say(f"enrolling {measured / taken:.0f}/s, COPY {measured / copied:.0f}/s, {measured / bare:.0f}/s unindexed")
    await _paused_journey(scene, crowd, "long", on=False)
    begun = time.perf_counter()
    await _enroll(scene, crowd, "long", crowd.contacts[measured:enrollments])
    report["until_all_wait_s"] = round(await _until_waiting(scene, crowd, "long") - begun, 1)
    scene.say(f"{enrollments} wait after {report['until_all_wait_s']} s")
    await scene.db.execute("checkpoint")
    report["db_bytes_per_enrollment"] = round((await scene.database_bytes() - database) / enrollments)
    report["temporal_bytes_per_enrollment"] = round((await scene.temporal_bytes() - temporal) / enrollments, 1)


async def _copied(scene: Scene, rows: int) -> tuple[float, float]:
    """Seconds of a bare COPY of the very same rows, into a table with the same indexes, and into one without any."""
    data = io.BytesIO()
    await scene.db.copy_from_query("select * from enrollment order by id", output=data, format="binary")
    seconds: list[float] = []
    for like in ("including all", "including defaults"):
        await scene.db.execute(f"create table copied (like enrollment {like})")
        data.seek(0)
        begun = time.perf_counter()
        await scene.db.copy_to_table("copied", source=data, format="binary")
        seconds.append(time.perf_counter() - begun)
        assert await scene.db.fetchval("select count(*) from copied") == rows
        await scene.db.execute("drop table copied")
    return seconds[0], seconds[1]


async def _until_waiting(scene: Scene, crowd: Crowd, journey: str) -> float:
    async with asyncio.timeout(_PATIENCE_S):
        while not await scene.db.fetchval(_WAITING, crowd.journeys[journey][0].id):  # noqa: ASYNC110
            await asyncio.sleep(1)
    return time.perf_counter()


# Looking.


async def _looked_at(scene: Scene, crowd: Crowd, report: dict[str, Any]) -> None:
    """What an admin's pages take while everybody waits."""
    journey = f"/journeys/{crowd.journeys['long'][0].id}"
    lists = ["", "?status=active", "?node=pause", "?status=active&node=pause", "?status=errored", "?node=mail"]
    page = (await scene.api.get(f"{journey}/enrollments?limit=100")).json()
    lists.append(f"?cursor={page['next_cursor']}&limit=100")
    report["counts_p95_ms"] = await _p95(scene, [f"{journey}/stats"], 200)
    report["list_p95_ms"] = await _p95(scene, [f"{journey}/enrollments{query}" for query in lists], 210)
    others = {"contacts": "/contacts", "contacts_count": "/contacts/count", "journeys": "/journeys", "home": "/home"}
    report["others_p95_ms"] = {name: await _p95(scene, [path], 20) for name, path in others.items()}
    begun = time.perf_counter()
    everybody = {"selection": {"all": True}}
    answer = await scene.api.post(f"/journeys/{crowd.journeys['wave'][0].id}/enrollments/preview", json=everybody)
    answer.raise_for_status()
    report["preview_everybody_s"] = round(time.perf_counter() - begun, 2)
    scene.say(
        f"counts {report['counts_p95_ms']} ms, lists {report['list_p95_ms']} ms, others {report['others_p95_ms']}"
    )


async def _p95(scene: Scene, paths: Sequence[str], times: int) -> float:
    taken: list[float] = []
    for number in range(times):
        begun = time.perf_counter()
        (await scene.api.get(paths[number % len(paths)])).raise_for_status()
        taken.append(time.perf_counter() - begun)
    return round(sorted(taken)[int(len(taken) * 0.95)] * 1e3, 1)


# Sending.


async def _paused_journey(scene: Scene, crowd: Crowd, journey: str, *, on: bool) -> None:
    status = "paused" if on else "running"
    row = crowd.journeys[journey][0]
    async with transaction(scene.sessions) as session:
        (await session.get_one(Journey, row.id)).status = status
        if not on:
            await wake_journey(session, row.id)


async def _paused(scene: Scene, crowd: Crowd, people_: int, report: dict[str, Any]) -> None:
    """Pause a journey in the middle of its sending, by the API, with everybody else aboard."""
    await scene.sink.report(reset=True)
    await _enroll(scene, crowd, "hurry", crowd.contacts[:people_])
    async with asyncio.timeout(120):
        while (await scene.sink.report())["mails"] < people_ // 10:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    journey, asked = f"/journeys/{crowd.journeys['hurry'][0].id}", time.time()
    (await scene.api.post(f"{journey}/pause", json={"reason": "bench"})).raise_for_status()
    answered = time.time()
    await asyncio.sleep(5)
    counts = await scene.sink.report()
    report["pause_to_last_send_s"] = round(max(0.0, counts["last_at"] - asked), 3)
    report["pause_answered_s"] = round(answered - asked, 3)
    report["paused_after_mails"] = counts["mails"]
    scene.say(
        f"paused after {counts['mails']} mails; the last came {report['pause_to_last_send_s']} s after the request"
    )


async def _wave(scene: Scene, crowd: Crowd, wave: int, report: dict[str, Any]) -> None:
    """Many wakes due at the same minute, to the last mail; against bare SMTP measured before and after."""
    before = await _bare(scene)
    minutes = 2 + wave // 30_000
    due = datetime.now(_TOKYO).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    await publish(scene.sessions, crowd, "wave", until=f"{due:%H:%M}")
    await _enroll(scene, crowd, "wave", crowd.contacts[:wave])
    await _until_waiting(scene, crowd, "wave")
    await scene.sink.report(reset=True)
    ready = time.time()
    scene.say(f"{wave} wait for {due:%H:%M}, {due.timestamp() - ready:.0f} s from now")
    async with asyncio.timeout(_PATIENCE_S):
        while (counts := await scene.sink.report())["distinct"] < wave:  # noqa: ASYNC110
            await asyncio.sleep(1)
    after = await _bare(scene)
    begun = max(due.timestamp(), ready)
    rate = wave / (counts["last_at"] - begun)
    report["wave"] = {
        "mails": counts["mails"],
        "duplicates": counts["duplicates"],
        "first_mail_after_s": round(counts["first_at"] - due.timestamp(), 2),
        "seconds": round(counts["last_at"] - begun, 1),
        "mails_per_s": round(rate),
        "smtp_before_after": [round(before), round(after)],
        "was_late_s": round(max(0.0, ready - due.timestamp()), 1),
    }
    report["wave_ratio_to_smtp"] = round(rate / ((before + after) / 2), 3)
    scene.say(f"wave: {report['wave']}")


async def _bare(scene: Scene) -> float:
    mails = await asyncio.to_thread(prebuilt, _SMTP_MAILS)
    await bare_smtp(scene.sink.port, mails[:500], scene.settings.smtp_connections)
    rate = await bare_smtp(scene.sink.port, mails, scene.settings.smtp_connections)
    await scene.sink.report(reset=True)
    return rate.mails_per_s
