"""Mails in doubt over HTTP: listed, counted by step and cause, and settled one by one or together."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime

from backend.actions.errors import ActionRefused
from backend.attention import service, settling
from backend.attention.errors import MessageNotFound, MessageNotUnconfirmed
from backend.attention.mail_schemas import (
    MailFilter,
    MailGroup,
    MailsAsked,
    MailsPreview,
    MailsSettled,
    MailsSettling,
    MessageReason,
    MessageSettled,
)
from backend.attention.schemas import AttentionItem
from backend.enrollments.filter import Code, NodeName
from backend.kit.pagination import Cursor, CursorInvalid, Limit, Page, cursor_id
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors

router = APIRouter(tags=["attention"])


def _asked_for(
    journey_id: UUID | None = None,
    node: NodeName | None = None,
    code: Code | None = None,
    started_from: AwareDatetime | None = None,
    started_to: AwareDatetime | None = None,
) -> MailFilter:
    span = None if started_from is None and started_to is None else (started_from, started_to)
    return MailFilter(journey_id=journey_id, node=node, code=code, started_between=span)


Wanted = Annotated[MailFilter, Depends(_asked_for)]
"""`started_from` is included, `started_to` is not."""


@router.get("/attention/mails", responses=errors(CursorInvalid))
async def list_doubtful_mails(
    wanted: Wanted, _: Reader, session: DbSession, cursor: Cursor = None, limit: Limit = 50
) -> Page[AttentionItem]:
    """Mails nobody knows the fate of, newest first: of a journey, a step, for a reason, begun within a span of time."""
    return await service.mails(session, wanted, before=cursor_id(cursor), limit=limit)


@router.get("/attention/mails/groups")
async def list_mail_groups(_: Reader, session: DbSession, journey_id: UUID | None = None) -> list[MailGroup]:
    """The same by step and cause, newest first: what one crash left is settled together."""
    return await settling.groups(session, journey_id)


@router.post("/attention/mails/settle/preview")
async def preview_settling(body: MailsAsked, _: Marketer, session: DbSession) -> MailsPreview:
    """How many would be settled, of which steps, which would be left alone and why; nothing changes."""
    return await settling.preview(session, body)


@router.post("/attention/mails/settle")
async def settle_mails(
    body: MailsSettling, actor: Marketer, session: DbSession, state: State, now: Now
) -> MailsSettled:
    """Send them again as new mails, or take them as sent: up to 200 at once, more as an operation."""
    return await settling.act(session, body, actor=actor, now=now, new_id=state.new_id)


@router.post("/messages/{message_id}/resend", responses=errors(MessageNotFound, MessageNotUnconfirmed, ActionRefused))
async def resend_message(
    message_id: UUID, body: MessageReason, actor: Marketer, session: DbSession, now: Now
) -> MessageSettled:
    """Send the mail of an unconfirmed one again, as a new mail."""
    await settling.settle_one(session, message_id, "resend", body.reason, actor=actor, now=now)
    return MessageSettled(id=str(message_id), settled="resent")


@router.post("/messages/{message_id}/dismiss", responses=errors(MessageNotFound, MessageNotUnconfirmed))
async def dismiss_message(
    message_id: UUID, body: MessageReason, actor: Marketer, session: DbSession, now: Now
) -> MessageSettled:
    """Take an unconfirmed mail off the list; nothing is sent."""
    await settling.settle_one(session, message_id, "dismiss", body.reason, actor=actor, now=now)
    return MessageSettled(id=str(message_id), settled="dismissed")
