"""A stored template version made ready to render."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from backend.mail.links import store_links
from backend.mail.render import CompiledTemplate, TemplateSource, compile_template
from backend.models import TemplateVersion


def source_of(version: TemplateVersion) -> TemplateSource:
    """The author's text of a stored version."""
    return TemplateSource(version.subject, version.body, version.preheader, version.text_body)


async def compile_version(session: AsyncSession, version: TemplateVersion) -> CompiledTemplate:
    """A version compiled off the event loop, its link targets stored and numbered."""
    compiled = await asyncio.to_thread(compile_template, source_of(version))
    numbers = await store_links(session, compiled.urls)
    compiled.link_ids = [numbers[url] for url in compiled.urls]
    return compiled
