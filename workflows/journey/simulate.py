"""The simulator: the same machine under a virtual clock, one contact's film. `crowd.py` plays many of them.

How the pretended contact behaves is data (`Behaviour`): what is said for a mail happens; for the rest, rates decide by
a hash, so the same contact always behaves the same. Nothing here reads a clock or rolls dice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from workflows.journey import machine
from workflows.journey.allocation import choose, draw
from workflows.journey.conditions import goes_forward
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.base import NodeId
from workflows.journey.nodes.wait import DurationText
from workflows.journey.schedule import after, zone_named
from workflows.journey.state import (
    Click,
    Command,
    CommandResult,
    Engagement,
    EngagementKind,
    Event,
    SendEmail,
    SendResult,
    State,
    Step,
    TaskSeen,
    Tick,
    UpdateContact,
    UpdateResult,
    World,
)
from workflows.journey.team import (
    Assign,
    AssignResult,
    CallResult,
    CallWebhook,
    CreateTask,
    EnrollResult,
    Notify,
    NotifyResult,
    Pick,
    TaskResult,
)

MAX_CALLS: Final = 2_000
"""Calls of the machine for one contact; the bound that makes the simulator total."""
HORIZON: Final = timedelta(days=3660)
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True)
ANY_LINK: Final = "https://www.example.com/"
_KINDS: Final[tuple[EngagementKind, ...]] = ("opened", "clicked", "replied", "bounced")
Rate = Annotated[float, Field(ge=0, le=1)]


class Reaction(BaseModel):
    """What becomes of one node's mails: whether they leave, and how long after each reaction comes (null: never)."""

    model_config = _CONFIG

    outcome: Literal["sent", "refused", "unconfirmed", "skipped"] = "sent"
    reason: str | None = Field(None, max_length=100)
    opened: DurationText | None = None
    clicked: DurationText | None = None
    link: str = Field(ANY_LINK, max_length=500)
    replied: DurationText | None = None
    bounced: DurationText | None = None


class Rates(BaseModel):
    """How likely each reaction is, and within what time it comes when it does. `refused`: the mail does not leave."""

    model_config = _CONFIG

    opened: Rate = 0.0
    clicked: Rate = 0.0
    replied: Rate = 0.0
    bounced: Rate = 0.0
    refused: Rate = 0.0
    within: DurationText = "P2D"


class TaskDone(BaseModel):
    """How long after its creation a task is done, and with what outcome."""

    model_config = _CONFIG

    after: DurationText = "PT0S"
    outcome: str | None = Field(default=None, max_length=100)


class Answer(BaseModel):
    """What another system answers to one node's calls."""

    model_config = _CONFIG

    outcome: Literal["done", "failed"] = "done"
    status: int | None = Field(default=200, ge=100, le=599)
    fields: Mapping[str, str | int | float | bool | None] = Field(default_factory=dict[str, Any], max_length=10)


class Behaviour(BaseModel):
    """Behaviour towards the mails of named nodes: what happens, or how likely it is; towards all others by `rates`.

    A task that is not named is not done in time; a call that is not named is answered by 200.
    """

    model_config = _CONFIG

    sends: Mapping[NodeId, Reaction] = Field(default_factory=dict[str, Reaction])
    chances: Mapping[NodeId, Rates] = Field(default_factory=dict[str, Rates])
    rates: Rates = Rates()
    tasks: Mapping[NodeId, TaskDone] = Field(default_factory=dict[str, TaskDone])
    calls: Mapping[NodeId, Answer] = Field(default_factory=dict[str, Answer])


class Posted(NamedTuple):
    """A mail of the film: the ledger key and node of the step, what it was made from, and the contact at that time."""

    key: int
    node: str
    at: datetime
    template: str
    variant: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Film:
    """One contact's journey: the journal rows it would earn, where it ended up, and whether it came to an end."""

    steps: tuple[Step, ...]
    state: State
    finished: bool
    """False: still under way at the horizon, or waiting without end."""
    mails: tuple[Posted, ...] = ()
    """Mails that left, in order."""


