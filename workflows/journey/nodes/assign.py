"""assign: give the contact an owner."""

from typing import Final, Literal

from pydantic import Field

from workflows.journey.events import Event, Tick
from workflows.journey.nodes.assignee import Assignee
from workflows.journey.nodes.base import Act, BaseNode, Decision, Pass, Port, Visit
from workflows.journey.team import Assign, AssignResult

_PORTS: Final = (Port("done"),)


class AssignNode(BaseNode):
    """Leaves by `done`; the journal row says who it was, and why nobody when nobody could be found."""

    type: Literal["assign"]
    to: Assignee = Field(default_factory=Assignee)

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        return Act(Assign(visit.key, visit.node or "", self.to.pick()))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if visit.phase == "acting" and isinstance(event, AssignResult):
            detail = {"owner": event.owner, "before": event.before}
            outcome = "assigned" if event.owner is not None else "not_assigned"
            why = {} if event.reason is None else {"reason": event.reason}
            return Pass("done", detail | why, outcome, result={"owner": event.owner})
        if visit.phase == "acting" and isinstance(event, Tick):
            return self.enter(visit)
        return super().resume(visit, event)
