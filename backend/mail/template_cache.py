"""Compiled template versions by id: versions are immutable, so an entry never goes stale."""

import asyncio
from collections import OrderedDict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Sessions, transaction
from backend.kit.errors import NotFound
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


class TemplateCache:
    """One a process, for the worker's hot path."""

    def __init__(self, sessions: Sessions, *, capacity: int = 500) -> None:
        self._sessions = sessions
        self._capacity = capacity
        self._compiled: OrderedDict[UUID, CompiledTemplate] = OrderedDict()
        self._lock = asyncio.Lock()

    async def get(self, version_id: UUID) -> CompiledTemplate:
        """The compiled version. Raises NotFound, and RenderError for a version that does not compile."""
        found = self._compiled.get(version_id)
        if found is not None:
            self._compiled.move_to_end(version_id)
            return found
        async with self._lock:
            if version_id not in self._compiled:
                self._compiled[version_id] = await self._load(version_id)
            while len(self._compiled) > self._capacity:
                self._compiled.popitem(last=False)
            return self._compiled[version_id]

    async def _load(self, version_id: UUID) -> CompiledTemplate:
        async with transaction(self._sessions) as session:
            version = await session.get(TemplateVersion, version_id)
            if version is None:
                raise NotFound("This template version does not exist.", template_version=str(version_id))
            return await compile_version(session, version)
