"""Playing a journey on a virtual clock: the engine's own machine, nothing is sent or written."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.calendar import calendar_of
from backend.journeys import repository
from backend.journeys.crowds import PLAYHOUSE, GivenUp
from backend.journeys.documents import read_document
from backend.journeys.errors import SimulatedContactNotFound
from backend.journeys.schemas import LongestWay
from backend.journeys.simulated_mails import render_all
from backend.journeys.simulation_schemas import (
    Crowd,
    CrowdNode,
    FilmStep,
    SimulateManyRequest,
    SimulateRequest,
    Simulation,
)
from backend.journeys.surroundings import facts_of_contacts, organisation_caps, outside_of, team_of
from backend.models import CalendarDay, Contact, Organization
from backend.settings import Settings
from workflows.journey.behaviour import Outside
from workflows.journey.crowd import Counts
from workflows.journey.crowd import Crowd as Players
from workflows.journey.graph import JourneyGraph
from workflows.journey.longest import longest
from workflows.journey.sending import zone_of
from workflows.journey.simulate import film
from workflows.journey.world import Calendar, World

SHOWN: Final = 2000
"""Steps of a film that are answered; a loop of years would be longer than anybody reads."""
SOMEBODY: Final[dict[str, Any]] = {
    "email": "yamada@example.com",
    "last_name": "山田",
    "first_name": "花子",
    "stage": "lead",
    "score": 0,
    "tags": [],
    "locale": "ja",
    "domain_class": "corporate",
}
"""The contact of a simulation for nobody in particular."""
HOME_ZONE: Final = "Asia/Tokyo"
SAMPLE: Final = 1000
"""Contacts that a crowd is made of at most; a larger crowd plays them again, with other draws."""


class Played(NamedTuple):
    """A graph to play, and the wordings it was published with (none: the newest ones)."""

    graph: JourneyGraph
    pinned: Mapping[str, str]


async def play(
    session: AsyncSession, journey_id: UUID, request: SimulateRequest, settings: Settings, *, now: datetime
) -> Simulation:
    """The film of one contact from `start_at` (now) on. Raises JourneyNotFound, SimulatedContactNotFound."""
    graph, pinned = await chosen(session, journey_id, request.graph, request.version)
    start_at = (request.start_at or now).astimezone(UTC)
    world, outside = await _somebody(session, graph, request.contact_id, start_at)
    # up to 10,000 calls of the machine: not on the event loop
    played = await asyncio.to_thread(film, graph, world, request.behaviour, start_at, outside=outside)
    way = longest(graph)
    mails = await render_all(session, graph, pinned, played.mails, settings) if request.mails else None
    return Simulation(
        film=[FilmStep.model_validate(step._asdict()) for step in played.steps[:SHOWN]],
        truncated=len(played.steps) > SHOWN,
        finished=played.finished,
        end_reason=played.state.end_reason,
        longest=LongestWay(duration=way.duration, open_ended=way.open_ended),
        zone=zone_of(graph.settings, world).key,
        mails=mails,
    )


async def play_many(
    session: AsyncSession,
    journey_id: UUID,
    request: SimulateManyRequest,
    *,
    now: datetime,
    given_up: GivenUp,
) -> Crowd:
    """What many contacts would make of the journey. Raises JourneyNotFound, VersionNotFound, SimulationsBusy.

    Once it is `given_up` (whoever asked has gone away) nobody else plays. The connection to the database is given back
    before they begin.
    """
    graph, _ = await chosen(session, journey_id, request.graph, request.version)
    start_at = (request.start_at or now).astimezone(UTC)
    people, around = await _people(session, graph, request, start_at)
    await session.rollback()
    began = time.monotonic()
    crowd = Players(graph, people, request.behaviour, start_at, request.seed, around)
    counts = await PLAYHOUSE.play(crowd, request.contacts, given_up)
    return crowd_view(graph, counts, min(len(people), request.contacts), time.monotonic() - began)


def crowd_view(graph: JourneyGraph, counts: Counts, people: int, seconds: float) -> Crowd:
    """Counts as the API shows them: every step of the graph, also those that nobody reached."""
    way = longest(graph)
    return Crowd(
        contacts=counts.contacts,
        people=people,
        finished=counts.finished,
        errored=counts.errored,
        mails=counts.sent.total(),
        nodes={
            node: CrowdNode(
                entered=counts.entered[node],
                passed=dict(counts.passed.get(node, {})),
                sent=counts.sent[node],
                ended=counts.ended_at[node],
                under_way=counts.under_way[node],
                parked=dict(counts.parked.get(node, {})),
            )
            for node in graph.nodes
        },
        ended=dict(counts.ended),
        longest=_whole(counts.longest),
        mean=_whole(counts.mean),
        longest_possible=LongestWay(duration=way.duration, open_ended=way.open_ended),
        seconds=round(seconds, 3),
    )


def _whole(time: timedelta) -> timedelta:
    """Without fractions of a second: nobody reads them, and the API's durations have none."""
    return timedelta(seconds=round(time.total_seconds()))


