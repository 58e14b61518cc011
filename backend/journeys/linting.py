"""Lint with the catalog of this installation: which templates and senders exist."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys import repository
from backend.journeys.schemas import Issue
from backend.kit.clock import utc_now
from backend.models import Sender
from workflows.journey.graph import JourneyGraph
from workflows.journey.lint import lint


async def lint_document(
    session: AsyncSession, graph: JourneyGraph, *, pinned: Collection[str] = frozenset()
) -> list[Issue]:
    """All findings, errors first. `pinned` are keys of templates whose wording is there although they are archived."""
    templates = await repository.template_keys(session) | set(pinned)
    senders = {str(sender) for sender in await session.scalars(select(Sender.id))}
    found = lint(graph, templates=templates, senders=senders, now=utc_now())
    return [Issue.model_validate(issue._asdict()) for issue in found]
