"""notify: in-app notifications and deliveries, as rows written with the journal rows that tell of them.

Mails and calls leave later, by `backend.notifications.courier`, through a ledger of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from backend.execution.chunk import Chunk
from backend.execution.database import Connection, Pool, dumps
from backend.execution.owners import active_accounts
from backend.execution.passenger import Passenger
from backend.execution.texts import written
from backend.webhooks.payload import about
from workflows.journey.team import Notify, NotifyResult

_TELL: Final = """
    insert into notification (id, account_id, kind, subject, body, enrollment_id, seq, journey_id, contact_id,
                              created_at)
    select gen_random_uuid(), g.account_id, 'journey', g.subject, g.body, g.enrollment_id, g.seq, g.journey_id,
           g.contact_id, $1
    from unnest($2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[])
         as g (enrollment_id, seq, journey_id, contact_id, account_id, subject, body)
    on conflict (enrollment_id, seq, account_id) do nothing
"""
_DELIVER: Final = """
    insert into delivery (id, enrollment_id, seq, node, channel, target, secret_id, content, due_at, created_at)
    select gen_random_uuid(), g.enrollment_id, g.seq, g.node, g.channel, g.target, g.secret_id, g.content::jsonb, $1, $1
    from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[])
         as g (enrollment_id, seq, node, channel, target, secret_id, content)
    on conflict (enrollment_id, seq, channel, target) do nothing
"""


class Notifies:
    """The effect."""

    inner = True

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing: this effect reaches nothing outside our tables."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Write down whom to tell what, and let everybody hear how many."""
        async with self._pool.acquire() as connection:
            active = await active_accounts(connection)
        write = _Write(chunk)
        for passenger in passengers:
            command = passenger.command
            assert isinstance(command, Notify)
            people = _people(passenger, command, active)
            told = write.add(passenger, command, people)
            reason = None if any(told.values()) else "nobody_available"
            passenger.hear(NotifyResult(chunk.now(), told, reason))
        chunk.changes.append(write)


def _people(passenger: Passenger, command: Notify, active: Mapping[str, Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Whom to tell, each once; accounts that cannot sign in any more are left out."""
    wanted = set(command.accounts)
    if command.owner and passenger.contact.facts.get("owner"):
        wanted.add(str(passenger.contact.facts["owner"]))
    return [one for account, one in active.items() if account in wanted or one["role"] in command.roles]


class _Write:
    """The rows of everybody whose journal row went through."""

    def __init__(self, chunk: Chunk) -> None:
        self.at = chunk.now()
        self.notes: list[tuple[Any, ...]] = []
        self.deliveries: list[tuple[Any, ...]] = []

    def add(self, passenger: Passenger, command: Notify, people: Sequence[Mapping[str, str]]) -> dict[str, int]:
        """Stage one passenger's; how many by channel."""
        subject, body = written(command.subject, passenger, most=200), written(command.body, passenger, most=4000)
        where = (passenger.id, command.key)
        if "in_app" in command.via:
            place = (passenger.version.journey_id, passenger.contact.id)
            self.notes += [(*where, *place, one["id"], subject, body) for one in people]
        if "mail" in command.via:
            content = dumps({"subject": subject, "body": body, "contact_id": str(passenger.contact.id)})
            self.deliveries += [(*where, command.node, "mail", one["email"], None, content) for one in people]
        if "webhook" in command.via and command.url:
            content = dumps(about(passenger, command.node, {"subject": subject, "body": body}))
            secret = command.secret and UUID(command.secret)
            self.deliveries.append((*where, command.node, "webhook", command.url, secret, content))
        told = {channel: len(people) for channel in ("in_app", "mail") if channel in command.via}
        return told | ({"webhook": 1} if "webhook" in command.via and command.url else {})

    async def __call__(self, connection: Connection, moved: set[UUID]) -> None:
        for statement, rows in ((_TELL, self.notes), (_DELIVER, self.deliveries)):
            kept = [row for row in rows if row[0] in moved]
            if kept:
                await connection.execute(statement, self.at, *[list(column) for column in zip(*kept, strict=True)])
