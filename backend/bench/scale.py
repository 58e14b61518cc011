"""`tabiji bench scale`: a million people waiting at once, and what enrolling, counting, pausing and a wave then cost.

All of them are made by the product's own way (`boarding.board`), carried by ordinary workers until they wait, and
looked at through an ordinary API process.
"""

import asyncio
import io
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx

from backend.bench import scene, servers
from backend.bench.ground import Ground, Say, environment_of, ground
from backend.bench.stricken import until_ready
from backend.embedded.seed import seed_installation
from backend.execution.boarding import board
from backend.execution.database import PlainConnection
from backend.kit.clock import utc_now
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.models import Journey

MEASURED: Final = 100_000
WAVE: Final = 50_000
HURRY: Final = 10_000
"""People of the journey that is paused while it sends."""
_CHUNK: Final = 5_000
"""People enrolled in one transaction."""
_TOKYO: Final = timezone(timedelta(hours=9))
_STARTED: Final = """
    select coalesce(sum(count), 0) from node_counter where version_id = $1 and node = $2 and metric = 'entered'
"""
_FOREIGN_KEYS: Final = """
    select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'enrollment'::regclass and contype = 'f'
"""
_SIZES: Final = """
    select name, sum(bytes)::bigint as bytes from (
        select case when i.indrelid is null then c.relname else 'indexes of ' || t.relname end as name,
               case when i.indrelid is null then pg_table_size(c.oid) else pg_relation_size(c.oid) end as bytes
        from pg_class c left join pg_index i on i.indexrelid = c.oid left join pg_class t on t.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')
          and coalesce(t.relname, c.relname) in ('enrollment', 'journal', 'message', 'cohort')) as parts
    group by name having sum(bytes) > $1 order by 2 desc
"""
_PATIENCE_S: Final = 3 * 3600.0
_SAY_EVERY_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Play:
    """Everything running: journeys by name with their live version, contacts, and where the time went so far."""

    here: Ground
    db: PlainConnection
    api: httpx.AsyncClient
    text: UUID
    contacts: list[UUID]
    report: dict[str, Any]
    journeys: dict[str, tuple[Journey, UUID]] = field(default_factory=dict[str, tuple[Journey, UUID]])
    begun: float = field(default_factory=time.monotonic)

    def say(self, what: str) -> None:
        """Progress, with the minutes since the beginning."""
        self.here.say(f"{(time.monotonic() - self.begun) / 60:5.1f} min  {what}")

    async def publish(self, name: str, wait: dict[str, Any] | None) -> None:
        """A running journey by this name."""
        async with transaction(self.here.sessions) as session:
            self.journeys[name] = await scene.publish(session, document(wait), {"scale": self.text})

    async def temporal_bytes(self) -> int:
        """The size of Temporal's store, its log included."""
        return await asyncio.to_thread(lambda: sum(p.stat().st_size for p in self.here.folder.glob("temporal.db*")))

    async def database_bytes(self) -> int:
        """The whole database's size."""
        return await self.db.fetchval("select pg_database_size(current_database())")


def document(wait: dict[str, Any] | None) -> dict[str, Any]:
    """One mail, after `wait` if there is one."""
    nodes: dict[str, Any] = {
        "mail": {"type": "send_email", "template": "scale", "next": {"sent": "end"}},
        "end": {"type": "exit", "reason": "completed"},
    }
    if wait is not None:
        nodes["pause"] = {"type": "wait", **wait, "next": {"done": "mail"}}
    entry = {"node": "mail" if wait is None else "pause", "reentry": "never"}
    return {"schema": 1, "name": "百万人の旅", "kind": "nurture", "entry": entry, "nodes": nodes}


