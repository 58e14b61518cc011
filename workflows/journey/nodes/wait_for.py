"""wait_for: wait until the contact reacts to an earlier mail, or until the time is over.

It looks on arrival and at every Tick, so a reaction that came before or between is never lost; a reaction found wins
over the deadline even when both are there. Only human reactions count (`Engagement` keeps machine ones apart).
"""

from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from workflows.journey.duration import parse_duration
from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import STAY, BaseNode, Decision, Hold, NodeId, Pass, Port, Visit, iso
from workflows.journey.nodes.wait import DurationText
from workflows.journey.schedule import after
from workflows.journey.state import Listen
from workflows.journey.world import EngagementKind

_PORTS: Final = (Port("happened"), Port("timed_out"))


class WaitForNode(BaseNode):
    """Leaves by `happened`, or by `timed_out` at the end of `within`; at once when `of` was never sent."""

    held_from: ClassVar[Literal["arrival", "present"] | None] = "arrival"

    type: Literal["wait_for"]
    event: EngagementKind
    of: NodeId
    link: str | None = Field(None, max_length=500)
    within: DurationText

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        sent = visit.evidence.sends.get(self.of)
        if sent is None:
            return Pass("timed_out", self._detail("not_sent"))
        found = self._look(visit)
        if found is not None:
            return found
        deadline = after(visit.at, parse_duration(self.within), visit.zone)
        detail = {"for": "event", "event": self.event, "of": self.of}
        return Hold(deadline, detail, Listen(self.event, sent.message, self.link))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if not isinstance(event, Tick) or visit.due is None:
            return super().resume(visit, event)
        found = self._look(visit)
        if found is not None:
            return found
        if event.at < visit.due:
            return STAY
        seen = visit.world.machine_reacted_at(self.of, self.event)
        return Pass("timed_out", self._detail("time_over") | ({"machine_at": iso(seen)} if seen else {}))

    def _look(self, visit: Visit) -> Decision | None:
        at = visit.world.reacted_at(self.of, self.event, self.link)
        return at and Pass("happened", {"event": self.event, "of": self.of, "at": iso(at)})

    def _detail(self, reason: str) -> dict[str, Any]:
        return {"event": self.event, "of": self.of, "reason": reason}
