"""enroll: let the contact enter another journey, by that journey's own rules of entry."""

from typing import Annotated, Any, Final, Literal

from pydantic import StringConstraints

from workflows.journey.events import Event, Tick
from workflows.journey.nodes.base import Act, BaseNode, Decision, Fail, Pass, Port, Visit
from workflows.journey.team import EnrollElsewhere, EnrollResult

_PORTS: Final = (Port("done"),)


class EnrollNode(BaseNode):
    """Leaves by `done`, whether the contact entered or was left out; the journal row and `enrolled` say which."""

    type: Literal["enroll"]
    journey: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None

    def ports(self) -> tuple[Port, ...]:
        return _PORTS

    def enter(self, visit: Visit) -> Decision:
        if self.journey is None:
            return Fail("journey_missing", {})
        return Act(EnrollElsewhere(visit.key, visit.node or "", self.journey))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if visit.phase == "acting" and isinstance(event, EnrollResult):
            detail: dict[str, Any] = {"journey": self.journey}
            if event.reason is not None:
                detail["reason"] = event.reason
            outcome = "enrolled" if event.enrolled else "not_enrolled"
            return Pass("done", detail, outcome, result={"enrolled": event.enrolled})
        if visit.phase == "acting" and isinstance(event, Tick):
            return self.enter(visit)
        return super().resume(visit, event)
