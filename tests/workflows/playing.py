"""One trip twice: as the simulator's film, and by the real engine under a clock that the test holds."""

import heapq
import itertools
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import asyncpg
from sqlalchemy import delete, insert, select, update

from backend.engagement.apply import apply_message
from backend.execution.facts import load_contacts
from backend.execution.judging import make_changed_due
from backend.kit.db import transaction
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from backend.models import (
    Company,
    Contact,
    ContactList,
    EngagementEvent,
    Message,
    Organization,
    Sender,
    Suppression,
    Task,
)
from backend.suppression import repository as suppression
from backend.tasks.schemas import TaskCompletion
from backend.tasks.service import complete
from backend.worker import Engine
from tests.execution.receiver import Receiver
from tests.execution.smtp_server import Behaviour as ServerBehaviour
from tests.execution.smtp_server import ScriptedServer
from tests.execution.world import END, World, account, graph
from tests.workflows.random_journeys import Trip
from workflows.journey.behaviour import ANY_LINK, Behaviour, Changed, Outside
from workflows.journey.duration import parse_duration
from workflows.journey.graph import parse_graph
from workflows.journey.pacing import Cap
from workflows.journey.simulate import Film, film
from workflows.journey.state import Step
from workflows.journey.world import World as MachineWorld

HORIZON: Final = timedelta(days=60)
STEPS: Final = 120
"""Longer films are compared as far as this."""
SENDERS: Final[dict[str, ServerBehaviour]] = {
    "refused": "refuse_body", "bounced": "refuse_rcpt", "unconfirmed": "drop_after_data",
}  # fmt: skip
"""How the mail server treats the mails of nodes that the behaviour says this of."""


class Mail(NamedTuple):
    """A mail that left: its ledger key, its node, when, from which template and variant."""

    key: int
    node: str
    at: datetime
    template: str
    variant: str | None


class Played(NamedTuple):
    film: Film
    steps: list[Step]
    mails: list[Mail]


class NotDone(AssertionError):
    """The engine looks again and again and nothing comes of it."""


Happening = Callable[[datetime], Awaitable[object]]


