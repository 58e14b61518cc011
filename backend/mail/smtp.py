"""Delivery over a pool of kept SMTP connections.

MAIL, RCPT and DATA are told apart, because what a failure means depends on where it happened: before DATA nothing has
left; a negative reply to the body is a refusal; anything else once the body is under way is *unknown*, cancellation
and time-outs included, and such a mail is never sent again by itself.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final, Literal, Protocol

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.errors import SMTPAuthenticationError, SMTPDataError, SMTPTimeoutError
from pydantic import SecretStr

from backend.mail.outcomes import SendOutcome, refused

RECYCLE_AFTER: Final = 100
"""Mails after which a connection is replaced: many servers count."""
IDLE_CHECK: Final = 15.0
"""Seconds of rest after which a connection is asked by NOOP whether it still lives."""
IDLE_LIMIT: Final = 120.0
"""Seconds of rest after which a connection is replaced without asking; servers drop idle ones from 30 s on."""
BODY_PATIENCE: Final = 2.0
"""The answer to the body may take this many times the ordinary time-out: content filters are slow, and giving up
there makes an unknown."""


class SmtpSettings(Protocol):
    """The settings a pool reads; `backend.settings.Settings` has them."""

    smtp_host: str
    smtp_port: int
    smtp_username: str | None
    smtp_password: SecretStr | None
    smtp_tls: Literal["none", "starttls", "tls"]
    smtp_connections: int
    smtp_timeout: float
    message_id_domain: str


@dataclass(slots=True)
class _Connection:
    client: SMTP
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
        """Hands one mail to the server. Never raises, but for cancellation before the body is under way.

        A connection that turns out dead before DATA is replaced once, so that a server which drops idle connections
        or says 421 costs a reconnect, not a mail.
        """
        async with self._slots:
            outcome, reused = await self._attempt(mail_from, rcpt, data)
            if reused and (outcome.kind == "not_sent" or outcome.code == 421):
                await self._drop_idle()
                outcome, _ = await self._attempt(mail_from, rcpt, data)
            return outcome

    async def close(self) -> None:
        """Says good-bye on every idle connection."""
        self._closed = True
        await self._drop_idle()

    async def _attempt(self, mail_from: str, rcpt: str, data: bytes) -> tuple[SendOutcome, bool]:
        try:
            connection = await self._take()
        except SMTPAuthenticationError as error:
            return SendOutcome("not_sent", error.code, _reply(error), phase="auth"), False
        except SMTPResponseException as error:
            return SendOutcome("not_sent", error.code, _reply(error), phase="connect"), False
        except (SMTPException, OSError, ValueError) as error:
            return SendOutcome("not_sent", reply=_reply(error), phase="connect"), False
        reused = connection.mails > 0
        keep = False
        try:
            outcome = await self._transmit(connection, mail_from, rcpt, data)
            keep = outcome.kind in ("sent", "refused", "deferred") and outcome.code != 421
        finally:
            # A connection that is not given back is closed at once: its replies could no longer be paired.
            if keep and connection.client.is_connected and not self._closed:
                connection.used_at = self._now()
                connection.mails += 1
                self._idle.append(connection)
            else:
                connection.client.close()
        return outcome, reused

    async def _transmit(self, connection: _Connection, mail_from: str, rcpt: str, data: bytes) -> SendOutcome:
        client = connection.client
        phase = "mail"
        try:
            await client.mail(mail_from)
            phase = "rcpt"
            await client.rcpt(rcpt)
        except SMTPResponseException as error:
            return await self._refused(client, error, phase)
        except (SMTPException, OSError, ValueError) as error:
            return SendOutcome("not_sent", reply=_reply(error), phase=phase)
        return await self._body(client, data)

    async def _body(self, client: SMTP, data: bytes) -> SendOutcome:
        try:
            code, reply = await client.data(data, timeout=self._settings.smtp_timeout * BODY_PATIENCE)
        except SMTPDataError as error:
            return await self._refused(client, error, "data")
        except asyncio.CancelledError:
            # The caller's ledger says "transmitting", which a restart reads as unconfirmed: the same as unknown.
            raise
        except Exception as error:  # whatever it was, the body may have arrived
            return SendOutcome("unknown", reply=_reply(error), phase="data")
        return SendOutcome("sent", code, reply, phase="data")

    async def _refused(self, client: SMTP, error: SMTPResponseException, phase: str) -> SendOutcome:
        if error.code < 400:
            return SendOutcome("unknown" if phase == "data" else "not_sent", error.code, _reply(error), phase=phase)
        if error.code != 421 and phase != "data":
            with suppress(SMTPException, OSError):
                await client.rset()
        return refused(error.code, error.message, phase)

    async def _take(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            rest = self._now() - connection.used_at
            if connection.mails >= self._recycle_after or rest > IDLE_LIMIT or not connection.client.is_connected:
                await _quit(connection.client)
                continue
            if rest > IDLE_CHECK:
                try:
                    await connection.client.noop(timeout=min(5.0, self._settings.smtp_timeout))
                except (SMTPException, OSError):
                    connection.client.close()
                    continue
            return connection
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
        except BaseException:
            client.close()
            raise
        return _Connection(client, self._now())

    async def _drop_idle(self) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*(_quit(connection.client) for connection in idle))


async def _quit(client: SMTP) -> None:
    with suppress(SMTPException, OSError):
        await client.quit(timeout=1.0)
    client.close()


def _reply(error: BaseException) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return "timed out"
    if isinstance(error, SMTPServerDisconnected):
        return "the server closed the connection"
    return f"{type(error).__name__}: {error}"
