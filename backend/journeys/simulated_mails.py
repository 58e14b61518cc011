"""The mails of a film, rendered as the engine would: the same texts, the same sender, the contact as it is by then."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.journeys.repository import template_versions
from backend.journeys.simulation_schemas import FilmMail
from backend.mail.contact_facts import identity_of
from backend.mail.errors import RenderError
from backend.mail.fields import Identity, sample_facts
from backend.mail.render import CompiledTemplate, compile_template
from backend.mail.stored import source_of
from backend.models import Organization, Sender, TemplateVersion
from backend.settings import Settings
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.pretended import Posted

MOST: Final = 50
"""Mails of one film that are rendered; a loop's hundredth mail reads like its first."""


async def render_all(
    session: AsyncSession, graph: JourneyGraph, pinned: Mapping[str, str], posted: Sequence[Posted], settings: Settings
) -> list[FilmMail]:
    """Each mail's subject and bodies. `pinned` names template versions; for other keys the newest is taken."""
    shown = posted[:MOST]
    texts = await _texts(session, pinned, {mail.template for mail in shown})
    senders = await _senders(session, settings)
    return await asyncio.to_thread(_render, graph, shown, texts, senders)


async def _texts(
    session: AsyncSession, pinned: Mapping[str, str], keys: set[str]
) -> dict[str, CompiledTemplate | RenderError]:
    newest = await template_versions(session, sorted(keys - pinned.keys()))
    wanted = newest | {key: UUID(pinned[key]) for key in keys & pinned.keys()}
    rows = await session.scalars(select(TemplateVersion).where(TemplateVersion.id.in_(wanted.values())))
    versions = {row.id: row for row in rows}
    return {key: await asyncio.to_thread(_compile, versions.get(found)) for key, found in wanted.items()}


def _compile(version: TemplateVersion | None) -> CompiledTemplate | RenderError:
    if version is None:
        return RenderError("template_missing", "The template version does not exist any more.")
    try:
        return compile_template(source_of(version))
    except RenderError as error:
        return error


async def _senders(session: AsyncSession, settings: Settings) -> dict[str | None, Identity]:
    organization = await session.get(Organization, 1)
    senders: dict[str | None, Identity] = {None: identity_of(organization, None, settings.message_id_domain)}
    for sender in await session.scalars(select(Sender)):
        identity = identity_of(organization, sender, settings.message_id_domain)
        senders[str(sender.id)] = identity
        if sender.is_default:
            senders[None] = identity
    return senders


def _render(
    graph: JourneyGraph,
    posted: Sequence[Posted],
    texts: Mapping[str, CompiledTemplate | RenderError],
    senders: Mapping[str | None, Identity],
) -> list[FilmMail]:
    mails: list[FilmMail] = []
    for mail in posted:
        node = graph.nodes[mail.node]
        sender = senders.get(node.sender if isinstance(node, SendEmailNode) else None) or senders[None]
        made = _one(mail, texts.get(mail.template), sender)
        if isinstance(node, SendEmailNode) and node.reply and mails and mails[0].subject:
            first = mails[0].subject
            made["subject"] = first if first[:3].lower() == "re:" else f"Re: {first}"
        mails.append(FilmMail.model_validate(made))
    return mails


def _one(mail: Posted, text: CompiledTemplate | RenderError | None, sender: Identity) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": mail.key,
        "node": mail.node,
        "at": mail.at,
        "template": mail.template,
        "variant": mail.variant,
        "from_name": sender.sender_name,
        "from_email": sender.sender_email,
        "subject": "",
        "html": "",
        "text": "",
        "error": None,
    }
    if text is None:
        return made | {"error": "template_missing"}
    try:
        if isinstance(text, RenderError):
            raise text
        rendered = text.render({**sample_facts(), **mail.facts}, sender)
    except RenderError as error:
        return made | {"error": error.code}
    return made | {"subject": rendered.subject, "html": rendered.html, "text": rendered.text}
