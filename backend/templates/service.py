"""Saving, trying and test-sending mail texts."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.kit.ids import NewId
from backend.kit.state import Actor
from backend.mail.contact_facts import contact_facts, identity_of
from backend.mail.fields import Identity, sample_facts, sample_identity
from backend.mail.links import LinkSigner
from backend.mail.lint import Checked, TemplateIssue, check_template
from backend.mail.mime import MailEnvelope, build_mime, message_id
from backend.mail.render import TemplateSource
from backend.mail.smtp import SmtpPool
from backend.mail.stored import compile_version
from backend.models import Template, TemplateVersion
from backend.settings import Settings
from backend.templates import repository
from backend.templates.errors import TemplateHasErrors, TemplateKeyTaken, TemplateNotFound, TestNotSent
from backend.templates.schemas import TemplateNew, TemplateSave, TemplateText

NO_MESSAGE = UUID(int=0)
"""Message id in the links of test mails: they redirect and explain, and record nothing."""


def source_from(text: TemplateText) -> TemplateSource:
    """The wording as the mail package takes it."""
    return TemplateSource(text.subject, text.body, text.preheader, text.text_body)


async def get_template(session: AsyncSession, template_id: UUID) -> tuple[Template, TemplateVersion]:
    """A template and its latest version. Raises TemplateNotFound."""
    found = await repository.template(session, template_id)
    if found is None:
        raise TemplateNotFound("This template does not exist.")
    return found


async def create_template(
    session: AsyncSession, actor: Actor, new: TemplateNew, new_id: NewId
) -> tuple[Template, TemplateVersion]:
    """A template with its first version. Raises TemplateHasErrors, TemplateKeyTaken."""
    await refuse_broken(source_from(new))
    template_id = new_id()
    taken = await repository.keys(session)
    key = new.key or f"mail_{template_id.hex[-8:]}"
    if key in taken:
        raise TemplateKeyTaken("Another template has this key; choose another one.", key=key)
    template = Template(id=template_id, key=key, name=new.name)
    session.add(template)
    await session.flush()
    version = await add_version(session, template, new, number=1, created_by=actor.id, new_id=new_id)
    await audit(session, actor, "template.created", "template", template.id, {"key": key, "name": new.name})
    return template, version


async def save_template(
    session: AsyncSession, actor: Actor, template_id: UUID, save: TemplateSave, new_id: NewId
) -> tuple[Template, TemplateVersion]:
    """A new version, unless nothing but the name differs. Raises TemplateNotFound, TemplateHasErrors."""
    await refuse_broken(source_from(save))
    template = await repository.lock_template(session, template_id)
    if template is None:
        raise TemplateNotFound("This template does not exist.")
    _, version = await get_template(session, template_id)
    detail: Detail = {"name": save.name}
    template.name = save.name
    if _wording(version) != _wording(save):
        number = await repository.latest_number(session, template_id) + 1
        version = await add_version(session, template, save, number=number, created_by=actor.id, new_id=new_id)
        detail["version"] = number
    template.updated_at = func.now()
    await session.flush()
    await session.refresh(template)
    await audit(session, actor, "template.updated", "template", template.id, detail)
    return template, version


async def add_version(
    session: AsyncSession,
    template: Template,
    text: TemplateText,
    *,
    number: int,
    created_by: UUID | None,
    new_id: NewId,
) -> TemplateVersion:
    """Stores a version and makes it the latest."""
    version = TemplateVersion(
        id=new_id(),
        template_id=template.id,
        number=number,
        subject=text.subject,
        preheader=text.preheader,
        body=text.body,
        text_body=text.text_body,
        created_by=created_by,
    )
    session.add(version)
    template.latest_version_id = version.id
    await session.flush()
    await session.refresh(template)
    return version


async def refuse_broken(source: TemplateSource) -> list[TemplateIssue]:
    """The warnings of a wording. Raises TemplateHasErrors when it cannot become a mail."""
    checked = await asyncio.to_thread(check_template, source)
    if checked.broken:
        issues = [_as_json(issue) for issue in checked.issues]
        raise TemplateHasErrors("The template cannot become a mail; see fields.issues.", issues=issues)
    return checked.issues


async def issues_of(source: TemplateSource) -> list[TemplateIssue]:
    """What the check says about a wording, tried on the sample contact."""
    return (await asyncio.to_thread(check_template, source)).issues


async def preview(session: AsyncSession, text: TemplateText, contact_id: UUID | None, settings: Settings) -> Checked:
    """The mail a wording makes for a contact, or for the sample. Raises NotFound for an unknown contact."""
    facts, identity = await _who(session, contact_id, settings)
    return await asyncio.to_thread(check_template, source_from(text), facts, identity)


async def send_test(
    session: AsyncSession,
    actor: Actor,
    template_id: UUID,
    to: str,
    contact_id: UUID | None,
    settings: Settings,
    now: datetime,
) -> str:
    """Sends the latest version to an address; the server's reply. Raises TestNotSent with its refusal."""
    template, version = await get_template(session, template_id)
    facts, identity = await _who(session, contact_id, settings)
    compiled = await compile_version(session, version)
    links = LinkSigner(settings.secret_key.get_secret_value(), settings.public_url).for_message(NO_MESSAGE)
    rendered = compiled.render(facts, identity, links)
    envelope = MailEnvelope(
        message_id=message_id(version.id, f"test-{now:%Y%m%d%H%M%S%f}.{settings.message_id_domain}"),
        date=now,
        from_name=identity.sender_name,
        from_email=identity.sender_email,
        to_email=to,
        reply_to=identity.reply_to,
        unsubscribe_url=links.unsubscribe(),
    )
    pool = SmtpPool(settings)
    try:
        outcome = await pool.send(identity.sender_email, to, build_mime(envelope, rendered))
    finally:
        await pool.close()
    if outcome.kind != "sent":
        raise TestNotSent("The mail server did not take the test mail.", outcome=outcome.kind, reply=outcome.reply)
    await audit(session, actor, "template.test_sent", "template", template.id, {"to": to})
    return outcome.reply


async def _who(session: AsyncSession, contact_id: UUID | None, settings: Settings) -> tuple[dict[str, Any], Identity]:
    organization, sender = await repository.identity_rows(session)
    known = organization is not None or sender is not None
    identity = identity_of(organization, sender, settings.message_id_domain) if known else sample_identity()
    if contact_id is None:
        return sample_facts(), identity
    found = await repository.contact(session, contact_id)
    if found is None:
        raise TemplateNotFound("This contact does not exist.", contact_id=str(contact_id))
    return contact_facts(*found), identity


def _wording(text: TemplateText | TemplateVersion) -> tuple[str, str, str, str]:
    return text.subject, text.preheader, text.body, text.text_body


def _as_json(issue: TemplateIssue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "severity": issue.severity,
        "part": issue.part,
        "message": issue.message,
        "line": issue.line,
        "params": issue.params,
    }