@dataclass
class Theatre:
    """An engine, and all that journeys of a trip may name: made once, for many trips."""

    world: World
    engine: Engine
    db: asyncpg.Connection
    smtp: ScriptedServer
    receiver: Receiver
    names: dict[str, str] = field(default_factory=dict[str, str])
    senders: dict[str, str] = field(default_factory=dict[str, str])
    _order: Any = field(default_factory=itertools.count)

    async def build(self) -> None:
        other, _ = await self.world.journey(
            graph({"end": END}, "end") | {"entry": {"node": "end", "reentry": "always"}}
        )
        group = new_id()
        self.names = {
            "@account": await account(self.world.sessions, "rep"), "@gone": str(new_id()), "@other": str(other.id),
            "@hook": self.receiver.url, "@list": str(group),
        }  # fmt: skip
        async with transaction(self.world.sessions) as session:
            session.add(ContactList(id=group, name="知らせ"))
            for word, behaviour in SENDERS.items():
                self.senders[word] = str(id_ := new_id())
                session.add(Sender(id=id_, name=word, email=f"{word}@tabiji.example"))
                self.smtp.of_sender[f"{word}@tabiji.example"] = behaviour

    async def play(self, trip: Trip) -> Played:
        """The film and the journal of the same trip."""
        behaviour = Behaviour.model_validate(trip.behaviour)
        document = self._prepared(trip, behaviour)
        parsed = parse_graph(document)
        async with transaction(self.world.sessions) as session:
            await session.execute(update(Organization).values(cap=trip.cap))
            await session.execute(delete(Suppression))
        self._answer_calls(behaviour)
        cast = await self.world.enroll(document, 1, trip.begins, max_wait=trip.cut)
        ((email, contact),) = cast.contacts.items()
        await self._become(contact, trip.contact)
        known = (await self._facts(contact)).facts
        async with self.engine.pool.acquire() as connection:
            calendar = await self.engine.advancer._loader._calendars.around(connection, trip.begins.year)
        seen = MachineWorld(
            str(cast.enrollments[0]), dict(known), zone=known["timezone"] or "Asia/Tokyo", calendar=calendar,
            max_wait=trip.cut,
        )  # fmt: skip
        outside = Outside(
            caps=() if trip.cap is None else (Cap.model_validate(trip.cap),),
            shut=None if trip.shut is None else (trip.begins + trip.shut, "unsubscribed"),
            team={self.names["@account"]: "rep"},
            changes=[Changed(trip.begins + after, name, value) for after, name, value in trip.changes],
        )
        simulated = film(parsed, seen, behaviour, trip.begins, HORIZON, outside)
        cohort = await self.db.fetchval("select cohort_id from enrollment where id = $1", cast.enrollments[0])
        run = _Run(self, trip, behaviour, cast.enrollments[0], cohort, contact, email)
        await run.play()
        return Played(simulated, await self._journal(cast.enrollments[0]), await self._mails(cast.enrollments[0]))

    def _prepared(self, trip: Trip, behaviour: Behaviour) -> dict[str, Any]:
        """The document with the names of what is there, and the senders that fare as the behaviour says."""
        text = json.dumps(trip.document)
        for name, value in self.names.items():
            text = text.replace(name, value)
        document = json.loads(text)
        for node, said in behaviour.sends.items():
            word = "bounced" if said.reason == "bounced" else said.outcome
            if word in self.senders:
                document["nodes"][node]["sender"] = self.senders[word]
        return document

    def _answer_calls(self, behaviour: Behaviour) -> None:
        for said in behaviour.calls.values():
            self.receiver.status = said.status or 200
            self.receiver.body = b"" if said.status == 204 else json.dumps({"data": dict(said.fields)}).encode()

    async def _become(self, contact: uuid.UUID, values: dict[str, Any]) -> None:
        company = new_id()
        names = {**self.names, "@company": str(company)}
        real = {name: names.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
        async with transaction(self.world.sessions) as session:
            session.add(Company(id=company, name="旅", key=company.hex))
            await session.flush()
            await session.execute(update(Contact).where(Contact.id == contact).values(**{"stage": "lead", **real}))

    async def _facts(self, contact: uuid.UUID) -> Any:
        async with self.engine.pool.acquire() as connection:
            return (await load_contacts(connection, [contact]))[contact]

    async def _journal(self, enrollment: uuid.UUID) -> list[Step]:
        asked = "select seq, node, visit, outcome, port, detail, at from journal where enrollment_id = $1 order by seq"
        rows = await self.db.fetch(asked, enrollment)
        return [Step(*row)._replace(detail=json.loads(row["detail"])) for row in rows]

    async def _mails(self, enrollment: uuid.UUID) -> list[Mail]:
        keys = {version: key for key, version in self.world.templates.items()}
        rows = await self.db.fetch(
            "select seq, node, coalesce(sent_at, transmitting_at) as at, template_version_id, variant from message"
            " where enrollment_id = $1 and status in ('sent', 'unconfirmed') order by seq", enrollment,
        )  # fmt: skip
        return [
            Mail(row["seq"], row["node"], row["at"], keys[row["template_version_id"]], row["variant"]) for row in rows
        ]


@dataclass
class _Run:
    """The engine's part of one trip: from one moment at which something is due or happens to the next."""

    theatre: Theatre
    trip: Trip
    behaviour: Behaviour
    enrollment: uuid.UUID
    cohort: uuid.UUID
    contact: uuid.UUID
    email: str
    ahead: list[tuple[datetime, int, Happening]] = field(default_factory=list[tuple[datetime, int, Happening]])
    seen: set[uuid.UUID] = field(default_factory=set[uuid.UUID])

    async def play(self) -> None:
        for after, name, value in self.trip.changes:
            self._expect(self.trip.begins + after, self._change(name, value))
        if self.trip.shut is not None:
            self._expect(self.trip.begins + self.trip.shut, self._suppress("unsubscribed"))
        now = self.trip.begins
        while now - self.trip.begins <= HORIZON:
            while self.ahead and self.ahead[0][0] <= now:
                await heapq.heappop(self.ahead)[2](now)
            following = await self._carry(now)
            if following is None or await self._steps() > STEPS:
                return
            now = min([following, *(at for at, _, _ in self.ahead[:1])])

    async def _carry(self, now: datetime) -> datetime | None:
        """Let the engine look until it has nothing more to do now; answers when it has. None: the trip is over."""
        for _ in range(200):
            async with self.theatre.engine.pool.acquire() as connection:
                await make_changed_due(connection, now)
            tick = await self.theatre.engine.advancer.carry(self.cohort, now)
            await self._carry_others(now)
            await self._foresee(now)
            if tick.open == 0:
                return None
            async with self.theatre.engine.pool.acquire() as connection:
                await make_changed_due(connection, now)
            due = await self.theatre.db.fetchval("select due_at from enrollment where id = $1", self.enrollment)
            assert tick.next_due is not None
            if min(due, tick.next_due) > now and not (self.ahead and self.ahead[0][0] <= now):
                return min(due, tick.next_due)
            while self.ahead and self.ahead[0][0] <= now:
                await heapq.heappop(self.ahead)[2](now)
        raise NotDone(f"at {now}")

    async def _carry_others(self, now: datetime) -> None:
        """Who is handed on has come to the end of the other journey before they can be handed on again."""
        asked = "select id from cohort where journey_id = $1"
        for row in await self.theatre.db.fetch(asked, uuid.UUID(self.theatre.names["@other"])):
            await self.theatre.engine.advancer.carry(row["id"], now)

    async def _steps(self) -> int:
        return await self.theatre.db.fetchval("select seq from enrollment where id = $1", self.enrollment)

    # What is to happen.

    def _expect(self, at: datetime, happening: Happening) -> None:
        heapq.heappush(self.ahead, (at, next(self.theatre._order), happening))

    async def _foresee(self, now: datetime) -> None:
        """Reactions to mails that have just left, and tasks that have just been made."""
        async with transaction(self.theatre.world.sessions) as session:
            mails = (await session.scalars(select(Message).where(Message.enrollment_id == self.enrollment))).all()
            tasks = (await session.scalars(select(Task).where(Task.enrollment_id == self.enrollment))).all()
        for mail in mails:
            if (
                mail.id not in self.seen
                and mail.status in ("sent", "unconfirmed")
                and mail.node in self.behaviour.sends
            ):
                self.seen.add(mail.id)
                self._reactions(mail, mail.sent_at or mail.transmitting_at or now)
        for task in tasks:
            done = self.behaviour.tasks.get(task.node or "")
            if task.id not in self.seen and done is not None:
                self.seen.add(task.id)
                self._expect(task.created_at + _span(done.after), self._do(task.id, done.outcome))

    def _reactions(self, mail: Message, left: datetime) -> None:
        said = self.behaviour.sends[mail.node]
        for kind in ("opened", "replied", "bounced"):
            if (delay := getattr(said, kind)) is not None:
                self._expect(left + _span(delay), self._react(mail.id, kind, None))
        clicks = [(said.clicked, said.link)] if said.clicked is not None else []
        for delay, link in [*clicks, *((click.after, click.link) for click in said.clicks)]:
            self._expect(left + _span(delay), self._react(mail.id, "clicked", link or ANY_LINK))
        if said.bounced is not None:
            self._expect(left + _span(said.bounced), self._suppress("hard_bounce"))

    def _react(self, message: uuid.UUID, kind: str, url: str | None) -> Happening:
        async def happen(at: datetime) -> None:
            made = {
                "id": new_id(),
                "source": "test",
                "dedupe_key": uuid.uuid4().hex,
                "message_id": message,
                "kind": kind,
            }
            async with transaction(self.theatre.world.sessions) as session:
                values = made | {"url": url, "at": at, "received_at": at, "raw": {"local": True}}
                await session.execute(insert(EngagementEvent).values(values))
            await apply_message(self.theatre.world.sessions, message, lambda: at)

        return happen

    def _suppress(self, reason: str) -> Happening:
        async def happen(at: datetime) -> None:
            async with transaction(self.theatre.world.sessions) as session:
                await suppression.add(session, self.email, reason, now=at)

        return happen

    def _do(self, task: uuid.UUID, outcome: str | None) -> Happening:
        async def happen(at: datetime) -> None:
            async with transaction(self.theatre.world.sessions) as session:
                if (await session.get_one(Task, task)).status == "open":
                    await complete(session, task, TaskCompletion(outcome=outcome), actor=SYSTEM, now=at)

        return happen

    def _change(self, name: str, value: Any) -> Happening:
        async def happen(at: datetime) -> None:
            async with transaction(self.theatre.world.sessions) as session:
                await session.execute(update(Contact).where(Contact.id == self.contact).values({name: value}))

        return happen


def _span(text: str) -> timedelta:
    return parse_duration(text).approximate


def assert_same(played: Played) -> None:
    """The same steps by the same ports at the same times for the same reasons, and the same mails."""
    simulated = [_plain(step) for step in played.film.steps][:STEPS]
    assert [_plain(step) for step in played.steps][:STEPS] == simulated
    if len(played.steps) <= STEPS:
        assert played.mails == [Mail(*mail[:5]) for mail in played.film.mails]


def _plain(step: Step) -> Step:
    """A step without the ids of mails and tasks, which every one has its own of."""
    return step._replace(detail={name: value for name, value in step.detail.items() if name not in ("message", "task")})
