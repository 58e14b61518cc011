"""What every mail needs besides its contact: compiled templates, the sender's identity, signed links."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from backend.execution.database import Connection
from backend.execution.threads import Thread
from backend.kit.db import Sessions, transaction
from backend.mail.errors import RenderError
from backend.mail.fields import Identity
from backend.mail.links import LinkSigner, store_links
from backend.mail.mime import MailEnvelope, build_mime
from backend.mail.render import CompiledTemplate, TemplateSource, compile_template
from backend.settings import Settings

_KEEP: Final = 512
_IDENTITY_FRESH_S: Final = 5.0
_IDENTITY: Final = """
    select s.id, s.name as sender_name, s.email as sender_email, s.reply_to, s.is_default,
           coalesce(o.name, '') as name, coalesce(o.legal_name, '') as legal_name,
           coalesce(o.postal_address, '') as postal_address, coalesce(o.contact_line, '') as contact_line
    from sender s left join organization o on o.id = 1
"""


class Written(NamedTuple):
    """A mail ready to go, and its subject as this person reads it."""

    subject: str
    data: bytes


class Mailroom:
    """Templates compiled once a process and version; identities read again every few seconds."""

    def __init__(self, settings: Settings, sessions: Sessions) -> None:
        self._sessions = sessions
        self._signer = LinkSigner(settings.secret_key.get_secret_value(), settings.public_url)
        self._templates: dict[UUID, CompiledTemplate | RenderError] = {}
        self._compiling = asyncio.Lock()
        self._identities: tuple[float, dict[str | None, Identity]] = (0.0, {})

    async def template(self, connection: Connection, version_id: UUID) -> CompiledTemplate:
        """The compiled template version, its link targets stored. Raises RenderError when it cannot be compiled."""
        if version_id not in self._templates:
            async with self._compiling:
                if version_id not in self._templates:
                    self._remember(version_id, await self._compile(connection, version_id))
        known = self._templates[version_id]
        if isinstance(known, RenderError):
            raise known
        return known

    def _remember(self, version_id: UUID, compiled: CompiledTemplate | RenderError) -> None:
        while len(self._templates) >= _KEEP:
            self._templates.pop(next(iter(self._templates)))
        self._templates[version_id] = compiled

    async def _compile(self, connection: Connection, version_id: UUID) -> CompiledTemplate | RenderError:
        row = await connection.fetchrow(
            "select subject, preheader, body, text_body from template_version where id = $1", version_id
        )
        if row is None:
            return RenderError("template_missing", "The template version does not exist any more.")
        source = TemplateSource(row["subject"], row["body"], row["preheader"], row["text_body"])
        try:
            compiled = await asyncio.to_thread(compile_template, source)
        except RenderError as error:
            return error
        async with transaction(self._sessions) as session:
            numbers = await store_links(session, compiled.urls)
        compiled.link_ids = [numbers[url] for url in compiled.urls]
        return compiled

    async def identity(self, connection: Connection, sender: str | None) -> Identity | None:
        """Who sends: the node's sender, or the default one when it names none. None when there is no such sender."""
        read_at, known = self._identities
        if time.monotonic() - read_at > _IDENTITY_FRESH_S or sender not in known:
            known = await _identities(connection)
            self._identities = (time.monotonic(), known)
        return known.get(sender)

    def write(
        self,
        template: CompiledTemplate,
        facts: Mapping[str, Any],
        identity: Identity,
        *,
        message_id: UUID,
        rfc_message_id: str,
        date: datetime,
        thread: Thread | None = None,
    ) -> Written:
        """The mail as bytes; with `thread` an answer within it.

        Raises RenderError, or AddressRefused for an address no mail can be sent to.
        """
        links = self._signer.for_message(message_id)
        rendered = template.render(facts, identity, links)
        name = f"{facts.get('last_name') or ''} {facts.get('first_name') or ''}".strip()
        envelope = MailEnvelope(
            message_id=rfc_message_id,
            date=date,
            from_name=identity.sender_name,
            from_email=identity.sender_email,
            to_email=facts["email"],
            to_name=name,
            reply_to=identity.reply_to,
            unsubscribe_url=links.unsubscribe(),
            in_reply_to=thread.message_ids[-1] if thread else None,
            references=thread.references if thread else (),
        )
        if thread:
            rendered = replace(rendered, subject=thread.subject_of(rendered.subject))
        return Written(rendered.subject, build_mime(envelope, rendered))


async def _identities(connection: Connection) -> dict[str | None, Identity]:
    found: dict[str | None, Identity] = {}
    for row in await connection.fetch(_IDENTITY):
        values = dict(row)
        sender_id, is_default = values.pop("id"), values.pop("is_default")
        found[str(sender_id)] = identity = Identity(**values)
        if is_default:
            found[None] = identity
    return found
