"""Reading and writing imports, their issues, and which of their contacts are known."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from backend.contacts.importing.plan import Issue
from backend.models import Company, Contact, ContactImport, ImportIssue

VALUE_SHOWN: Final = 500
"""Characters kept of a refused value."""
ISSUE_BATCH: Final = 2000


async def get(
    session: AsyncSession, import_id: UUID, *, lock: bool = False, content: bool = False
) -> ContactImport | None:
    """An import; its file only when `content`."""
    options = [undefer(ContactImport.content)] if content else []
    return await session.get(ContactImport, import_id, with_for_update=lock, options=options, populate_existing=True)


async def imports(session: AsyncSession, *, before: UUID | None, limit: int) -> Sequence[ContactImport]:
    """Up to `limit` imports, newest first."""
    query = select(ContactImport).order_by(ContactImport.id.desc()).limit(limit)
    if before is not None:
        query = query.where(ContactImport.id < before)
    return (await session.scalars(query)).all()


async def issues(
    session: AsyncSession, import_id: UUID, *, kind: str | None, after: int, limit: int
) -> Sequence[ImportIssue]:
    """Up to `limit` rejected or merged records after the row `after`."""
    query = select(ImportIssue).where(ImportIssue.import_id == import_id, ImportIssue.row > after)
    if kind is not None:
        query = query.where(ImportIssue.kind == kind)
    return (await session.scalars(query.order_by(ImportIssue.row).limit(limit))).all()


async def replace_issues(session: AsyncSession, import_id: UUID, found: Iterable[Issue]) -> None:
    """Keep these issues and no others."""
    await session.execute(delete(ImportIssue).where(ImportIssue.import_id == import_id))
    rows: list[dict[str, Any]] = [
        {
            "import_id": import_id,
            "row": issue.row,
            "line": issue.line,
            "kind": issue.kind,
            "reason": issue.reason,
            "value": issue.value[:VALUE_SHOWN],
            "into_row": issue.into_row,
        }
        for issue in found
    ]
    for start in range(0, len(rows), ISSUE_BATCH):
        await session.execute(insert(ImportIssue), rows[start : start + ISSUE_BATCH])


async def count_known_contacts(session: AsyncSession, emails: Collection[str]) -> int:
    """How many of these addresses are contacts already."""
    query = select(func.count()).where(Contact.email == func.any(list(emails)), Contact.deleted_at.is_(None))
    return await session.scalar(query) or 0


async def count_known_companies(session: AsyncSession, keys: Collection[str]) -> int:
    """How many of these company keys exist already."""
    return await session.scalar(select(func.count()).where(Company.key == func.any(list(keys)))) or 0
