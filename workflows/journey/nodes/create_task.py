"""create_task: give somebody something to do about the contact; with `hold` the journey waits until it is done.

The task is a row of its own and outlives the wait: one that is done after the time was over stays done, and changes
nothing here.
"""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from workflows.journey.duration import parse_duration
from workflows.journey.events import Event, Tick
from workflows.journey.nodes.assignee import Assignee
from workflows.journey.nodes.base import STAY, Act, BaseNode, Decision, Hold, Pass, Port, Visit
from workflows.journey.nodes.wait import DurationText
from workflows.journey.schedule import after
from workflows.journey.team import CreateTask, TaskResult

TaskKind = Literal["call", "mail", "meeting", "todo"]
Priority = Literal["low", "normal", "high"]
_PLAIN: Final = (Port("done"),)
_HOLDING: Final = (Port("done"), Port("timed_out"))


class CreateTaskNode(BaseNode):
    """Leaves by `done` as soon as the task exists; with `hold` when it is done, by `timed_out` when it is not."""

    rejudges_exits: ClassVar[bool] = True

    type: Literal["create_task"]
    kind: TaskKind = "todo"
    subject: Annotated[str, StringConstraints(max_length=200)] = ""
    body: Annotated[str, StringConstraints(max_length=4000)] = ""
    priority: Priority = "normal"
    due: DurationText | None = None
    """How long after its creation the task is due; null: no date."""
    assignee: Assignee = Field(default_factory=Assignee)
    hold: DurationText | None = None
    """How long the journey waits for the task; null: it goes on at once."""

    def ports(self) -> tuple[Port, ...]:
        return _PLAIN if self.hold is None else _HOLDING

    def enter(self, visit: Visit) -> Decision:
        due_at = None if self.due is None else after(visit.at, parse_duration(self.due), visit.zone)
        pick, holds = self.assignee.pick(), self.hold is not None
        texts = (self.kind, self.subject, self.body, self.priority)
        return Act(CreateTask(visit.key, visit.node or "", *texts, due_at, pick, holds))

    def resume(self, visit: Visit, event: Event) -> Decision:
        if visit.phase == "acting" and isinstance(event, TaskResult):
            return self._created(visit, event)
        if not isinstance(event, Tick):
            return super().resume(visit, event)
        return self.enter(visit) if visit.phase == "acting" else self._look(visit)

    def _created(self, visit: Visit, result: TaskResult) -> Decision:
        detail = {"task": result.task, "assignee": result.assignee}
        if result.reason is not None:
            detail["reason"] = result.reason
        if self.hold is None:
            return Pass("done", detail, "task_created", result={"task": result.task})
        if visit.result.get("task") == result.task and (over := self._over(visit)) is not None:
            return over  # this visit was entered again, and its task is done meanwhile
        until = after(visit.at, parse_duration(self.hold), visit.zone)
        return Hold(until, {"for": "task", **detail}, result={"task": result.task})

    def _look(self, visit: Visit) -> Decision:
        if (over := self._over(visit)) is not None:
            return over
        if visit.due is not None and visit.at < visit.due:
            return STAY
        return Pass("timed_out", {"task": visit.result.get("task"), "reason": "time_over"})

    def _over(self, visit: Visit) -> Decision | None:
        """The way out when the task is open no more."""
        task = visit.result.get("task")
        seen = visit.world.task(str(task))
        if seen is not None and seen.status == "done":
            brought = {"task": task, "outcome": seen.outcome}
            return Pass("done", brought, "task_done", result=brought)
        if seen is not None and seen.status == "cancelled":
            return Pass("timed_out", {"task": task, "reason": "cancelled"})
        return None
