"""Delivery over a pool of kept SMTP connections.

What a failure means depends on where it happened: before the body nothing has left and trying again is safe; a negative
reply to the body is a refusal; anything else once the body is under way is *unknown*, cancellation and time-outs
included, and such a mail is never sent again by itself.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol, cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPAuthenticationError, SMTPHeloError, SMTPTimeoutError
from pydantic import SecretStr

from backend.mail.conversation import Conversation
from backend.mail.errors import AddressRefused
from backend.mail.headers import address
from backend.mail.outcomes import SendOutcome

RECYCLE_AFTER: Final = 100
"""Mails after which a connection is replaced: many servers count."""
IDLE_CHECK: Final = 15.0
"""Seconds of rest after which a connection is asked by NOOP whether it still lives."""
IDLE_LIMIT: Final = 120.0
"""Seconds of rest after which a connection is replaced without asking; servers drop idle ones from 30 s on."""
BODY_PATIENCE: Final = 2.0
"""The answer to the body may take this many times the ordinary time-out: content filters are slow, and giving up
there makes an unknown."""
GOODBYE: Final = 1.0


class SmtpSettings(Protocol):
    """The settings a pool reads; `backend.settings.Settings` has them."""

    @property
    def smtp_host(self) -> str: ...
    @property
    def smtp_port(self) -> int: ...
    @property
    def smtp_username(self) -> str | None: ...
    @property
    def smtp_password(self) -> SecretStr | None: ...
    @property
    def smtp_tls(self) -> str: ...
    @property
    def smtp_connections(self) -> int: ...
    @property
    def smtp_timeout(self) -> float: ...
    @property
    def message_id_domain(self) -> str: ...


@dataclass(slots=True)
class _Connection:
    conversation: Conversation
    used_at: float
    mails: int = 0


class SmtpPool:
    """Up to `smtp_connections` connections to one server. `send` may be called by any number of tasks."""

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        recycle_after: int = RECYCLE_AFTER,
        monotonic_clock: Callable[[], float] = monotonic,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._recycle_after = recycle_after
        self._now = monotonic_clock
        self._tls_context = tls_context
        self._idle: list[_Connection] = []
        self._slots = asyncio.Semaphore(settings.smtp_connections)
        self._closed = False

    @property
    def size(self) -> int:
        """How many mails can be under way at once."""
        return self._settings.smtp_connections

    async def send(self, mail_from: str, rcpt: str, data: bytes) -> SendOutcome:
        """Hands one mail to the server. Never raises, but for cancellation: then the mail is not sent if its body was
        not under way, and unknown otherwise.

        A connection that turns out dead before the body is replaced once, so that a server which drops idle
        connections or says 421 costs a reconnect, not a mail.
        """
        try:
            mail_from, rcpt = address(mail_from), address(rcpt)
        except AddressRefused as error:
            return SendOutcome("refused", reply=error.message, bounce="other", phase="address")
        async with self._slots:
            outcome, reused = await self._attempt(mail_from, rcpt, data)
            if reused and (outcome.kind == "not_sent" or (outcome.code == 421 and outcome.phase != "body")):
                await self._drop_idle()
                outcome, _ = await self._attempt(mail_from, rcpt, data)
            return outcome

    async def close(self) -> None:
        """Says good-bye on every idle connection; those at work hang up when they are done."""
        self._closed = True
        await self._drop_idle()

    async def _attempt(self, mail_from: str, rcpt: str, data: bytes) -> tuple[SendOutcome, bool]:
        try:
            connection = await self._take()
        except (SMTPException, OSError, ValueError) as error:
            return _not_connected(error), False
        reused, keep = connection.mails > 0, False
        conversation = connection.conversation
        try:
            outcome = await conversation.transact(mail_from, rcpt, data, body_patience=BODY_PATIENCE)
            keep = outcome.kind in ("sent", "refused", "deferred") and outcome.code != 421
        finally:
            # A connection that is not given back is closed at once: its replies could no longer be paired.
            if keep and conversation.usable and not self._closed:
                connection.used_at = self._now()
                connection.mails += 1
                self._idle.append(connection)
            elif keep:
                await conversation.quit(GOODBYE)
            else:
                conversation.abandon()
        return outcome, reused

    async def _take(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            conversation, rest = connection.conversation, self._now() - connection.used_at
            if not conversation.usable or rest > IDLE_LIMIT:
                conversation.abandon()
            elif connection.mails >= self._recycle_after:
                await conversation.quit(GOODBYE)
            elif rest <= IDLE_CHECK or await conversation.alive(min(5.0, self._settings.smtp_timeout)):
                return connection
            else:
                conversation.abandon()
        return await self._open()

    async def _open(self) -> _Connection:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        client = SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password,
            local_hostname=settings.message_id_domain,
            timeout=settings.smtp_timeout,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            tls_context=self._tls_context,
        )
        try:
            await client.connect()
            await _greet(client)
        except BaseException:
            client.close()
            raise
        conversation = Conversation(
            cast("asyncio.Transport", client.transport),
            pipelining=client.supports_extension("pipelining"),
            timeout=settings.smtp_timeout,
        )
        return _Connection(conversation, self._now())

    async def _drop_idle(self) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.conversation.quit(GOODBYE) for connection in idle))


async def _greet(client: SMTP) -> None:
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()


def _not_connected(error: Exception) -> SendOutcome:
    phase = "auth" if isinstance(error, SMTPAuthenticationError) else "connect"
    if isinstance(error, SMTPResponseException):
        return SendOutcome("not_sent", error.code, f"{error.code} {error.message}", phase=phase)
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return SendOutcome("not_sent", reply="timed out", phase=phase)
    return SendOutcome("not_sent", reply=f"{type(error).__name__}: {error}", phase=phase)
