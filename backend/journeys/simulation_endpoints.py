"""Simulation over HTTP: one contact's film with its mails, many contacts' counts. Nothing is sent or written."""

from uuid import UUID

from fastapi import APIRouter

from backend.journeys import backtest, simulation
from backend.journeys.backtest import BacktestRequest
from backend.journeys.errors import (
    GraphInvalid,
    JourneyNotFound,
    SimulatedContactNotFound,
    UnknownNodeKind,
    VersionNotFound,
)
from backend.journeys.simulation_schemas import Crowd, SimulateManyRequest, SimulateRequest, Simulation
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors
from backend.operations.schemas import OperationView, operation_view

router = APIRouter(tags=["journeys"])


@router.post(
    "/journeys/{journey_id}/simulate",
    responses=errors(JourneyNotFound, VersionNotFound, SimulatedContactNotFound, GraphInvalid, UnknownNodeKind),
)
async def simulate_journey(
    journey_id: UUID, body: SimulateRequest, _: Reader, session: DbSession, state: State, now: Now
) -> Simulation:
    """Play the journey for one contact with given reactions on a virtual clock; nothing is sent."""
    return await simulation.play(session, journey_id, body, state.settings, now=now)


@router.post(
    "/journeys/{journey_id}/simulate/many",
    responses=errors(JourneyNotFound, VersionNotFound, GraphInvalid, UnknownNodeKind),
)
async def simulate_many(journey_id: UUID, body: SimulateManyRequest, _: Reader, session: DbSession, now: Now) -> Crowd:
    """Play the journey for many contacts by chances: counts per step and end, longest and mean duration."""
    return await simulation.play_many(session, journey_id, body, now=now)


@router.post(
    "/journeys/{journey_id}/backtest",
    status_code=202,
    responses=errors(JourneyNotFound, GraphInvalid, UnknownNodeKind),
)
async def backtest_journey(
    journey_id: UUID, body: BacktestRequest, actor: Marketer, session: DbSession, state: State
) -> OperationView:
    """Play past contacts through a draft with their recorded reactions; the operation's result stands beside live."""
    return operation_view(await backtest.start(session, journey_id, body, actor=actor, new_id=state.new_id))
