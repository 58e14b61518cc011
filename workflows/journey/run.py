"""The transitions of one enrollment within one call of the machine; `machine` says which rules they keep."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from workflows.journey.commands import Command, SendEmail
from workflows.journey.conditions import Evidence, evaluate
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event, Stop, Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.hours import Held
from workflows.journey.nodes.base import (
    Act,
    Again,
    BaseNode,
    Decision,
    Fail,
    Finish,
    Hold,
    Pass,
)
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.schedule import ceil_minute
from workflows.journey.sending import held, zone_of
from workflows.journey.state import ENDED, GOAL, Advance, Phase, Sent, State, Status, Step
from workflows.journey.team import Result
from workflows.journey.world_view import WorldView

MAX_HOPS: Final = 100
_COARSE: Final = timedelta(hours=1)
"""Waits this long end on a whole minute, so that wakes of many contacts coalesce."""


class Run:
    """One call of `advance`: the state while it changes, and what nodes may look at (`nodes.base.Visit`)."""

    __slots__ = (
        "action", "arrived", "aside", "at", "attempt", "behind", "commands", "due", "end_reason", "entered", "evidence",
        "graph", "hops", "listen", "node", "once", "patience", "paused", "phase", "real", "results", "sends", "seq",
        "since", "state", "status", "steps", "stood_until", "visits", "world",
    )  # fmt: skip

    def __init__(self, graph: JourneyGraph, state: State, at: datetime, world: WorldView) -> None:
        self.graph, self.state, self.real, self.world = graph, state, at, world
        self.behind, self.once, self.stood_until = state.behind, state.once, state.stood_until
        self.aside = state.aside
        self.at = state.behind or at
        """The present as nodes see it: the real one, except while overdue time is caught up."""
        self.node, self.seq, self.hops = state.node, state.seq, state.hops
        self.phase: Phase = state.phase
        self.status: Status = state.status
        self.due, self.since, self.listen = state.due, state.since, state.listen
        self.action, self.attempt, self.end_reason = state.action, state.attempt, state.end_reason
        self.patience, self.paused = state.patience, state.paused
        self.visits: Mapping[str, int] = state.visits
        self.sends: Mapping[str, Sent] = state.sends
        self.results: Mapping[str, Result] = state.results
        self.evidence = Evidence(world, state.sends, state.results)
        self.arrived = state.phase != "ready" or state.action is not None
        """Whether the visit of the present node has been counted."""
        self.steps: list[Step] = []
        self.commands: tuple[Command, ...] = ()
        self.entered: list[str] = []

    # What nodes read.

    @property
    def number(self) -> int:
        return self.visits.get(self.node or "", 0)

    @property
    def key(self) -> int:
        return self.seq if self.action is None else self.action

    @property
    def cut(self) -> timedelta | None:
        return self.world.max_wait

    @property
    def over(self) -> bool:
        """Whether only a mail is sent again, for somebody whose trip is over."""
        return self.aside is not None and self.aside.over

    @property
    def held(self) -> Held | None:
        return held(self.graph.settings, self.at, self.zone, self.world.calendar)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.graph.settings, self.world)

    @property
    def result(self) -> Result:
        return self.results.get(self.node or "", {})

    # Transitions.

    def hear(self, event: Event) -> None:
        """Take a Tick or a result."""
        if self.phase == "ready":
            if not isinstance(event, Tick):
                raise JourneyFault(f"{type(event).__name__} came although no command is out")
            if self.due is None or self.real >= self.due:
                self._walk()
            return
        node = self.graph.nodes.get(self.node or "")
        if node is None:
            return self._fail("node_missing", {"node": self.node})
        over = self.phase == "waiting" and self.due is not None and self.at >= self.due
        if over and (self.since is None or self.at > self.since):
            self.hops = 0
        if self.phase == "waiting" and isinstance(event, Tick) and self.leave():
            return
        if self._apply(node, node.resume(self, event)):
            self._walk()

    def end(
        self, status: Status, reason: str, node: str | None = None, detail: Mapping[str, Any] | None = None
    ) -> None:
        """End by name; `node` is where, by default where the enrollment stands."""
        self._forget_aside()
        self._count_visit()
        where = self.node if node is None else node
        self._step(where, "ended", None, {"reason": reason, **(detail or {})})
        self.phase, self.status, self.end_reason, self.paused = "ended", status, reason, None
        self._rest(None)

    def answer(self, refused: str | None = None) -> Advance:
        """The new state; the very same object when nothing changed."""
        if refused is not None:
            return Advance(self.state, (), (), (), refused)
        if not self.steps and not self.entered and not self.commands and self.phase == self.state.phase:
            return Advance(self.state, (), ())
        state = State(
            self.node, self.phase, self.status, self.seq, self.visits, self.due, self.since, self.listen, self.action,
            self.attempt, self.hops, self.sends, self.end_reason, self.once, self.stood_until,
            self.behind, self.patience, self.aside, self.results, self.paused,
        )  # fmt: skip
        return Advance(state, self.steps, self.commands, self.entered)

    def _walk(self) -> None:
        """Enter nodes until one holds, acts or ends."""
        if self.seq == 0:
            self.entered_at_all()
        while True:
            node = self.graph.nodes.get(self.node or "")
            if node is None:
                code = "entry_missing" if self.node is None else "node_missing"
                return self._fail(code, {"node": self.node})
            if self.leave():
                return None
            if not self.arrived and not self._arrive():
                return self._fail("spinning", {"hops": self.hops})
            if not self._apply(node, self._known(node) or node.enter(self)):
                return None

    def _known(self, node: BaseNode) -> Decision | None:
        """A replay's way past a mail that this enrollment already has; None everywhere else."""
        if self.aside is not None or self.node not in self.once or not isinstance(node, SendEmailNode):
            return None
        self.once = tuple(one for one in self.once if one != self.node)
        return Pass("sent", {"reason": "already_sent"}, "not_sent")

    def _arrive(self) -> bool:
        """Count the visit of a node; False when it would be one too many without time passing."""
        assert self.node is not None
        if self.hops >= MAX_HOPS:
            if self.behind is None:
                return False
            self._keep_up()
        self.hops += 1
        self._count_visit()
        return True

    def _count_visit(self) -> None:
        """Count it once; who ends or is parked before entering counts as having come, else nodes would seem emptier."""
        if self.node is not None and not self.arrived:
            self.visits = {**self.visits, self.node: self.visits.get(self.node, 0) + 1}
            self.entered.append(self.node)
        self.arrived = True

    def leave(self) -> bool:
        """End the journey when its goal is reached, one of its exits holds, or its time is over."""
        found = None if self.over else self._way_out()
        if found is None:
            return False
        status, reason, detail = found
        self.end(status, reason, None, detail)
        return True

    def _way_out(self) -> tuple[Status, str, Mapping[str, Any]] | None:
        goal, ends_at = self.graph.goal, self.graph.settings.ends_at
        if goal is not None and evaluate(goal.when, self.evidence):
            return "completed", GOAL, {"goal": goal.title}
        for index, exit_ in enumerate(self.graph.exits):
            if evaluate(exit_.when, self.evidence):
                return "exited", exit_.reason, {"exit": index}
        if ends_at is not None and self.real >= ends_at:
            return "exited", ENDED, {"ends_at": ends_at.isoformat()}
        return None

    def _apply(self, node: BaseNode, decision: Decision) -> bool:
        """Do what a node decided; True when another node is to be entered now."""
        match decision:
            case Pass():
                return self._pass(node, decision)
            case Hold():
                self._hold(decision)
                return self.behind is not None and self._overtake(node)
            case Act(SendEmail()) if self.behind is not None:
                return self._pass(node, Pass("sent", {"reason": "overdue", "due": self.at.isoformat()}, "not_sent"))
            case Act(command):
                self.action, self.attempt, self.commands = self.key, self.attempt or 1, (command,)
                self.phase, self.due, self.listen = "acting", self.real, None
                self.since = self.real
            case Again():
                self.phase, self.due, self.since = "ready", self.real, self.real
            case Finish(reason):
                self.end("completed", reason)
            case Fail(code, detail):
                self._fail(code, detail)
            case _:  # Stay
                pass
        return False

    def _come_back(self, decision: Pass) -> bool:
        """A mail was sent again, or not: the enrollment stands where it stood, listening to the new mail."""
        aside, old = self.aside, self.sends.get(self.node or "")
        assert aside is not None
        self._step(self.node, decision.outcome, None, decision.detail)
        listen = aside.listen
        if decision.sent is not None and self.node is not None:
            self.sends = {**self.sends, self.node: Sent(decision.sent, self.real)}
            if listen is not None and old is not None and listen.message == old.message:
                listen = replace(listen, message=decision.sent)
        self.node, self.phase, self.due, self.since = aside.node, aside.phase, aside.due, aside.since
        self.listen, self.action, self.attempt, self.aside = listen, aside.action, aside.attempt, None
        self.patience, self.status, self.end_reason = aside.patience, aside.status, aside.end_reason
        return False

    def call_off(self, stop: Stop) -> None:
        """A mail that was to be sent again is not, and all is as it was."""
        self._come_back(Pass("failed", {**stop.detail, "reason": stop.reason}, "not_sent"))

    def _forget_aside(self) -> None:
        """It ends or is parked where it stands, not where the mail is."""
        if self.aside is not None:
            self.node, self.action, self.attempt, self.aside = self.aside.node, self.aside.action, 0, None

    def _pass(self, node: BaseNode, decision: Pass) -> bool:
        if self.aside is not None:
            return self._come_back(decision)
        target = node.next.get(decision.port)
        self._step(self.node, decision.outcome, None if target is None else decision.port, decision.detail)
        if decision.sent is not None and self.node is not None:
            self.sends = {**self.sends, self.node: Sent(decision.sent, self.real)}
        if decision.sent is not None or decision.result is not None:
            self._learn(decision.result)
        if target is None:
            if any(port.id == decision.port and not port.required for port in node.ports()):
                self.end("exited", str(decision.detail["reason"]))
            else:
                self._fail("port_unconnected", {"port": decision.port})
            return False
        self.node, self.phase, self.arrived = target, "ready", False
        self._rest(None)
        return True

    def _learn(self, result: Result | None) -> None:
        """Let later conditions see what this node brought."""
        if result is not None and self.node is not None:
            self.results = {**self.results, self.node: result}
        self.evidence = Evidence(self.world, self.sends, self.results)

    def _hold(self, hold: Hold) -> None:
        until, detail = hold.until, hold.detail
        if hold.result is not None:
            self._learn(hold.result)
        if self.world.max_wait is not None and until > self.at + self.world.max_wait:
            until, detail = self.at + self.world.max_wait, {**detail, "cut": True}
        if until - self.at >= _COARSE:
            until = ceil_minute(until)
        self.phase, self.due, self.since, self.listen = "waiting", until.astimezone(UTC), self.at, hold.listen
        if hold.attempt is not None:
            self.attempt = hold.attempt
        if hold.patience is not None:
            self.patience = hold.patience
        self._step(self.node, hold.outcome, None, {**detail, "until": self.due.isoformat()})

    def _overtake(self, node: BaseNode) -> bool:
        """Leave a hold that was over before the present, as if its time had come; True when another node is next."""
        if self.due is None or self.due > self.real:
            self._keep_up()
            return False
        if self.hops >= MAX_HOPS:
            self._keep_up()
            return self._apply(node, node.enter(self))
        self.hops += 1
        self.at = self.behind = self.due
        return self._apply(node, node.resume(self, Tick(self.real)))

    def _keep_up(self) -> None:
        """Nothing is overdue any more, or more than one call can pass over: from here on time is the real one."""
        self.at, self.behind, self.hops = self.real, None, 0

    def _fail(self, code: str, detail: Mapping[str, Any]) -> None:
        """Park as errored: where it stands, and the key of its command, are kept, so that it can be retried."""
        if self.over:
            self._come_back(Pass("failed", {"reason": code, **detail}, "not_sent"))
            return
        self._forget_aside()
        self._count_visit()
        self._step(self.node, "errored", None, {"code": code, **detail})
        self.phase, self.status, self.end_reason, self.paused = "ended", "errored", code, None
        self.due, self.since, self.listen, self.behind = None, self.at, None, None

    def put(self, node: str | None, phase: Phase, action: int | None) -> None:
        """Stand active at `node`, due now; attempts and nodes are counted anew."""
        self.node, self.phase, self.status, self.end_reason = node, phase, "active", None
        self._rest(self.real)
        self.action, self.hops, self.arrived = action, 0, action is not None

    def park_at(self, node: str) -> None:
        """Stand parked at another node, as if the journey had failed there."""
        self.node, self.action, self.attempt, self.arrived = node, None, 0, False
        self._count_visit()

    def look(self, node: BaseNode, decision: Decision) -> None:
        """Do what the node decided, and no more: another node is entered at the next Tick."""
        if self._apply(node, decision):
            self.due = self.real

    def entered_at_all(self) -> None:
        """The first row of every journal."""
        self._step(None, "entered", None, {"node": self.node})

    def step(self, outcome: str, detail: Mapping[str, Any]) -> None:
        """Write a row about where the enrollment stands."""
        self._step(self.node, outcome, None, detail)

    def _rest(self, due: datetime | None) -> None:
        """Forget what belonged to the node that is left."""
        self.due, self.since, self.listen, self.action, self.attempt = due, self.at, None, None, 0
        self.stood_until = None
        self.patience = None

    def _step(self, node: str | None, outcome: str, port: str | None, detail: Mapping[str, Any]) -> None:
        visit = self.visits.get(node, 0) if node is not None else 0
        self.steps.append(Step(self.seq, node, visit, outcome, port, dict(detail), self.real))
        self.seq += 1
