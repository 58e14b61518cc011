"""One process's way from ledger to SMTP: mails of all running chunks, marked, sent and recorded in overlapping batches.

Three stages run at once. *Marking* commits `transmitting` for a micro-batch the size of the connection pool, with the
last checks. *Sending* hands marked mails over, as many at once as there are connections. *Recording* writes whatever
outcomes have come in. At most three micro-batches are between marking and recording, one in each stage, so that
connections never idle; that is all a crash can leave in doubt.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

from backend.execution import ledger
from backend.execution.database import LOST, Connection, Pool
from backend.execution.presence import Presence
from backend.mail.outcomes import SendOutcome

log = logging.getLogger(__name__)

_BATCHES_IN_DOUBT: Final = 3
_COMMANDS: Final = 5
"""SMTP time-outs one mail can run into: connect, MAIL, RCPT, DATA, body (which gets two)."""
_RETRY_S: Final = 0.5
_CLOSING_S: Final = 10.0


class Carrier(Protocol):
    """What carries mails: `backend.mail.smtp.SmtpPool`."""

    @property
    def size(self) -> int: ...
    async def send(self, mail_from: str, rcpt: str, data: bytes) -> SendOutcome: ...


DeliveryKind = Literal["sent", "refused", "deferred", "unconfirmed", "unreached", "denied"]


class Delivery(NamedTuple):
    """What became of a letter. `denied`: it may not go (reason as in `ledger.reasons_not_to_send`); `unreached`: the
    server was not there, nothing has left."""

    kind: DeliveryKind
    reason: str | None = None


@dataclass(slots=True, eq=False)
class Letter:
    """A reserved mail, ready to go. `now` is the present of the chunk that wrote it."""

    message_id: UUID
    mail_from: str
    to_email: str
    subject: str
    data: bytes
    now: Callable[[], datetime]
    delivered: asyncio.Future[Delivery] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Postman:
    """Runs between `start` and `close`; one a process."""

    def __init__(self, pool: Pool, carrier: Carrier, presence: Presence, *, smtp_timeout: float) -> None:
        self._pool = pool
        self._presence = presence
        self._carrier = carrier
        self.patience = smtp_timeout * (_COMMANDS + 1)
        """Seconds after which a mail under way is given up as unconfirmed."""
        self._batch = carrier.size
        self._waiting: asyncio.Queue[Letter] = asyncio.Queue(maxsize=4 * carrier.size)
        self._in_doubt = 0
        self._room = asyncio.Event()
        self._connections = asyncio.Semaphore(carrier.size)
        self._outcomes: asyncio.Queue[tuple[Letter, SendOutcome]] = asyncio.Queue()
        self._stages: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to work."""
        self._room.set()
        self._stages = [asyncio.create_task(self._mark()), asyncio.create_task(self._record())]

    async def close(self) -> None:
        """Finish what is under way, then stop. What has not been marked stays reserved and goes out another time."""
        marking, recording = self._stages
        await _cancelled(marking)
        while not self._waiting.empty():
            self._waiting.get_nowait().delivered.cancel()
        with suppress(TimeoutError):  # a database that stays away does not keep the process alive
            async with asyncio.timeout(self.patience + _CLOSING_S):
                while self._under_way:
                    await asyncio.wait(self._under_way)
                await self._outcomes.join()
        for task in list(self._under_way):
            await _cancelled(task)
        await _cancelled(recording)

    async def post(self, letter: Letter) -> asyncio.Future[Delivery]:
        """Take a letter, waiting while too many are queued; the future says what became of it."""
        await self._waiting.put(letter)
        return letter.delivered

    # Marking.

    async def _mark(self) -> None:
        while True:
            letters = await self._next_batch()
            self._in_doubt += len(letters)
            # Shielded: between the commit and the hand-over nothing may be cut off, or a doubt would be made up.
            await asyncio.shield(self._track(self._admit(letters)))

    async def _admit(self, letters: Sequence[Letter]) -> None:
        try:
            allowed = await self._permitted(letters)
        except Exception as error:  # the chunk fails and is tried again; this stage must not end
            log.exception("mails cannot be marked")
            for letter in letters:
                _settle(letter, error)
            allowed = []
        self._release(len(letters) - len(allowed))
        for letter in allowed:
            self._track(self._send(letter))

    async def _permitted(self, letters: Sequence[Letter]) -> list[Letter]:
        """Those that may go, however long the database is away."""
        marks = [(letter.message_id, letter.now()) for letter in letters]
        worker = self._presence.worker_id
        unsure = False
        while True:
            try:
                async with self._pool.acquire() as connection:
                    if unsure:  # the answer was lost, the commit perhaps not: nothing has left, so take it back
                        await ledger.take_back(connection, marks, worker)
                    return await self._permit(connection, letters, marks, worker)
            except LOST as error:
                unsure = True
                log.warning("the ledger cannot be reached (%s); mails wait", type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    def _track(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _next_batch(self) -> list[Letter]:
        """As many waiting letters as a micro-batch holds, once there is room for a whole one."""
        letters = [await self._waiting.get()]
        while self._in_doubt > (_BATCHES_IN_DOUBT - 1) * self._batch:
            self._room.clear()
            await self._room.wait()
        while len(letters) < self._batch and not self._waiting.empty():
            letters.append(self._waiting.get_nowait())
        return letters

    async def _permit(
        self, connection: Connection, letters: Sequence[Letter], marks: Sequence[ledger.Mark], worker: UUID
    ) -> list[Letter]:
        """Commit `transmitting` for those that may go; settle the others with the reason."""
        subjects = [letter.subject for letter in letters]
        permitted = await ledger.begin_transmission(connection, marks, subjects, worker)
        if len(permitted) == len(letters):
            return list(letters)
        reasons = await ledger.reasons_not_to_send(connection, [one for one, _ in marks if one not in permitted])
        for letter in letters:
            if letter.message_id not in permitted:
                _settle(letter, Delivery("denied", reasons.get(letter.message_id, "stopped")))
        return [letter for letter in letters if letter.message_id in permitted]

    # Sending.

    async def _send(self, letter: Letter) -> None:
        async with self._connections:
            try:
                async with asyncio.timeout(self.patience):
                    outcome = await self._carrier.send(letter.mail_from, letter.to_email, letter.data)
            except Exception as error:  # whatever it was, the mail may have left
                outcome = SendOutcome("unknown", reply=type(error).__name__)
        self._outcomes.put_nowait((letter, outcome))

    # Recording.

    async def _record(self) -> None:
        while True:
            batch = [await self._outcomes.get()]
            while not self._outcomes.empty():
                batch.append(self._outcomes.get_nowait())
            try:
                await self._write(batch)
                answers: list[Delivery | Exception] = [delivery_of(outcome) for _, outcome in batch]
            except Exception as error:  # the chunk fails and is tried again; this stage must not end
                log.exception("outcomes cannot be written")
                answers = [error] * len(batch)
            for (letter, _), answer in zip(batch, answers, strict=True):
                _settle(letter, answer)
                self._outcomes.task_done()
            self._release(len(batch))

    async def _write(self, batch: Sequence[tuple[Letter, SendOutcome]]) -> None:
        """Write the outcomes, however long the database is away: what is known must not become a doubt."""
        outcomes = [ledger_outcome(letter, outcome) for letter, outcome in batch]
        dead = [letter.message_id for letter, outcome in batch if outcome.kind == "refused" and outcome.hard]
        while True:
            try:
                async with self._pool.acquire() as connection:
                    if not dead:  # nearly always: one statement, one round trip
                        await ledger.record(connection, outcomes)
                        return
                    async with connection.transaction():
                        await ledger.record(connection, outcomes)
                        await ledger.suppress_dead(connection, dead)
                return
            except LOST as error:
                log.warning("outcomes of %d mails wait for the database (%s)", len(batch), type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    def _release(self, count: int) -> None:
        self._in_doubt -= count
        self._room.set()


def delivery_of(outcome: SendOutcome) -> Delivery:
    """What the chunk hears of an attempt."""
    match outcome.kind:
        case "sent":
            return Delivery("sent")
        case "refused":
            return Delivery("refused", "bounced" if outcome.hard else "refused")
        case "deferred":
            return Delivery("deferred", "deferred")
        case "unknown":
            return Delivery("unconfirmed", "outcome_unknown")
        case "not_sent":
            return Delivery("unreached", "smtp_unreachable")


_STATUS: Final = {"unconfirmed": "unconfirmed", "unreached": "deferred", "denied": "reserved"}


def ledger_outcome(letter: Letter, outcome: SendOutcome) -> ledger.Outcome:
    """The ledger row of an attempt."""
    kind, reason = delivery_of(outcome)
    reply = outcome.reply[:500] or None
    return ledger.Outcome(letter.message_id, _STATUS.get(kind, kind), reason, reply, letter.now())


def _settle(letter: Letter, answer: Delivery | Exception) -> None:
    if letter.delivered.done():  # the chunk was cancelled meanwhile; the ledger knows
        return
    if isinstance(answer, Exception):
        letter.delivered.set_exception(answer)
    else:
        letter.delivered.set_result(answer)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
