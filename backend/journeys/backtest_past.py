"""The past of enrollments as the simulator takes it: who they were, what they did, what happened around them.

A chunk is a handful of queries, however many people are in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys.simulation import calendar_around, home_zone, world_of
from backend.journeys.surroundings import as_of, facts_of_contacts, history_of, outside_of
from backend.models import EngagementEvent, Enrollment, Journal, Message
from workflows.journey.behaviour import Answer, Behaviour, Clicked, Outside, Reaction, TaskDone
from workflows.journey.graph import JourneyGraph
from workflows.journey.remembered import Remembered
from workflows.journey.simulate import Film, Stage, film, film_on, stage
from workflows.journey.world import World

_REACTIONS: Final = ("opened", "clicked", "replied", "bounced")
_LEFT: Final = ("sent", "unconfirmed")
_REFUSED: Final = ("refused", "skipped")
_NEVER_ITS_TURN: Final = ("cap", "abandoned", "left")
"""Reasons of mails that say nothing about the address: held back by a limit, or their person was elsewhere by then."""
_CALLED: Final = {"called": "done", "call_failed": "failed"}
_CLICKS: Final = 20
"""Clicks on one mail after the first that are told."""
UNDER_WAY: Final = "under_way"
_TOGETHER: Final = 5
"""As many must have entered at one moment for a memory to be worth its keeping."""
_NOTHING_DONE: Final = Reaction.model_validate({})


@dataclass(frozen=True, slots=True)
class Past:
    """One enrollment: its contact at the start, its behaviour, its surroundings, and what became of it in earnest."""

    enrollment_id: UUID
    contact_id: UUID
    begun: datetime
    until: datetime
    """How far the past reaches: to where it is looked at, or to where a person took the contact out."""
    stopped: bool
    world: World
    behaviour: Behaviour
    outside: Outside
    journal: Sequence[Row[Any]]
    mails: Sequence[str]
    """The steps whose mails left, in order."""
    end: str

    @property
    def reach(self) -> timedelta:
        """How far the past is played."""
        return max(timedelta(0), self.until - self.begun)

    def play(self, graph: JourneyGraph) -> Film:
        """What the contact would have made of this document."""
        return film(graph, self.world, self.behaviour, self.begun, self.reach, self.outside)


class Theatre:
    """One document, played by many pasts: who entered at the same moment shares what the machine said to the others."""

    def __init__(self, graph: JourneyGraph) -> None:
        self.graph = graph
        self._memory = Remembered(graph)
        self._stages: dict[tuple[datetime, timedelta], Stage] = {}

    def play(self, pasts: Sequence[Past]) -> Iterator[Film]:
        """What each would have made of the document, as `Past.play`."""
        together = Counter(past.begun for past in pasts)
        for past in pasts:
            if together[past.begun] < _TOGETHER:
                yield past.play(self.graph)
                continue
            key = past.begun, past.reach
            if key not in self._stages:
                self._stages[key] = stage(self.graph, *key)
            yield film_on(self._stages[key], past.world, past.behaviour, past.outside, self._memory.advance)


async def load_pasts(
    session: AsyncSession, rows: Sequence[Enrollment], graph: JourneyGraph, until: datetime
) -> list[Past]:
    """The pasts of these enrollments as of `until`; those whose contact was deleted are left out."""
    if not rows:
        return []
    ids, contacts = [row.id for row in rows], [row.contact_id for row in rows]
    begun = min(row.enrolled_at for row in rows)
    facts = await facts_of_contacts(session, contacts)
    around = await outside_of(session, facts, graph, begun, besides=ids)
    history = await history_of(session, contacts, begun)
    mails, journal = await _mails(session, ids), await _journal(session, ids)
    clicks = await _clicks(session, [mail.id for sent in mails.values() for mail in sent if mail.clicked_at])
    zone = await home_zone(session)
    calendars = {year: await calendar_around(session, year) for year in {row.enrolled_at.year for row in rows}}
    pasts: list[Past] = []
    for row in rows:
        if row.contact_id not in facts:
            continue
        since = [change for change in history.get(row.contact_id, ()) if change.at >= row.enrolled_at]
        known, others = as_of(facts[row.contact_id], since, row.id)
        steps, sent = journal.get(row.id, []), mails.get(row.id, [])
        stopped = row.status == "stopped" and row.ended_at is not None
        pasts.append(
            Past(
                enrollment_id=row.id,
                contact_id=row.contact_id,
                begun=row.enrolled_at,
                until=min(until, row.ended_at) if stopped and row.ended_at else until,
                stopped=stopped,
                world=world_of(row.id, known, zone, calendars[row.enrolled_at.year]),
                behaviour=_behaviour(sent, clicks, steps, row.state.get("results", {})),
                outside=replace(around[row.contact_id], changes=others, team=None),  # who has left since was there
                journal=steps,
                mails=[mail.node for mail in sent if mail.status in _LEFT],
                end=row.end_reason or UNDER_WAY,
            )
        )
    return pasts


async def _mails(session: AsyncSession, enrollments: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    query = (
        select(
            Message.id,
            Message.enrollment_id,
            Message.node,
            Message.status,
            Message.reason,
            Message.transmitting_at,
            Message.sent_at,
            Message.opened_at,
            Message.clicked_at,
            Message.replied_at,
            Message.bounced_at,
        )
        .where(Message.enrollment_id.in_(enrollments))
        .order_by(Message.enrollment_id, Message.seq)
    )
    return _grouped(await session.execute(query))


async def _journal(session: AsyncSession, enrollments: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    query = (
        select(
            Journal.enrollment_id,
            Journal.seq,
            Journal.node,
            Journal.visit,
            Journal.outcome,
            Journal.port,
            Journal.detail,
            Journal.at,
        )
        .where(Journal.enrollment_id.in_(enrollments))
        .order_by(Journal.enrollment_id, Journal.seq)
    )
    return _grouped(await session.execute(query))


def _grouped(rows: Iterator[Row[Any]] | Any) -> dict[UUID, list[Row[Any]]]:
    return {key: list(some) for key, some in groupby(rows, lambda row: row.enrollment_id)}


async def _clicks(session: AsyncSession, mails: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, str]]]:
    """Every human click on these mails with its address, oldest first."""
    query = (
        select(EngagementEvent.message_id, EngagementEvent.at, EngagementEvent.url)
        .where(
            EngagementEvent.message_id.in_(mails),
            EngagementEvent.kind == "clicked",
            EngagementEvent.verdict == "human",
        )
        .order_by(EngagementEvent.message_id, EngagementEvent.at)
    )
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for message, at, url in await session.execute(query) if mails else ():
        if message is not None and url is not None:
            found.setdefault(message, []).append((at, url))
    return found


def _behaviour(
    mails: Sequence[Row[Any]],
    clicks: Mapping[UUID, Sequence[tuple[datetime, str]]],
    steps: Sequence[Row[Any]],
    results: Mapping[str, Mapping[str, Any]],
) -> Behaviour:
    """What the contact, the team and other systems really did, by step; of a step visited twice its first time."""
    sends: dict[str, Reaction] = {}
    for mail in mails:
        told = reaction_of(mail, clicks.get(mail.id, ()))
        if told is not None:
            sends.setdefault(mail.node, told)
    tasks: dict[str, TaskDone] = {}
    calls: dict[str, Answer] = {}
    given: dict[str, datetime] = {}
    for step in steps:
        if step.outcome == "waiting" and step.detail.get("for") == "task":
            given.setdefault(step.node, step.at)
        elif step.outcome == "task_done" and step.node in given:
            tasks.setdefault(
                step.node, TaskDone(after=_delay(given[step.node], step.at), outcome=step.detail["outcome"])
            )
        elif step.outcome in _CALLED:
            brought = {name: value for name, value in results.get(step.node, {}).items() if name != "status"}
            said = {"outcome": _CALLED[step.outcome], "status": step.detail.get("status"), "fields": brought}
            calls.setdefault(step.node, Answer.model_validate(said))
    return Behaviour(sends=sends, tasks=tasks, calls=calls)


def reaction_of(mail: Any, clicks: Sequence[tuple[datetime, str]] = ()) -> Reaction | None:
    """What somebody really did with a mail, as delays from when it left; None when nobody knows: it has not left yet,
    its person had gone, or it was held back by a limit that the document played may not have.
    """
    left = mail.sent_at or mail.transmitting_at
    if mail.status in _REFUSED and mail.reason not in _NEVER_ITS_TURN:
        return Reaction.model_validate({"outcome": mail.status, "reason": (mail.reason or mail.status)[:100]})
    if mail.status not in _LEFT or left is None:
        return None
    told: dict[str, Any] = {
        kind: _delay(left, at) for kind in _REACTIONS if (at := getattr(mail, f"{kind}_at")) is not None
    }
    if not told and not clicks and mail.status == "sent":
        return _NOTHING_DONE  # most of all mails
    if clicks:
        told["link"] = clicks[0][1][:500]
        told["clicks"] = [Clicked(after=_delay(left, at), link=url[:500]) for at, url in clicks[1 : _CLICKS + 1]]
    return Reaction.model_validate(told | {"outcome": mail.status})


def _delay(begun: datetime, at: datetime) -> str:
    return f"PT{max(0, int((at - begun).total_seconds()))}S"