async def bench_scale(enrollments: int, *, workers: int = 2, say: Say = print) -> dict[str, Any]:
    """Measure it. Fewer than 1,000,000 `enrollments` make everything but the wave proportionally smaller."""
    begun = time.monotonic()
    async with AsyncExitStack() as stack:
        play = await _open(stack, enrollments, say)
        report = play.report
        report |= {"enrollments": enrollments, "workers": workers, "load_before": _load()}
        database, temporal = await play.database_bytes(), await play.temporal_bytes()
        await _enrolling(play, measured := min(MEASURED, enrollments))
        await stack.enter_async_context(play.here.workers(workers))
        await _waiting(play, measured)
        report["db_bytes_per_enrollment"] = round((await play.database_bytes() - database) / enrollments)
        report["temporal_bytes_per_enrollment"] = round((await play.temporal_bytes() - temporal) / enrollments, 1)
        report["table_bytes_per_enrollment"] = await _tables(play, enrollments)
        await _settled(play)
        await _looked_at(play)
        await _paused(play, min(HURRY, enrollments // 10))
        await _wave(play, min(WAVE, enrollments // 2))
        report |= {"load_after": _load(), "minutes": round((time.monotonic() - begun) / 60, 1)}
        return report


async def _open(stack: AsyncExitStack, contacts: int, say: Say) -> Play:
    begun = time.monotonic()
    here = await stack.enter_async_context(ground("scale", say))
    login = await seed_installation(here.settings.database_url)
    assert login is not None
    url = f"http://127.0.0.1:{(port := servers.free_port())}"
    environment = {**os.environ, **environment_of(here.settings), "API_PORT": str(port)}
    command = [sys.executable, "-m", "backend.cli", "api"]
    await stack.enter_async_context(servers.child(command, environment, here.folder / "api.log"))
    await until_ready(url)
    headers = {"Authorization": f"Bearer {login['api_token']}"}
    api = httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=60)
    await stack.enter_async_context(api)
    db = await asyncpg.connect(here.settings.database_url)
    stack.push_async_callback(db.close)
    async with transaction(here.sessions) as session:
        text = await scene.add_text(session, "scale")
    play = Play(here, db, api, text, await scene.people(here.settings.database_url, contacts), {}, begun=begun)
    for name, wait in (("long", {"for": "P30D"}), ("hurry", None)):
        await play.publish(name, wait)
    play.say(f"{contacts} contacts made")
    return play


def _load() -> float:
    return round(os.getloadavg()[0], 1)


# Enrolling.


async def _enroll(play: Play, journey: str, who: Sequence[UUID]) -> float:
    """Enroll by the product's way; the seconds it took."""
    row, version = play.journeys[journey]
    capacity = play.here.settings.cohort_capacity
    begun = said = time.perf_counter()
    for start in range(0, len(who), _CHUNK):
        some = who[start : start + _CHUNK]
        async with transaction(play.here.sessions) as session:
            await board(session, row, version, some, now=utc_now(), new_id=new_id, capacity=capacity)
        if time.perf_counter() - said > _SAY_EVERY_S:
            said = time.perf_counter()
            play.say(f"{start + len(some)} of {len(who)} enrolled")
    return time.perf_counter() - begun


async def _enrolling(play: Play, people: int) -> None:
    """Enrolling against a COPY of the very same rows; no worker runs yet, so nobody else works on either side."""
    taken = await _enroll(play, "long", play.contacts[:people])
    play.report["enrolled_per_s"] = round(people / taken)
    play.report["copied_per_s"] = {}
    for table, seconds in (await _copied(play, people)).items():
        name = "enroll_ratio_to_copy" + ("" if table == "its own table" else f"_into_{table.replace(' ', '_')}")
        play.report[name] = round(seconds / taken, 3)
        play.report["copied_per_s"][table] = round(people / seconds)
    play.say(f"enrolling {people / taken:.0f}/s, COPY {play.report['copied_per_s']}")


async def _copied(play: Play, rows: int) -> dict[str, float]:
    """Seconds of a COPY of the very same rows into a table just like theirs, into one without foreign keys, and into
    one without indexes as well."""
    data = io.BytesIO()
    await play.db.copy_from_query("select * from enrollment order by id", output=data, format="binary")
    keys: list[str] = [row[0] for row in await play.db.fetch(_FOREIGN_KEYS)]
    tables: dict[str, tuple[str, list[str]]] = {
        "its own table": ("including all", keys),
        "a table without foreign keys": ("including all", []),
        "a bare table": ("including defaults", []),
    }
    seconds: dict[str, float] = {}
    for table, (like, constraints) in tables.items():
        await play.db.execute(f"create table copied (like enrollment {like})")
        for key in constraints:
            await play.db.execute(f"alter table copied add {key}")
        data.seek(0)
        begun = time.perf_counter()
        await play.db.copy_to_table("copied", source=data, format="binary")
        seconds[table] = time.perf_counter() - begun
        assert await play.db.fetchval("select count(*) from copied") == rows
        await play.db.execute("drop table copied")
    return seconds


async def _waiting(play: Play, already: int) -> None:
    """Everybody enrolled, and carried by the workers until they wait; `already` of them are enrolled."""
    enrollments, begun = len(play.contacts), time.monotonic()
    await _enroll(play, "long", play.contacts[already:])
    await _until_started(play, "long", "pause", enrollments)
    play.report["until_all_wait_s"] = round(time.monotonic() - begun, 1)
    play.report["carried_per_s"] = round(enrollments / play.report["until_all_wait_s"])
    play.say(f"all {enrollments} wait")


async def _until_started(play: Play, journey: str, node: str, people: int) -> None:
    """Until so many have come to this node."""
    said = time.monotonic()
    async with asyncio.timeout(_PATIENCE_S):
        while (come := await play.db.fetchval(_STARTED, play.journeys[journey][1], node)) < people:
            if time.monotonic() - said > _SAY_EVERY_S:
                said = time.monotonic()
                play.say(f"{come} of {people} are at the node {node}")
            await asyncio.sleep(0.5)


async def _tables(play: Play, enrollments: int) -> dict[str, int]:
    """Where the room goes: rows and indexes of the larger tables."""
    rows = await play.db.fetch(_SIZES, 1_000_000)
    return {row["name"]: round(row["bytes"] / enrollments) for row in rows}


async def _settled(play: Play) -> None:
    """As it is some minutes later: vacuumed, as autovacuum does by then, and written to disk."""
    await play.db.execute("vacuum (analyze) enrollment, journal, cohort, node_counter, standing, agenda")
    await play.db.execute("checkpoint")
    play.say("vacuumed")


# Looking.


async def _looked_at(play: Play) -> None:
    """What an admin's pages take while everybody waits."""
    journey = f"/journeys/{play.journeys['long'][0].id}"
    lists = ["", "?status=active", "?node=pause", "?status=active&node=pause", "?status=errored", "?node=mail"]
    page = (await play.api.get(f"{journey}/enrollments?limit=100")).json()
    lists.append(f"?cursor={page['next_cursor']}&limit=100")
    play.report["counts_p95_ms"] = await _p95(play, [f"{journey}/stats"], 200)
    play.report["list_p95_ms"] = await _p95(play, [f"{journey}/enrollments{query}" for query in lists], 210)
    others = {"contacts": "/contacts", "contacts_count": "/contacts/count", "journeys": "/journeys", "home": "/home"}
    play.report["others_p95_ms"] = {name: await _p95(play, [path], 20) for name, path in others.items()}
    play.report["previews_p95_ms"] = await _previews(play)
    play.report["preview_everybody_s"] = await _previewed(play, "hurry")
    play.report["preview_everybody_aboard_s"] = await _previewed(play, "long")
    looks = {name: value for name, value in play.report.items() if "p95" in name or "preview" in name}
    play.say(f"looked at: {looks}")


async def _previews(play: Play) -> dict[str, float]:
    """What an admin sees before doing something to everybody who waits; nothing of it is done."""
    journey, act = f"/journeys/{play.journeys['long'][0].id}", "/enrollments/actions/preview"
    everybody = {"selection": {"filter": {"journey_id": str(play.journeys["long"][0].id)}}}
    looks: dict[str, tuple[str, dict[str, Any] | None]] = {
        "skip": (act, {"action": "skip", **everybody}),
        "move": (act, {"action": "move", "node": "mail", **everybody}),
        "replay": (act, {"action": "replay", "node": "pause", **everybody}),
        "stop": (act, {"action": "stop", **everybody}),
        "publish": (f"{journey}/publish/preview", {"version": 1}),
        "outlook": (f"{journey}/outlook", None),
        "enroll": (f"/journeys/{play.journeys['hurry'][0].id}/enrollments/preview", {"selection": {"all": True}}),
        "enroll_again": (f"{journey}/enrollments/preview", {"selection": {"all": True}}),
    }
    taken = {name: await _p95(play, [path], 40, body=body) for name, (path, body) in looks.items()}
    (await play.api.post(f"{journey}/pause", json={"reason": "bench"})).raise_for_status()
    taken["resume"] = await _p95(play, [f"{journey}/resume/preview"], 40)
    (await play.api.post(f"{journey}/resume", json={"choice": "keep_date", "reason": "bench"})).raise_for_status()
    async with asyncio.timeout(_PATIENCE_S):  # until every cohort has looked, so that nothing of it is measured next
        while await play.db.fetchval("select exists (select from cohort_wake)"):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    return taken


async def _previewed(play: Play, journey: str) -> float:
    """Seconds until one sees whom enrolling everybody would let in, and who is kept out and why."""
    begun = time.perf_counter()
    path = f"/journeys/{play.journeys[journey][0].id}/enrollments/preview"
    (await play.api.post(path, json={"selection": {"all": True}})).raise_for_status()
    return round(time.perf_counter() - begun, 2)


async def _p95(play: Play, paths: Sequence[str], times: int, *, body: dict[str, Any] | None = None) -> float:
    method, taken = "GET" if body is None else "POST", list[float]()
    for number in range(times):
        begun = time.perf_counter()
        (await play.api.request(method, paths[number % len(paths)], json=body)).raise_for_status()
        taken.append(time.perf_counter() - begun)
    return round(sorted(taken)[int(len(taken) * 0.95)] * 1e3, 1)


# Sending.


async def _paused(play: Play, people: int) -> None:
    """Pause a journey in the middle of its sending, by the API, with everybody else aboard."""
    await play.here.sink.report(reset=True)
    await _enroll(play, "hurry", play.contacts[:people])
    async with asyncio.timeout(120):
        while (await play.here.sink.report())["mails"] < people // 10:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    journey, asked = f"/journeys/{play.journeys['hurry'][0].id}", time.time()
    (await play.api.post(f"{journey}/pause", json={"reason": "bench"})).raise_for_status()
    answered = time.time()
    await asyncio.sleep(5)
    counts = await play.here.sink.report()
    play.report["pause_to_last_send_s"] = round(max(0.0, counts["last_at"] - asked), 3)
    play.report["pause_answered_s"] = round(answered - asked, 3)
    play.report["paused_after_mails"] = counts["mails"]
    play.say(f"paused after {counts['mails']} mails; the last came {play.report['pause_to_last_send_s']} s later")


async def _wave(play: Play, wave: int) -> None:
    """Many wakes due at the same minute, to the last mail; against bare SMTP measured before and after."""
    here = play.here
    before = await here.bare()
    due = _minute(wave / play.report["carried_per_s"] + wave / play.report["enrolled_per_s"])
    await play.publish("wave", {"until": {"weekdays": None, "time": f"{due:%H:%M}"}})
    await _enroll(play, "wave", play.contacts[:wave])
    await _until_started(play, "wave", "pause", wave)
    await here.sink.report(reset=True)
    ready = time.time()
    play.say(f"{wave} wait for {due:%H:%M}, {due.timestamp() - ready:.0f} s from now")
    await asyncio.sleep(max(0.0, due.timestamp() - time.time()))
    idle = await here.cpu()
    async with asyncio.timeout(_PATIENCE_S):
        while (counts := await here.sink.report())["distinct"] < wave:
            play.say(f"{counts['mails']} of {wave} mails")
            await asyncio.sleep(2)
    cpu = servers.difference(await here.cpu(), idle)
    after = await here.bare()
    begun = max(due.timestamp(), ready)
    rate = wave / (counts["last_at"] - begun)
    play.report["wave"] = {
        "mails": counts["mails"],
        "duplicates": counts["duplicates"],
        "first_mail_after_s": round(counts["first_at"] - due.timestamp(), 2),
        "seconds": round(counts["last_at"] - begun, 1),
        "mails_per_s": round(rate),
        "smtp_before_after": [round(before.mails_per_s), round(after.mails_per_s)],
        "cpu_ms_per_mail": round(sum(cpu.values()) / wave * 1e3, 3),
        "cpu_s": cpu,
        "was_late_s": round(max(0.0, ready - due.timestamp()), 1),
    }
    play.report["wave_ratio_to_smtp"] = round(rate / ((before.mails_per_s + after.mails_per_s) / 2), 3)
    play.say(f"wave: {play.report['wave']}")


def _minute(seconds: float) -> datetime:
    """A minute of the day in Tokyo that comes when that many seconds have passed twice, and a quarter of one."""
    then = datetime.now(_TOKYO) + timedelta(seconds=2 * seconds + 15)
    return then.replace(second=0, microsecond=0) + timedelta(minutes=1)
