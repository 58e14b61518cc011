"""One enrollment while a chunk works on it: its machine state, its world, and the steps not yet written."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from backend.execution.facts import ContactFacts
from backend.execution.versions import Version
from workflows.journey import machine
from workflows.journey.commands import Command
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event, Stop, Tick
from workflows.journey.state import State, Step
from workflows.journey.world import World

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Passenger:
    """`expected` is the row's `seq` as last read or written: the guard of every write.

    `node` and `due_at` are the row's as well; they stay as they are while a command is out.
    """

    id: UUID
    version: Version
    contact: ContactFacts
    world: World
    state: State
    expected: int
    node: str | None
    due_at: datetime | None
    steps: list[Step] = field(default_factory=list[Step])
    entered: list[str] = field(default_factory=list[str])
    command: Command | None = None
    dropped: bool = False
    """Somebody else moved the row; whatever was thought here does not count."""
    refused: str | None = None
    """Why the last intervention changed nothing."""
    later: datetime | None = None
    """Look again then, and leave the state as it is."""
    unheard: int | None = None
    """Key of a command that nobody has heard of any more when the trip ended: its mail may have gone out."""

    def hear(self, event: Event) -> None:
        """Let the machine take an event. A machine that fails parks the passenger instead of failing the chunk."""
        self.command = None
        try:
            answer = machine.advance(self.version.graph, self.state, event, self.world)
            state, steps, commands, entered, self.refused = answer
        except JourneyFault as fault:
            self.park("journey_fault", str(fault), event.at)
        except Exception as failure:  # one broken enrollment never fails its chunk
            log.exception("enrollment %s cannot go on", self.id)
            self.park("machine_failed", f"{type(failure).__name__}: {failure}", event.at)
        else:
            if isinstance(event, Tick | Stop) and state.phase == "ended" and self.state.phase in ("acting", "ready"):
                self.unheard = self.state.action
            self._take(state, steps, commands, entered)

    def _take(self, state: State, steps: Sequence[Step], commands: Sequence[Command], entered: Sequence[str]) -> None:
        self.state = state
        self.steps.extend(steps)
        self.entered.extend(entered)
        self.command = commands[0] if commands else None

    def park(self, code: str, message: str, at: datetime) -> None:
        """Set the enrollment aside as errored, with the reason in its journal."""
        state, self.command = self.state, None
        visit = state.visits.get(state.node or "", 0)
        aside = state.aside
        if aside is not None and aside.over:  # only a mail was to be sent again
            reason = {"reason": code, "message": message[:500]}
            self.steps.append(Step(state.seq, state.node, visit, "not_sent", None, reason, at))
            self.state = replace(
                state, node=aside.node, phase="ended", status=aside.status, seq=state.seq + 1, due=None,
                since=aside.since, listen=None, action=aside.action, attempt=aside.attempt, aside=None,
                end_reason=aside.end_reason,
            )  # fmt: skip
            return
        if aside is not None:
            state = replace(state, node=aside.node, action=aside.action, attempt=0, aside=None)
        self.steps.append(
            Step(state.seq, state.node, visit, "errored", None, {"code": code, "message": message[:500]}, at)
        )
        self.state = replace(
            state, phase="ended", status="errored", seq=state.seq + 1, due=None, since=at, listen=None,
            behind=None, end_reason=code, paused=None,
        )  # fmt: skip

    def written(self) -> None:
        """The steps are in the database."""
        self.expected = self.state.seq
        self.steps.clear()
        self.entered.clear()
        self.unheard = None
