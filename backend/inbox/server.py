"""The SMTP server of the dev inbox: takes everything, keeps it in batches, and passes answers on as reactions.

A mail is acknowledged after it is stored, never before; mails that wait for the same moment share one transaction, so
that thousands a minute cost little.
"""

import asyncio
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.header import decode_header, make_header
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.engagement.inbound import take_mail
from backend.inbox import repository
from backend.inbox.receiver import MAX_MAIL, Receiver
from backend.kit.clock import Clock, utc_now
from backend.kit.db import Sessions, create_engine, create_sessions, transaction
from backend.kit.ids import NewId, new_id
from backend.settings import Settings

log = logging.getLogger(__name__)

BATCH: Final = 200
KEEP_NEWEST: Final = 20_000
KEEP_YOUNGER: Final = timedelta(hours=1)
TRIM_EVERY: Final = 2_000
LOSES: Final = "@lost.example"
"""Who wants to see what becomes of doubtful mails writes here: to each address the first mail is cut off unanswered."""
_ANSWER: Final = re.compile(
    rb"(?im)^(in-reply-to|references|auto-submitted):|^content-type:\s*multipart/report|^subject:\s*re:"
)


@dataclass(slots=True)
class _Waiting:
    row: dict[str, Any]
    answer: bool
    stored: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Sink:
    """aiosmtpd handler: DATA is answered once the batch with the mail is committed."""

    def __init__(self, sessions: Sessions, own_domain: str, *, clock: Clock = utc_now, new_id: NewId = new_id) -> None:
        self._sessions = sessions
        self._own = f"@{own_domain}>"
        self._clock = clock
        self._new_id = new_id
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._since_trim = 0
        self._lost: set[str] = set()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Clients may pipeline."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Stores the mail, one row a recipient."""
        lost = {str(rcpt) for rcpt in envelope.rcpt_tos if str(rcpt).endswith(LOSES)} - self._lost
        if lost:
            self._lost |= lost
            raise ConnectionResetError(f"lost as asked for: {lost}")
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        head = content.split(b"\r\n\r\n", 1)[0]
        waiting = [self._waiting(head, content, envelope.mail_from or "", str(rcpt)) for rcpt in envelope.rcpt_tos]
        for one in waiting:
            self._queue.put_nowait(one)
        try:
            await asyncio.gather(*(one.stored for one in waiting))
        except Exception:
            log.exception("a mail could not be stored")
            return "451 4.3.0 the inbox cannot store mail right now"
        return "250 2.0.0 kept"

    async def store_forever(self) -> None:
        """Stores what waits, batch after batch; cancelled at the end."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                async with transaction(self._sessions) as session:
                    await repository.keep(session, [one.row for one in batch])
            except Exception as error:  # the senders are told to try again
                for one in batch:
                    if not one.stored.done():
                        one.stored.set_exception(error)
                continue
            for one in batch:
                if one.answer:
                    # Acknowledged when its reaction is kept as well: after a crash here its sender tries again.
                    await self._pass_on(one)
                elif not one.stored.done():
                    one.stored.set_result(None)
            await self._trim(len(batch))

    async def _trim(self, stored: int) -> None:
        self._since_trim += stored
        if self._since_trim >= TRIM_EVERY:
            self._since_trim = 0
            with suppress(OSError):
                async with transaction(self._sessions) as session:
                    edge = self._clock() - KEEP_YOUNGER
                    await repository.trim(session, keep_newest=KEEP_NEWEST, older_than=edge)

    async def _pass_on(self, one: _Waiting) -> None:
        content, sender, at = one.row["content"], one.row["mail_from"], one.row["received_at"]
        try:
            await take_mail(self._sessions, content, sender, now=at, new_id=self._new_id, clock=self._clock)
        except Exception as error:
            if not one.stored.done():
                one.stored.set_exception(error)
            return
        if not one.stored.done():
            one.stored.set_result(None)

    def _waiting(self, head: bytes, content: bytes, mail_from: str, rcpt: str) -> _Waiting:
        own_id = _header(head, "message-id")
        row = {
            "id": self._new_id(),
            "received_at": self._clock(),
            "mail_from": mail_from,
            "rcpt_to": rcpt.lower(),
            "subject": _decoded(_header(head, "subject"))[:1_000],
            "rfc_message_id": own_id or None,
            "content": content,
            "read_at": None,
        }
        return _Waiting(row, _ANSWER.search(head) is not None and not own_id.endswith(self._own))


def _header(head: bytes, name: str) -> str:
    found = re.search(rb"(?im)^%b:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)" % re.escape(name.encode()), head)
    return re.sub(r"\r?\n[ \t]", " ", found[1].decode("utf-8", "replace")).strip() if found else ""


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value))).replace("\x00", "")
    except (ValueError, LookupError):
        return value.replace("\x00", "")


async def serve(
    sessions: Sessions, own_domain: str, host: str, port: int, *, clock: Clock = utc_now
) -> tuple[asyncio.Server, "asyncio.Task[None]"]:
    """Starts the server; close the first and cancel the second to end it."""
    sink = Sink(sessions, own_domain, clock=clock)
    loop = asyncio.get_running_loop()

    def protocol() -> Receiver:
        return Receiver(
            sink, data_size_limit=MAX_MAIL, hostname="inbox.tabiji.example", ident="Tabiji inbox", loop=loop
        )

    storing = asyncio.create_task(sink.store_forever())
    return await loop.create_server(protocol, host, port), storing


async def run_inbox(settings: Settings, stop: asyncio.Event) -> None:
    """`tabiji inbox`: serves on loopback until `stop` is set."""
    if settings.inbox_smtp_port is None:
        raise ValueError("INBOX_SMTP_PORT is not set: there is no dev inbox here.")
    engine = create_engine(settings.database_url, pool_size=4)
    server, storing = await serve(
        create_sessions(engine), settings.message_id_domain, "127.0.0.1", settings.inbox_smtp_port
    )
    try:
        await stop.wait()
    finally:
        server.close()
        storing.cancel()
        with suppress(asyncio.CancelledError):
            await storing
        await engine.dispose()
