"""aiosmtpd with a faster DATA: it takes a mail line by line, which costs more than all the rest of receiving it."""

from asyncio import LimitOverrunError
from typing import Any, Final

from aiosmtpd.smtp import SMTP

MAX_MAIL: Final = 10_000_000
END: Final = b".\r\n"


class Receiver(SMTP):
    """One connection. Takes bodies in large pieces and lets clients pipeline (RFC 2920)."""

    line_length_limit = MAX_MAIL
    # aiosmtpd's names of what happens around DATA; they are the same through its 1.4 line, which the lock pins.
    _call_handler_hook: Any
    _set_post_data_state: Any

    async def smtp_DATA(self, arg: str) -> None:
        """Takes one mail and answers with what the handler says."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        if content is None:
            await self.push("552 Error: Too much mail data")
            if self.transport is not None:
                self.transport.close()
            return
        envelope.content = envelope.original_content = content
        status = await self._call_handler_hook("DATA")
        self._set_post_data_state()
        await self.push(status)

    async def _content(self) -> bytes | None:
        """The mail without its end mark and stuffed dots; None when it is too large to take."""
        taken = bytearray()
        while not (len(taken) == len(END) or taken.endswith(b"\r\n" + END)):
            try:
                taken += await self._reader.readuntil(END)
            except LimitOverrunError:
                return None
            if len(taken) > MAX_MAIL:
                return None
        del taken[-len(END) :]
        if taken.startswith(b".."):
            del taken[0]
        return bytes(taken.replace(b"\r\n..", b"\r\n."))
