"""Lint with the catalog of this installation: which templates and senders exist."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys import repository
from backend.journeys.schemas import Issue
from backend.kit.clock import utc_now
from backend.models import Account, ContactList, Journey, Sender, WebhookSecret
from workflows.journey.graph import JourneyGraph
from workflows.journey.lint import lint
from workflows.journey.lint_team import Catalog


async def lint_document(
    session: AsyncSession, graph: JourneyGraph, *, itself: UUID, pinned: Collection[str] = frozenset()
) -> list[Issue]:
    """All findings about a document of journey `itself`, errors first.

    `pinned` are keys of templates whose wording is there although they are archived.
    """
    templates = await repository.template_keys(session) | set(pinned)
    senders = {str(sender) for sender in await session.scalars(select(Sender.id))}
    catalog = Catalog(
        accounts={str(one) for one in await session.scalars(select(Account.id).where(Account.disabled_at.is_(None)))},
        journeys={str(one) for one in await session.scalars(select(Journey.id).where(Journey.archived_at.is_(None)))},
        lists={str(one) for one in await session.scalars(select(ContactList.id))},
        secrets={str(one) for one in await session.scalars(select(WebhookSecret.id))},
        itself=str(itself),
    )
    found = lint(graph, templates=templates, senders=senders, now=utc_now(), catalog=catalog)
    return [Issue.model_validate(issue._asdict()) for issue in found]
