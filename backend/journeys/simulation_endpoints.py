"""Simulation over HTTP: one contact's film with its mails, many contacts' counts. Nothing is sent or written."""

from uuid import UUID

from fastapi import APIRouter, Request

from backend.journeys import backtest, backtest_views, simulation
from backend.journeys.backtest_schemas import BacktestFilm, BacktestRequest, BacktestRow, BacktestView
from backend.journeys.errors import (
    BacktestNotFound,
    BacktestPersonNotFound,
    GraphInvalid,
    JourneyNotFound,
    SimulatedContactNotFound,
    SimulationsBusy,
    UnknownNodeKind,
    VersionNotFound,
)
from backend.journeys.simulation_schemas import Crowd, SimulateManyRequest, SimulateRequest, Simulation
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
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
    responses=errors(JourneyNotFound, VersionNotFound, GraphInvalid, UnknownNodeKind, SimulationsBusy),
)
async def simulate_many(
    journey_id: UUID, body: SimulateManyRequest, _: Reader, session: DbSession, now: Now, request: Request
) -> Crowd:
    """Play the journey for many contacts by chances: counts per step and end, longest and mean duration.

    Closing the connection ends it. Few play at the same time; while they do, the next is refused.
    """
    return await simulation.play_many(session, journey_id, body, now=now, given_up=request.is_disconnected)


@router.post(
    "/journeys/{journey_id}/backtest",
    status_code=202,
    responses=errors(JourneyNotFound, VersionNotFound, GraphInvalid, UnknownNodeKind),
)
async def backtest_journey(
    journey_id: UUID, body: BacktestRequest, actor: Marketer, session: DbSession, state: State, now: Now
) -> OperationView:
    """Play past contacts through a draft with their recorded reactions; what came out stands beside what is live."""
    return operation_view(await backtest.start(session, journey_id, body, actor=actor, now=now, new_id=state.new_id))


@router.get("/journeys/{journey_id}/backtests", responses=errors(JourneyNotFound))
async def list_backtests(
    journey_id: UUID, _: Reader, session: DbSession, cursor: Cursor = None, limit: Limit = 50
) -> Page[BacktestRow]:
    """Backtests of the journey, newest first."""
    rows = await backtest_views.rows(session, journey_id, before=cursor_id(cursor), limit=limit + 1)
    page, more = cut(rows, limit)
    return Page(items=list(page), next_cursor=encode_cursor(page[-1].id) if more else None)


@router.get("/journeys/{journey_id}/backtests/{backtest_id}", responses=errors(BacktestNotFound))
async def get_backtest(journey_id: UUID, backtest_id: UUID, _: Reader, session: DbSession) -> BacktestView:
    """Both sides as far as they are counted, where they part, and examples."""
    return await backtest_views.view(session, journey_id, backtest_id)


@router.get(
    "/journeys/{journey_id}/backtests/{backtest_id}/films/{enrollment_id}",
    responses=errors(BacktestNotFound, BacktestPersonNotFound),
)
async def get_backtest_film(
    journey_id: UUID, backtest_id: UUID, enrollment_id: UUID, _: Reader, session: DbSession, state: State
) -> BacktestFilm:
    """One contact's way in earnest and by the document played, with the mails it would have got."""
    return await backtest_views.one_film(session, journey_id, backtest_id, enrollment_id, state.settings)