class _Received(NamedTuple):
    """A node's latest mail: when each reaction to it comes."""

    times: Mapping[str, datetime]
    link: str

    def by(self, now: datetime) -> Engagement:
        """What has happened by now; reactions of the future have not."""
        seen = {kind: at for kind, at in self.times.items() if at <= now}
        clicked = seen.get("clicked")
        clicks = () if clicked is None else (Click(self.link, clicked),)
        return Engagement(seen.get("opened"), clicked, seen.get("replied"), seen.get("bounced"), clicks=clicks)


@dataclass(slots=True)
class _Contact:
    """The pretended contact: facts, mails received, and reactions still to come."""

    world: World
    behaviour: Behaviour
    received: dict[str, _Received] = field(default_factory=dict[str, _Received])
    posted: list[Posted] = field(default_factory=list[Posted])
    tasks: dict[str, TaskSeen] = field(default_factory=dict[str, TaskSeen])
    """Tasks that will be done, by id, and when."""

    def at(self, now: datetime) -> World:
        """The world as it is now."""
        if not self.received and not self.tasks:
            return self.world
        done = {task: seen for task, seen in self.tasks.items() if seen.at is not None and seen.at <= now}
        engagement = {node: mail.by(now) for node, mail in self.received.items()}
        return replace(self.world, engagement=engagement, tasks=done)

    def answer(self, command: Command, at: datetime) -> CommandResult:
        """What becomes of a command."""
        match command:
            case SendEmail():
                return self.receive(command, at)
            case UpdateContact():
                return self.change(command, at)
            case CreateTask():
                return self._task(command, at)
            case Assign():
                return self._assign(command, at)
            case Notify():
                return NotifyResult(at, {channel: 1 for channel in command.via})
            case CallWebhook():
                said = self.behaviour.calls.get(command.node, Answer())
                reason = None if said.outcome == "done" else "refused"
                taken = {name: said.fields.get(name) for name in command.take}
                return CallResult(at, said.outcome, said.status, taken, reason)
            case _:  # EnrollElsewhere
                return EnrollResult(at, True)

    def _task(self, command: CreateTask, at: datetime) -> TaskResult:
        task = f"{command.node}#{command.key}"
        planned = self.behaviour.tasks.get(command.node)
        if planned is not None:
            zone = zone_named(self.world.zone) or zone_named("UTC")
            assert zone is not None
            self.tasks[task] = TaskSeen("done", planned.outcome, after(at, parse_duration(planned.after), zone))
        return TaskResult(at, task, self._pick(command.pick))

    def _assign(self, command: Assign, at: datetime) -> AssignResult:
        before, owner = self.world.facts.get("owner"), self._pick(command.pick)
        self.world = replace(self.world, facts={**self.world.facts, "owner": owner})
        kept = owner is not None and owner == before
        reason = "kept" if kept else (None if owner is not None else "nobody_available")
        return AssignResult(at, owner, before, reason)

    def _pick(self, pick: Pick) -> str | None:
        """The owner, the account, or the one the turn of several falls on: here a draw."""
        owner = self.world.facts.get("owner")
        if pick.keep_owner and owner:
            return str(owner)
        if pick.account is not None or not pick.among:
            return pick.account
        accounts, weights = zip(*pick.among, strict=True)
        return str(accounts[choose("turn", self.world.enrollment, "", weights)])

    def next_reaction(self, node: str, now: datetime) -> datetime | None:
        """The earliest reaction to a node's latest mail that is still to come."""
        return min((at for at in self.received[node].times.values() if at > now), default=None)

    def receive(self, command: SendEmail, at: datetime) -> SendResult:
        """What becomes of a mail, and from when on it can be reacted to."""
        reaction = self.behaviour.sends.get(command.node)
        said = self._by_rates(command, at) if reaction is None else self._as_told(reaction, at)
        if isinstance(said, str):
            refused = "skipped" if reaction is not None and reaction.outcome == "skipped" else "refused"
            return SendResult(at, refused, reason=said)
        self.received[command.node] = said
        self.posted.append(Posted(command.key, command.node, at, command.template, command.variant, self.world.facts))
        unconfirmed = reaction is not None and reaction.outcome == "unconfirmed"
        return SendResult(at, "unconfirmed" if unconfirmed else "sent", message=f"{command.node}#{command.key}")

    def _as_told(self, reaction: Reaction, at: datetime) -> _Received | str:
        """The mail with its reactions, or why it does not leave."""
        if reaction.outcome in ("refused", "skipped"):
            return reaction.reason or reaction.outcome
        zone = zone_named(self.world.zone) or zone_named("UTC")
        assert zone is not None
        delays = {kind: delay for kind in _KINDS if (delay := getattr(reaction, kind)) is not None}
        return _Received(
            {kind: after(at, parse_duration(delay), zone) for kind, delay in delays.items()}, reaction.link
        )

    def _by_rates(self, command: SendEmail, at: datetime) -> _Received | str:
        rates = self.behaviour.chances.get(command.node, self.behaviour.rates)
        mail = f"{command.node}#{command.visit}"
        if rates.refused and draw("behaviour:refused", self.world.enrollment, mail) < rates.refused * 2**64:
            return "refused"
        longest = int(parse_duration(rates.within).approximate.total_seconds())
        times: dict[str, datetime] = {}
        for kind in _KINDS:
            rate: float = getattr(rates, kind)
            if not rate:
                continue
            ticket = draw(f"behaviour:{kind}", self.world.enrollment, mail)
            chance, spread = ticket >> 32, ticket & 0xFFFFFFFF
            if chance < rate * 2**32:
                times[kind] = at + timedelta(seconds=spread * longest >> 32)
        return _Received(times, ANY_LINK)

    def change(self, command: UpdateContact, at: datetime) -> UpdateResult:
        """The contact with fields and tags changed."""
        facts = dict(self.world.facts)
        tags = set(facts.get("tags") or ()) - set(command.remove_tags) | set(command.add_tags)
        lists = set(facts.get("lists") or ()) - set(command.remove_lists) | set(command.add_lists)
        wanted = dict(command.set)
        kept: list[str] = []
        if "stage" in wanted and not command.backward and not goes_forward(facts.get("stage"), wanted["stage"]):
            kept.append("stage")
            del wanted["stage"]
        if command.add_score:
            wanted["score"] = (wanted.get("score", facts.get("score")) or 0) + command.add_score
        after_change = (
            {**facts, **wanted}
            | ({"tags": sorted(tags)} if tags != set(facts.get("tags") or ()) else {})
            | ({"lists": sorted(lists)} if lists != set(facts.get("lists") or ()) else {})
        )
        changed = [name for name, value in after_change.items() if facts.get(name) != value]
        self.world = replace(self.world, facts=after_change)
        return UpdateResult(at, changed, kept)


