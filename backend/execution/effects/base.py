"""What an effect is: a batch handler of one kind of command."""

from collections.abc import Sequence
from typing import Protocol

from backend.execution.chunk import Chunk
from backend.execution.passenger import Passenger


class Effect(Protocol):
    """Handles the commands of one kind for all passengers of a chunk that have one out.

    `inner` effects change our own tables only: their changes are written with the journal rows that tell of them, so
    they are done before that write and cannot be done twice. The others reach outside: what they need to be safe is
    staged by `prepare` and committed with the command itself, before `perform`.

    A passenger hears its result by `Passenger.hear`; or gets `later`, when nothing is to be said yet. Expected refusals
    are results. What is raised is an infrastructure failure and fails the activity, which tries again.
    """

    inner: bool

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Stage in `chunk.changes` what must be committed together with the commands."""
        ...

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Do it, and let every passenger hear what became of it."""
        ...
