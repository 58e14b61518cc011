"""The dev inbox over HTTP; 404 `no_inbox` wherever real mail is sent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from backend.inbox import repository, service
from backend.inbox.errors import MailNotFound, NoInbox, ReplyNotSent
from backend.inbox.harmless import harmless
from backend.inbox.schemas import InboxHeader, InboxLink, InboxMailView, InboxReplied, InboxReplyNew, InboxRow
from backend.kit.pagination import Cursor, Limit, Page, cursor_id, cut, encode_cursor
from backend.kit.text import normal_email
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors
from backend.models import InboxMail


async def _embedded(state: State) -> None:
    if state.settings.environment != "embedded":
        raise NoInbox("This installation sends real mail; there is no dev inbox.")


router = APIRouter(tags=["inbox"], dependencies=[Depends(_embedded)])


@router.get("/dev/inbox", responses=errors(NoInbox))
async def list_inbox(
    session: DbSession,
    _: Reader,
    to: Annotated[str | None, Query(max_length=400)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[InboxRow]:
    """Mails that arrived, newest first; of one address when `to` is given."""
    address = normal_email(to) if to else None
    rows, more = cut(await repository.mails(session, to=address, before=cursor_id(cursor), limit=limit + 1), limit)
    return Page(items=[_row(row) for row in rows], next_cursor=encode_cursor(rows[-1].id) if more else None)


@router.get("/dev/inbox/{mail_id}", responses=errors(NoInbox, MailNotFound))
async def get_inbox_mail(mail_id: UUID, session: DbSession, _: Reader, now: Now) -> InboxMailView:
    """A whole mail; show `html` in a sandboxed frame and its pixel loads like anywhere else."""
    mail, parsed = await service.open_mail(session, mail_id, now)
    return InboxMailView.model_validate(
        {
            **_row(mail).model_dump(by_alias=True),
            "html": harmless(parsed.html),
            "text": parsed.text,
            "headers": [InboxHeader(name=name, value=value) for name, value in parsed.headers],
            "links": [InboxLink(url=link.url, text=link.text) for link in parsed.links],
        }
    )


@router.post("/dev/inbox/{mail_id}/reply", responses=errors(NoInbox, MailNotFound, ReplyNotSent))
async def reply_inbox_mail(
    mail_id: UUID, reply: InboxReplyNew, session: DbSession, _: Reader, state: State, now: Now
) -> InboxReplied:
    """Answer a mail as its reader would; the answer travels by SMTP and counts as a reply."""
    to, own_id = await service.reply(session, mail_id, reply.body, state.settings, now, state.new_id)
    return InboxReplied(to=to, message_id=own_id)


@router.delete("/dev/inbox", status_code=204, responses=errors(NoInbox))
async def clear_inbox(session: DbSession, _: Marketer) -> None:
    """Remove every mail."""
    await repository.clear(session)


def _row(mail: InboxMail) -> InboxRow:
    return InboxRow.model_validate(
        {
            "id": str(mail.id),
            "from": mail.mail_from,
            "to": mail.rcpt_to,
            "subject": mail.subject,
            "received_at": mail.received_at,
            "read": mail.read_at is not None,
        }
    )