def film(
    graph: JourneyGraph, world: World, behaviour: Behaviour, start_at: datetime, horizon: timedelta = HORIZON
) -> Film:
    """One contact's journey from `start_at` on, as the engine would play it with a worker that is never late.

    `world` is the contact at the start; its engagement is ignored, `behaviour` speaks for it. What would happen later
    than `horizon` after the start is not played.
    """
    contact = _Contact(replace(world, engagement={}), behaviour)
    state, steps = machine.start(graph, start_at), list[Step]()
    event: Event = Tick(start_at)
    for _ in range(MAX_CALLS):
        answer = machine.advance(graph, state, event, contact.at(event.at))
        state = answer.state
        steps += answer.steps
        if state.phase == "ended":
            return Film(tuple(steps), state, True, tuple(contact.posted))
        following = _next_event(graph, contact, answer, event.at)
        if following.at - start_at > horizon:
            break
        event = following
    return Film(tuple(steps), state, False, tuple(contact.posted))


def _next_event(graph: JourneyGraph, contact: _Contact, answer: machine.Advance, now: datetime) -> Event:
    for command in answer.commands:
        return contact.answer(command, now)
    state = answer.state
    assert state.due is not None  # only a command's result is awaited without a due time
    planned = contact.tasks.get(str(state.results.get(state.node or "", {}).get("task")))
    if planned is not None and planned.at is not None and now < planned.at < state.due:
        return Tick(planned.at)
    if state.listen is None or state.node is None:
        return Tick(state.due)
    reaction = contact.next_reaction(getattr(graph.nodes[state.node], "of", ""), now)
    return Tick(state.due if reaction is None else min(state.due, reaction))