async def chosen(session: AsyncSession, journey_id: UUID, graph: JourneyGraph | None, version: int | None) -> Played:
    """The document given, that version, or the saved draft. Raises JourneyNotFound, VersionNotFound."""
    journey = await repository.get_journey(session, journey_id)
    if graph is not None:
        return Played(graph, {})
    if version is None:
        return Played(read_document(journey.draft), {})
    published = (await repository.get_version(session, journey_id, version)).version
    return Played(read_document(published.graph), published.templates)


async def _people(
    session: AsyncSession, graph: JourneyGraph, request: SimulateManyRequest, start_at: datetime
) -> tuple[list[World], list[Outside]]:
    """Who plays, and what happens around each."""
    somebody, outside = await _somebody(session, graph, None, start_at)
    if request.people == "somebody":
        return [somebody], [outside]
    limit = min(SAMPLE, request.contacts)
    query = select(Contact.id).where(Contact.deleted_at.is_(None)).order_by(Contact.id).limit(limit)
    facts = await facts_of_contacts(session, (await session.scalars(query)).all())
    if not facts:
        return [somebody], [outside]
    around = await outside_of(session, facts, graph, start_at)
    people = {key: world_of(key, known, somebody.organization_zone, somebody.calendar) for key, known in facts.items()}
    return list(people.values()), [around[key] for key in people]


async def _somebody(
    session: AsyncSession, graph: JourneyGraph, contact_id: UUID | None, start_at: datetime
) -> tuple[World, Outside]:
    """This contact, or one made up. Raises SimulatedContactNotFound."""
    zone, calendar = await home_zone(session), await calendar_around(session, start_at.year)
    if contact_id is None:
        around = Outside(await organisation_caps(session), team=await team_of(session))
        return world_of("simulation", SOMEBODY, zone, calendar), around
    facts = await facts_of_contacts(session, [contact_id])
    if contact_id not in facts:
        raise SimulatedContactNotFound("there is no such contact", contact_id=str(contact_id))
    around = await outside_of(session, facts, graph, start_at)
    return world_of(contact_id, facts[contact_id], zone, calendar), around[contact_id]


def world_of(key: object, facts: Mapping[str, Any], zone: str, calendar: Calendar) -> World:
    """A contact at its start, named by `key` for all draws."""
    return World(str(key), facts, {}, facts.get("timezone") or zone, zone, calendar)


async def home_zone(session: AsyncSession) -> str:
    """The organisation's time zone."""
    return await session.scalar(select(Organization.timezone)) or HOME_ZONE


async def calendar_around(session: AsyncSession, year: int) -> Calendar:
    """Holidays and the company's own days around `year`."""
    days = await session.execute(select(CalendarDay.day, CalendarDay.closed))
    # the first look at a year computes its holidays: not on the event loop
    return await asyncio.to_thread(calendar_of, year, {day: closed for day, closed in days})
