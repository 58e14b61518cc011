"""assign: the contact's owner, changed together with the journal rows that tell of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.execution.chunk import Chunk
from backend.execution.database import Connection, Pool
from backend.execution.history import Changed, record
from backend.execution.owners import Dealing
from backend.execution.passenger import Passenger
from workflows.journey.team import Assign, AssignResult

_OWN: Final = """
    update contact c set owner_id = g.owner, updated_at = $3
    from (select * from unnest($1::uuid[], $2::uuid[]) as u (id, owner) order by id) as g where c.id = g.id
"""


class Assigns:
    """The effect."""

    inner = True

    def __init__(self, pool: Pool) -> None:
        self._dealing = Dealing(pool)

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing: this effect reaches nothing outside our tables."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Choose, and let everybody hear."""
        commands = [_command(one) for one in passengers]
        chosen = await self._dealing.choose(
            [(one, command.node, command.pick) for one, command in zip(passengers, commands, strict=True)]
        )
        changed: list[Changed] = []
        for passenger, command, (owner, reason) in zip(passengers, commands, chosen, strict=True):
            before = passenger.contact.facts.get("owner")
            if owner is not None and owner != before:
                changed.append(Changed(passenger.id, passenger.contact.id, command.node, "owner", before, owner))
                passenger.contact.facts["owner"] = owner
            why = "kept" if owner is not None and owner == before else reason
            passenger.hear(AssignResult(chunk.now(), owner, before, why))
        if changed:
            chunk.changes.append(_Write(changed, chunk.now()))


class _Write:
    """The owners of everybody whose journal row went through."""

    def __init__(self, changed: list[Changed], at: datetime) -> None:
        self.changed, self.at = changed, at

    async def __call__(self, connection: Connection, moved: set[UUID]) -> None:
        changed = [one for one in self.changed if one.enrollment in moved]
        await connection.execute(_OWN, [c.contact for c in changed], [UUID(str(c.after)) for c in changed], self.at)
        await record(connection, changed, self.at)


def _command(passenger: Passenger) -> Assign:
    assert isinstance(passenger.command, Assign)
    return passenger.command
