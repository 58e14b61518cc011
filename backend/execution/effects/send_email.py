"""send_email: reserve, write, transmit, hear.

A mail's ids are committed before it is written, `transmitting` before DATA; the ledger answers whoever asks again.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.execution import ledger, pace
from backend.execution.chunk import Chunk
from backend.execution.database import Connection, Pool
from backend.execution.mailroom import Mailroom
from backend.execution.passenger import Passenger
from backend.execution.postman import Delivery, Letter, Postman
from backend.execution.threads import Thread, load_threads
from backend.kit.ids import NewId
from backend.mail.errors import AddressRefused, RenderError
from backend.mail.fields import Identity
from backend.mail.headers import address
from backend.mail.mime import message_id
from backend.mail.render import CompiledTemplate
from workflows.journey.commands import SendEmail, SendResult
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.pacing import Cap, retry_after
from workflows.journey.sending import may_leave, zone_of

_UNREACHED_S: Final = (15, 30, 60, 120, 300)
"""Seconds until a mail that found no server is tried again; such an attempt does not count as one."""
TextKey = tuple[UUID | None, str | None]
"""Template version and sender."""
Text = tuple[CompiledTemplate, Identity]

_LOOK_AGAIN: Final = timedelta(seconds=5)
_YIELD_EVERY: Final = 8
"""Mails written before other tasks of the process get their turn."""


def lease_of(postman: Postman) -> timedelta:
    """How long a living process may keep a mail `transmitting`: longer than one takes that is queued behind two others,
    then sent. A backstop: what a dead process left is known by its missing sign of life, much sooner.
    """
    return timedelta(seconds=3 * postman.patience + 30)


class SendEmails:
    """The effect. Its ledger rows say what happened, whoever asks and however often."""

    inner = False

    def __init__(self, pool: Pool, mailroom: Mailroom, postman: Postman, *, new_id: NewId, domain: str) -> None:
        self._pool = pool
        self._mailroom = mailroom
        self._postman = postman
        self._new_id = new_id
        self._domain = domain
        self._lease = lease_of(postman)

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Stage the reservations of all mails."""
        now = chunk.now()
        made = [self._reservation(one, template, now) for one in passengers if (template := _template_of(one))]

        async def reserve(connection: Connection, moved: set[UUID]) -> None:
            chunk.reserved = await ledger.reserve(connection, [one for one in made if one.enrollment_id in moved])

        chunk.changes.append(reserve)

    def _reservation(self, passenger: Passenger, template: UUID, now: datetime) -> ledger.Reservation:
        command, new = _command(passenger), self._new_id()
        return ledger.Reservation(
            id=new,
            enrollment_id=passenger.id,
            seq=command.key,
            journey_id=passenger.version.journey_id,
            version_id=passenger.version.id,
            node=command.node,
            variant=command.variant,
            contact_id=passenger.contact.id,
            template_version_id=template,
            to_email=passenger.contact.email,
            rfc_message_id=message_id(new, self._domain),
            reserved_at=now,
        )

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Send what may be sent; everybody hears the ledger's answer."""
        await self._settle_known(chunk, [one for one in passengers if one.id not in chunk.reserved])
        mine = self._in_hours(chunk, [one for one in passengers if one.id in chunk.reserved])
        mine = await self._within_caps(chunk, mine)
        texts, threads = await self._texts(mine)
        posted: list[tuple[Passenger, asyncio.Future[Delivery]]] = []
        skipped: list[tuple[Passenger, str]] = []
        for index, passenger in enumerate(mine):
            letter = self._letter(chunk, passenger, texts[_key(passenger)], threads.get(passenger.id))
            if isinstance(letter, Letter):
                posted.append((passenger, await self._postman.post(letter)))
            else:
                skipped.append((passenger, letter))
            if index % _YIELD_EVERY == _YIELD_EVERY - 1:
                await asyncio.sleep(0)
        await self._skip(chunk, skipped)
        answers = await asyncio.gather(*(delivered for _, delivered in posted))
        await self._settle(chunk, [(one, answer) for (one, _), answer in zip(posted, answers, strict=True)])

    # Whether it is their turn.

    def _in_hours(self, chunk: Chunk, passengers: Sequence[Passenger]) -> list[Passenger]:
        """Those whose journey sends at this hour; one that found no server in the evening must not leave at night."""
        now = chunk.now()
        shut = [one for one in passengers if not may_leave(one.version.graph.settings, one.world, now)]
        for passenger in shut:
            passenger.hear(SendResult(now, "held"))
        return [one for one in passengers if one not in shut] if shut else list(passengers)

    async def _within_caps(self, chunk: Chunk, passengers: Sequence[Passenger]) -> list[Passenger]:
        """Those whose contact has not had its share of mails; the others wait. Test enrollments are not counted out."""
        caps = {one.id: _caps(chunk, one) for one in passengers if one.world.max_wait is None}
        limited = [one for one in passengers if caps.get(one.id)]
        if not limited:
            return list(passengers)
        now, reserved = chunk.now(), chunk.reserved
        asked = [
            pace.Candidate(
                reserved[one.id].id, one.contact.id, caps[one.id], zone_of(one.version.graph.settings, one.world)
            )
            for one in limited
        ]
        async with self._pool.acquire() as connection:
            turns = await pace.admit(connection, asked, now)
            over = [one for one in limited if reserved[one.id].id in turns]
            for one in over:
                message = reserved[one.id].id
                one.hear(SendResult(now, "capped", str(message), "cap", turns[message]))
            outcomes = [ledger.Outcome(reserved[one.id].id, _over_cap(one), "cap", None, now) for one in over]
            await ledger.record(connection, outcomes)
        late = {one.id for one in over}
        return [one for one in passengers if one.id not in late]

    # Writing.

    async def _texts(self, passengers: Sequence[Passenger]) -> tuple[dict[TextKey, Text | str], dict[UUID, Thread]]:
        """Template and identity of each distinct mail of the chunk, or why there are none; and what mails answer."""
        texts: dict[TextKey, Text | str] = {}
        async with self._pool.acquire() as connection:
            for key in {_key(passenger) for passenger in passengers}:
                texts[key] = await self._text(connection, *key)
            return texts, await load_threads(connection, passengers)

    async def _text(self, connection: Connection, template: UUID | None, sender: str | None) -> Text | str:
        if template is None:
            return "template_missing"
        identity = await self._mailroom.identity(connection, sender)
        if identity is None:
            return "sender_missing"
        try:
            return await self._mailroom.template(connection, template), identity
        except RenderError as error:
            return error.code

    def _letter(self, chunk: Chunk, passenger: Passenger, text: Text | str, thread: Thread | None) -> Letter | str:
        """The letter, or the reason why there is none."""
        if isinstance(text, str):
            return text
        reserved, (template, identity) = chunk.reserved[passenger.id], text
        try:
            written = self._mailroom.write(
                template,
                {**passenger.contact.facts, "steps": passenger.state.results},
                identity,
                message_id=reserved.id,
                rfc_message_id=reserved.rfc_message_id,
                date=chunk.now(),
                thread=thread,
            )
            to = address(passenger.contact.email)
            return Letter(reserved.id, identity.sender_email, to, written.subject, written.data, chunk.now)
        except AddressRefused:
            return "invalid_address"
        except RenderError as error:
            return error.code

    # Hearing.

    async def _skip(self, chunk: Chunk, skipped: Sequence[tuple[Passenger, str]]) -> None:
        """Name the mails that will not go, first in the ledger."""
        if not skipped:
            return
        now = chunk.now()
        outcomes = [ledger.Outcome(chunk.reserved[one.id].id, "skipped", reason, None, now) for one, reason in skipped]
        async with self._pool.acquire() as connection:
            await ledger.record(connection, outcomes)
        for passenger, reason in skipped:
            passenger.hear(SendResult(now, "skipped", str(chunk.reserved[passenger.id].id), reason))

    async def _settle(self, chunk: Chunk, answers: Sequence[tuple[Passenger, Delivery]]) -> None:
        denied: list[tuple[Passenger, str]] = []
        taken: list[Passenger] = []
        for passenger, (kind, reason) in answers:
            if kind != "denied":
                self._hear(chunk, passenger, kind, reason)
            elif reason == "taken":
                taken.append(passenger)
            elif reason in ("held", "stopped"):
                passenger.hear(SendResult(chunk.now(), "held"))
            else:
                denied.append((passenger, reason or "denied"))
        await self._skip(chunk, denied)
        await self._settle_known(chunk, taken)

    def _hear(self, chunk: Chunk, passenger: Passenger, kind: str, reason: str | None) -> None:
        """Tell the machine; a mail that found no server changes nothing but when to look again."""
        now, reserved = chunk.now(), chunk.reserved[passenger.id]
        message = str(reserved.id)
        match kind:
            case "sent" | "unconfirmed" | "refused":
                passenger.hear(SendResult(now, kind, message, reason))
            case "deferred":
                retry_at = now + retry_after(_command(passenger).attempt)
                passenger.hear(SendResult(now, "deferred", message, reason, retry_at))
            case _:
                passenger.later = now + timedelta(seconds=_UNREACHED_S[min(reserved.attempts, len(_UNREACHED_S) - 1)])

    async def _settle_known(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Answer from the ledger for mails that an earlier hand took further than reserved."""
        if not passengers:
            return
        now = chunk.now()
        async with self._pool.acquire() as connection:
            entries = await ledger.find(connection, [(one.id, _command(one).key) for one in passengers])
            for passenger in passengers:
                entry = entries.get(passenger.id)
                if entry is None:
                    passenger.hear(SendResult(now, "skipped", None, "template_missing"))
                elif entry.status == "transmitting":
                    await self._doubt(connection, passenger, entry, now)
                elif entry.status in ("sent", "refused", "skipped", "unconfirmed"):
                    passenger.hear(SendResult(now, entry.status, str(entry.id), entry.reason))
                else:  # freed again meanwhile
                    passenger.later = now + _LOOK_AGAIN

    async def _doubt(self, connection: Connection, passenger: Passenger, entry: ledger.Entry, now: datetime) -> None:
        """A mail another hand is sending, or was when it died: wait while that hand lives, else it is unconfirmed."""
        assert entry.transmitting_at is not None
        under_way = entry.held and now - entry.transmitting_at < self._lease
        if under_way or not await ledger.doubt(connection, entry):
            passenger.later = now + _LOOK_AGAIN
        else:
            passenger.hear(SendResult(now, "unconfirmed", str(entry.id), "worker_lost"))


def _caps(chunk: Chunk, passenger: Passenger) -> list[Cap]:
    own = passenger.version.graph.settings.cap
    return [cap for cap in (chunk.cap, own) if cap is not None]


def _over_cap(passenger: Passenger) -> str:
    """The ledger's word for a mail over the cap: it waits for its turn, or has waited long enough."""
    return "deferred" if passenger.state.phase == "waiting" else "skipped"


def _command(passenger: Passenger) -> SendEmail:
    assert isinstance(passenger.command, SendEmail)
    return passenger.command


def _template_of(passenger: Passenger) -> UUID | None:
    """The template version this mail was published with."""
    return passenger.version.templates.get(_command(passenger).template)


def _key(passenger: Passenger) -> TextKey:
    node = passenger.version.graph.nodes[_command(passenger).node]
    sender = node.sender if isinstance(node, SendEmailNode) else None
    return _template_of(passenger), sender
