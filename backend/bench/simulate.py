"""How quick journeys are tried: a crowd through the simulator, with its memory and without, and a backtest.

The crowd plays the gallery's journeys on one core. The backtest runs over a scratch database whose past was itself
played: people who entered over twenty days, with their mails, reactions, clicks and journal rows.
"""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import orjson
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bench import scene, servers
from backend.execution.boarding import board
from backend.execution.calendar import calendar_of
from backend.execution.operations import OperationDeps
from backend.journeys import backtest
from backend.journeys.backtest_schemas import BacktestRequest
from backend.journeys.gallery import load_gallery
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, create_engine, create_sessions, transaction
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from backend.migrations import migrate
from backend.models import Enrollment, Operation
from backend.settings import Settings
from workflows.journey import machine
from workflows.journey.allocation import draw
from workflows.journey.behaviour import ANY_LINK, Behaviour, Rates, Reaction
from workflows.journey.crowd import Counts, Crowd
from workflows.journey.graph import JourneyGraph, dump_graph
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.pretended import Contact
from workflows.journey.sending import zone_of
from workflows.journey.simulate import NOTHING_ELSE, Film, film, limits_of, stage
from workflows.journey.world import World

START: Final = datetime(2026, 6, 1, 3, tzinfo=UTC)
FACTS: Final[Mapping[str, Any]] = {"email": "yamada@example.com", "stage": "lead", "score": 0, "tags": []}
BEHAVIOUR: Final = Behaviour(rates=Rates(opened=0.4, clicked=0.1, replied=0.03, refused=0.01))
DAYS: Final = 20
"""Days over which the past of the backtest entered, in as many batches."""
_TOGETHER: Final = 10
"""The machine without a memory plays one in so many of the crowd."""


