"""Reading and answering mails of the dev inbox."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.inbox import repository
from backend.inbox.errors import MailNotFound, ReplyNotSent
from backend.kit.ids import NewId
from backend.mail.mime import MailEnvelope, build_mime, message_id
from backend.mail.parsing import ParsedMail, header, parse_mail, parse_message
from backend.mail.render import Rendered
from backend.mail.smtp import SmtpPool
from backend.models import InboxMail
from backend.settings import Settings


async def open_mail(session: AsyncSession, mail_id: UUID, now: datetime) -> tuple[InboxMail, ParsedMail]:
    """A mail, now read. Raises MailNotFound. Its pixel counts when a page shows it, not here."""
    mail = await repository.mail(session, mail_id)
    if mail is None:
        raise MailNotFound("This mail is no longer here.")
    mail.read_at = mail.read_at or now
    return mail, parse_mail(mail.content)


async def reply(
    session: AsyncSession, mail_id: UUID, body: str, settings: Settings, now: datetime, new_id: NewId
) -> tuple[str, str]:
    """Answers a mail as its reader would, through SMTP; (recipient, Message-ID). Raises MailNotFound, ReplyNotSent."""
    mail = await repository.mail(session, mail_id)
    if mail is None:
        raise MailNotFound("This mail is no longer here.")
    original = parse_message(mail.content)
    to = parseaddr(header(original, "Reply-To") or header(original, "From"))[1] or mail.mail_from
    envelope = _answer(original, mail.rcpt_to, to, message_id(new_id(), "reply." + settings.message_id_domain), now)
    subject = header(original, "Subject")
    content = Rendered(subject if subject.lower().startswith("re:") else f"Re: {subject}", "", body)
    pool = SmtpPool(settings)
    try:
        outcome = await pool.send(mail.rcpt_to, to, build_mime(envelope, content))
    finally:
        await pool.close()
    if outcome.kind != "sent":
        raise ReplyNotSent("The mail server did not take the answer.", reply=outcome.reply)
    return to, envelope.message_id


def _answer(message: EmailMessage, reader: str, to: str, own_id: str, now: datetime) -> MailEnvelope:
    name = parseaddr(header(message, "To"))[0]
    first = header(message, "Message-ID")
    chain = header(message, "References").split()
    return MailEnvelope(
        message_id=own_id,
        date=now,
        from_name=name,
        from_email=reader,
        to_email=to,
        in_reply_to=first or None,
        references=[*chain, first] if first else chain,
    )
