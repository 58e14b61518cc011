"""Templates and their versions in the database."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Company, Contact, Organization, Sender, Template, TemplateVersion


async def templates(
    session: AsyncSession, *, after: tuple[str, UUID] | None, limit: int
) -> Sequence[tuple[Template, TemplateVersion]]:
    """Up to `limit` templates with their latest versions, by name."""
    query = (
        select(Template, TemplateVersion)
        .join(TemplateVersion, TemplateVersion.id == Template.latest_version_id)
        .where(Template.archived_at.is_(None))
        .order_by(Template.name, Template.id)
        .limit(limit)
    )
    if after is not None:
        name, template_id = after
        query = query.where((Template.name > name) | ((Template.name == name) & (Template.id > template_id)))
    return [(template, version) for template, version in await session.execute(query)]


async def template(session: AsyncSession, template_id: UUID) -> tuple[Template, TemplateVersion] | None:
    """A template with its latest version."""
    query = (
        select(Template, TemplateVersion)
        .join(TemplateVersion, TemplateVersion.id == Template.latest_version_id)
        .where(Template.id == template_id)
    )
    return (await session.execute(query)).one_or_none()


async def lock_template(session: AsyncSession, template_id: UUID) -> Template | None:
    """A template, locked so that two saves get two numbers."""
    return await session.get(Template, template_id, with_for_update=True)


async def keys(session: AsyncSession) -> set[str]:
    """All keys in use."""
    return set(await session.scalars(select(Template.key)))


async def latest_number(session: AsyncSession, template_id: UUID) -> int:
    """The number of the newest version; 0 when there is none."""
    query = (
        select(TemplateVersion.number)
        .where(TemplateVersion.template_id == template_id)
        .order_by(TemplateVersion.number.desc())
        .limit(1)
    )
    return (await session.scalar(query)) or 0


async def contact(session: AsyncSession, contact_id: UUID) -> tuple[Contact, Company | None] | None:
    """A living contact with its company."""
    query = (
        select(Contact, Company)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Contact.id == contact_id, Contact.deleted_at.is_(None))
    )
    return (await session.execute(query)).one_or_none()


async def identity_rows(session: AsyncSession) -> tuple[Organization | None, Sender | None]:
    """The organisation and the default sender, as far as they are set."""
    sender = await session.scalar(select(Sender).where(Sender.is_default))
    return await session.get(Organization, 1), sender
