"""Playing a journey for one contact on a virtual clock: the engine's own machine, nothing is sent or written."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.execution.calendar import calendar_of
from backend.journeys import repository
from backend.journeys.documents import read_document
from backend.journeys.errors import SimulatedContactNotFound
from backend.journeys.schemas import FilmStep, LongestWay, SimulateRequest, Simulation
from backend.models import CalendarDay, Company, Contact, Organization
from backend.segments.facts import facts_of
from workflows.journey.longest import longest
from workflows.journey.simulate import film
from workflows.journey.state import Calendar, World

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


async def play(session: AsyncSession, journey_id: UUID, request: SimulateRequest, *, now: datetime) -> Simulation:
    """The film of one contact from `start_at` (now) on. Raises JourneyNotFound, SimulatedContactNotFound."""
    journey = await repository.get_journey(session, journey_id)
    graph = read_document(journey.draft) if request.graph is None else request.graph
    start_at = (request.start_at or now).astimezone(UTC)
    world = await _world(session, request.contact_id, start_at.year)
    # up to 10,000 calls of the machine: not on the event loop
    played = await asyncio.to_thread(film, graph, world, request.behaviour, start_at)
    way = longest(graph)
    return Simulation(
        film=[FilmStep.model_validate(step._asdict()) for step in played.steps[:SHOWN]],
        truncated=len(played.steps) > SHOWN,
        finished=played.finished,
        end_reason=played.state.end_reason,
        longest=LongestWay(duration=way.duration, open_ended=way.open_ended),
    )


async def _world(session: AsyncSession, contact_id: UUID | None, year: int) -> World:
    zone = await session.scalar(select(Organization.timezone)) or HOME_ZONE
    facts = SOMEBODY if contact_id is None else await _facts(session, contact_id)
    return World(
        enrollment=str(contact_id or "simulation"),
        facts=facts,
        zone=facts.get("timezone") or zone,
        organization_zone=zone,
        calendar=await _calendar(session, year),
    )


async def _facts(session: AsyncSession, contact_id: UUID) -> dict[str, Any]:
    query = (
        select(Contact, Company)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Contact.id == contact_id, Contact.deleted_at.is_(None))
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise SimulatedContactNotFound("there is no such contact", contact_id=str(contact_id))
    return facts_of(*row)


async def _calendar(session: AsyncSession, year: int) -> Calendar:
    days = await session.execute(select(CalendarDay.day, CalendarDay.closed))
    # the first look at a year computes its holidays: not on the event loop
    return await asyncio.to_thread(calendar_of, year, {day: closed for day, closed in days})