async def bench_simulate(contacts: int, people: int, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Contacts a second of crowds, people a second of a backtest."""
    journeys = {item.key: item.graph for item in load_gallery(_settings("postgresql:///").templates_dir)}
    report: dict[str, Any] = {"contacts": contacts}
    for key, graph in journeys.items():
        report[key] = _crowd(graph, contacts)
        say(f"{key}: {report[key]}")
    rates = [report[key]["contacts_per_s"] for key in journeys]
    report["contacts_per_s_one_core"] = min(rates)
    report["ratio_to_machine_alone"] = min(report[key]["ratio_to_machine_alone"] for key in journeys)
    report["backtest"] = await _backtest(journeys["nurture_followup"], people, say)
    report["backtest_people_per_s"] = report["backtest"]["people_per_s"]
    return report


def _settings(url: str) -> Settings:
    return Settings(database_url=url, secret_key=SecretStr("x" * 40))


def _crowd(graph: JourneyGraph, contacts: int) -> dict[str, float]:
    """One journey with the crowd's memory, and some of the same contacts by the machine alone; CPU time."""
    somebody = World("somebody", FACTS, calendar=calendar_of(START.year, {}))
    crowd, few = Crowd(graph, [somebody], BEHAVIOUR, START), max(1, contacts // _TOGETHER)
    crowd.count(range(min(contacts, 200)))
    begun = time.process_time()
    crowd.count(range(contacts))
    taken, begun = time.process_time() - begun, time.process_time()
    alone, counted, limits = stage(graph, START), Counts(), limits_of(graph, NOTHING_ELSE)
    zone = zone_of(graph.settings, somebody)
    for number in range(few):
        contact = Contact(somebody, BEHAVIOUR, NOTHING_ELSE, limits, zone, f":{number}:{somebody.enrollment}")
        counted.play(alone, contact, machine.advance)
    plain = few / (time.process_time() - begun)
    assert crowd.count(range(few)) == counted
    return {
        "contacts_per_s": round(contacts / taken),
        "machine_alone_per_s": round(plain),
        "ratio_to_machine_alone": round(contacts / taken / plain, 2),
    }


async def _backtest(graph: JourneyGraph, people: int, say: Callable[[str], None]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tabiji-simulate-") as name:
        async with servers.postgres(Path(name)) as url:
            await migrate(url)
            database = create_engine(url, pool_size=2)
            try:
                return await _try_on(create_sessions(database), url, graph, people, say)
            finally:
                await database.dispose()


async def _try_on(
    sessions: Sessions, url: str, graph: JourneyGraph, people: int, say: Callable[[str], None]
) -> dict[str, Any]:
    made = await scene.set_scene(sessions, url, people, graph=dump_graph(graph))
    rows = await _past(sessions, url, made, graph)
    say(f"the past: {rows}")
    draft = dump_graph(graph)
    draft["nodes"]["opened_thanks"]["event"] = "clicked"
    deps = OperationDeps(sessions, _settings(url))
    request = BacktestRequest.model_validate({"graph": draft, "limit": people})
    async with transaction(sessions) as session:
        row = await backtest.start(session, made.journey.id, request, actor=SYSTEM, now=utc_now(), new_id=new_id)
    wall, cpu = time.perf_counter(), time.process_time()
    while not (await backtest.run_backtest(deps, row.id, lambda: None)).finished:
        pass
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    async with transaction(sessions) as session:
        told = (await session.get_one(Operation, row.id)).result
    return rows | {
        "people_per_s": round(people / wall),
        "seconds": round(wall, 2),
        "own_cpu_s": round(cpu, 2),
        "differ": told["differ"],
    }


async def _past(sessions: Sessions, url: str, made: scene.Scene, graph: JourneyGraph) -> dict[str, int]:
    """Enroll everybody in earnest at past moments, and write down what they then did."""
    told = {"people": len(made.contacts), "mails": 0, "journal": 0, "clicks": 0}
    each = -(-len(made.contacts) // DAYS)
    begin = utc_now() - timedelta(days=60)
    connection = await asyncpg.connect(url)
    try:
        for day in range(DAYS):
            some = made.contacts[day * each : (day + 1) * each]
            at = begin + timedelta(days=day, seconds=day * 613)
            async with transaction(sessions) as session:
                enrolled = await _aboard(session, made, some, at)
            films = {
                one: film(graph, _world(one), _behaviour(graph, one), at, timedelta(days=40))
                for one in enrolled.values()
            }
            await _write(connection, made, enrolled, films, told)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return told


async def _aboard(session: AsyncSession, made: scene.Scene, some: Sequence[UUID], at: datetime) -> dict[UUID, UUID]:
    """Contacts to their new enrollments."""
    await board(session, made.journey, made.version_id, some, now=at, new_id=new_id, capacity=500)
    rows = await session.execute(select(Enrollment.contact_id, Enrollment.id).where(Enrollment.contact_id.in_(some)))
    return {contact: enrollment for contact, enrollment in rows}


def _world(enrollment: UUID) -> World:
    return World(str(enrollment), FACTS, calendar=calendar_of(START.year, {}))


def _behaviour(graph: JourneyGraph, enrollment: UUID) -> Behaviour:
    mails = [node for node, config in graph.nodes.items() if isinstance(config, SendEmailNode)]
    return Behaviour(sends={node: _REACTIONS[_lot(enrollment, node)] for node in mails})


def _lot(enrollment: UUID, node: str) -> int:
    """0 to 9: under 4 the mail is opened, at 0 clicked too."""
    return draw("bench", str(enrollment), node) % 10


_OPENED: Final = timedelta(hours=5)
_CLICKED: Final = timedelta(hours=6)
_REACTIONS: Final = [
    Reaction.model_validate({"opened": "PT5H" if lot < 4 else None, "clicked": "PT6H" if lot == 0 else None})
    for lot in range(10)
]
_ENDED: Final = """
    update enrollment set status = $2, node = $3, seq = $4, state = $5, end_reason = $6, ended_at = $7, due_at = null
    where id = $1
"""
_MAIL: Final = (
    "id", "enrollment_id", "seq", "journey_id", "version_id", "node", "contact_id", "template_version_id", "to_email",
    "rfc_message_id", "status", "reserved_at", "transmitting_at", "sent_at", "opened_at", "clicked_at", "replied_at",
)  # fmt: skip
_STEP: Final = ("enrollment_id", "seq", "node", "visit", "outcome", "port", "detail", "at")
_EVENT: Final = ("id", "source", "dedupe_key", "message_id", "contact_id", "kind", "url", "at", "verdict")


async def _write(
    connection: Any, made: scene.Scene, enrolled: Mapping[UUID, UUID], films: Mapping[UUID, Film], told: dict[str, int]
) -> None:
    ended: list[tuple[Any, ...]] = []
    steps: list[tuple[Any, ...]] = []
    mails: list[tuple[Any, ...]] = []
    clicks: list[tuple[Any, ...]] = []
    text_id = next(iter(made.templates.values()))
    for contact, one in enrolled.items():
        played = films[one]
        state, last = played.state, played.steps[-1].at
        ended.append((one, state.status, state.node, state.seq, _json(state.to_json()), state.end_reason, last))
        steps += [(one, *step[:5], _json(step.detail), step.at) for step in played.steps]
        for mail in played.mails:
            id_, at, lot = uuid4(), mail.at, _lot(one, mail.node)
            seen = [at + _OPENED if lot < 4 else None, at + _CLICKED if lot == 0 else None]
            named = (one, mail.key, made.journey.id, made.version_id, mail.node, contact, text_id)
            mails.append((id_, *named, "a@example.com", f"<{id_}@example.com>", "sent", at, at, at, *seen, None))
            if seen[1] is not None:
                clicks.append((uuid4(), "bench", str(id_), id_, contact, "clicked", ANY_LINK, seen[1], "human"))
    await connection.executemany(_ENDED, ended)
    await connection.copy_records_to_table("journal", records=steps, columns=_STEP)
    await connection.copy_records_to_table("message", records=mails, columns=_MAIL)
    await connection.copy_records_to_table("engagement_event", records=clicks, columns=_EVENT)
    for name, rows in (("mails", mails), ("journal", steps), ("clicks", clicks)):
        told[name] += len(rows)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
