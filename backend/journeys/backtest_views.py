"""Backtests to look at: the list, one with its examples, and the film of one example."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.schemas import EnrolledContact
from backend.enrollments.views import full_name
from backend.journeys import repository
from backend.journeys.backtest import BACKTEST
from backend.journeys.backtest_past import load_pasts
from backend.journeys.backtest_schemas import (
    BacktestFilm,
    BacktestPerson,
    BacktestRow,
    BacktestView,
    read_result,
)
from backend.journeys.documents import read_document
from backend.journeys.errors import BacktestNotFound, BacktestPersonNotFound
from backend.journeys.simulated_mails import render_all
from backend.journeys.simulation import SHOWN
from backend.journeys.simulation_schemas import FilmStep
from backend.models import Account, Company, Contact, Enrollment, JourneyVersion, Operation
from backend.operations.schemas import operation_view
from backend.settings import Settings
from workflows.journey.sending import zone_of


async def rows(session: AsyncSession, journey_id: UUID, *, before: UUID | None, limit: int) -> list[BacktestRow]:
    """Backtests of a journey, newest first. Raises JourneyNotFound."""
    await repository.get_journey(session, journey_id)
    query = (
        select(Operation, Account.name)
        .outerjoin(Account, Account.id == Operation.created_by)
        .where(Operation.kind == BACKTEST, Operation.params["journey_id"].astext == str(journey_id))
        .order_by(Operation.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Operation.id < before)
    return [_row(row, name) for row, name in await session.execute(query)]


def _row(row: Operation, created_by: str | None) -> BacktestRow:
    return BacktestRow.model_validate(
        {
            "id": row.id,
            "status": row.status,
            "created_at": row.created_at,
            "created_by": created_by,
            "total": row.total,
            "done": row.done,
            "differ": row.result.get("differ", 0),
            **{name: row.params[name] for name in ("from", "to", "limit")},
        }
    )


async def view(session: AsyncSession, journey_id: UUID, backtest_id: UUID) -> BacktestView:
    """One backtest as far as it has come. Raises BacktestNotFound."""
    row = await _get(session, journey_id, backtest_id)
    told = read_result(row.result)
    contacts = await _contacts(session, [one.contact_id for one in told.people])
    live_id = row.params["live_version_id"]
    live = None if live_id is None else await session.get(JourneyVersion, UUID(live_id))
    return BacktestView.model_validate(
        {
            "operation": operation_view(row),
            **{name: row.params[name] for name in ("from", "to", "limit", "version")},
            "graph": read_document(row.params["graph"]),
            "live_graph": None if live is None else read_document(live.graph),
            "live_version": None if live is None else live.number,
            "counts": told.model_dump(exclude={"people"}),
            "people": [BacktestPerson(**one.model_dump(), contact=contacts.get(one.contact_id)) for one in told.people],
        }
    )


async def one_film(
    session: AsyncSession, journey_id: UUID, backtest_id: UUID, enrollment_id: UUID, settings: Settings
) -> BacktestFilm:
    """One contact's way on both sides. Raises BacktestNotFound, BacktestPersonNotFound."""
    row = await _get(session, journey_id, backtest_id)
    graph = read_document(row.params["graph"])
    query = select(Enrollment).where(Enrollment.id == enrollment_id, Enrollment.journey_id == journey_id)
    found = (await session.scalars(query)).all()
    pasts = await load_pasts(session, found, graph, datetime.fromisoformat(row.params["until"]))
    if not pasts:
        raise BacktestPersonNotFound("this contact is not there any more", enrollment_id=str(enrollment_id))
    [past] = pasts
    played = await asyncio.to_thread(past.play, graph)
    contacts = await _contacts(session, [past.contact_id])
    return BacktestFilm(
        contact=contacts[past.contact_id],
        live=[FilmStep.model_validate(step, from_attributes=True) for step in past.journal[:SHOWN]],
        draft=[FilmStep.model_validate(step._asdict()) for step in played.steps[:SHOWN]],
        truncated=max(len(past.journal), len(played.steps)) > SHOWN,
        zone=zone_of(graph.settings, past.world).key,
        mails=await render_all(session, graph, {}, played.mails, settings),
    )


async def _get(session: AsyncSession, journey_id: UUID, backtest_id: UUID) -> Operation:
    row = await session.get(Operation, backtest_id)
    if row is None or row.kind != BACKTEST or row.params["journey_id"] != str(journey_id):
        raise BacktestNotFound("there is no such backtest", id=str(backtest_id))
    return row


async def _contacts(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, EnrolledContact]:
    query = (
        select(Contact, Company.name)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Contact.id.in_(list(ids)), Contact.deleted_at.is_(None))
    )
    return {
        contact.id: EnrolledContact(id=contact.id, name=full_name(contact), email=contact.email, company=company)
        for contact, company in await session.execute(query)
    }
