"""The simulator: the same machine under a virtual clock. One contact's film, N contacts' counts, the longest way.

How the pretended contact behaves is data (`Behaviour`): what is said for a mail happens; for the rest, rates decide by
a hash, so the same contact always behaves the same. Nothing here reads a clock or rolls dice.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from workflows.journey import machine
from workflows.journey.allocation import draw
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.base import NodeId
from workflows.journey.nodes.wait import DurationText
from workflows.journey.schedule import after, zone_named
from workflows.journey.state import (
    Click,
    Engagement,
    EngagementKind,
    Event,
    SendEmail,
    SendResult,
    State,
    Step,
    Tick,
    UpdateContact,
    UpdateResult,
    World,
)

MAX_CALLS: Final = 2_000
"""Calls of the machine for one contact; the bound that makes the simulator total."""
HORIZON: Final = timedelta(days=3660)
_CONFIG: Final = ConfigDict(extra="forbid", frozen=True)
_KINDS: Final[tuple[EngagementKind, ...]] = ("opened", "clicked", "replied", "bounced")
Rate = Annotated[float, Field(ge=0, le=1)]


class Reaction(BaseModel):
    """What becomes of one node's mails: whether they leave, and how long after each reaction comes (null: never)."""

    model_config = _CONFIG

    outcome: Literal["sent", "refused", "unconfirmed", "skipped"] = "sent"
    reason: str | None = Field(None, max_length=100)
    opened: DurationText | None = None
    clicked: DurationText | None = None
    link: str = Field("https://www.example.com/", max_length=500)
    replied: DurationText | None = None
    bounced: DurationText | None = None


class Rates(BaseModel):
    """How likely each reaction is, and within what time it comes when it does."""

    model_config = _CONFIG

    opened: Rate = 0.0
    clicked: Rate = 0.0
    replied: Rate = 0.0
    bounced: Rate = 0.0
    within: DurationText = "P2D"


class Behaviour(BaseModel):
    """Behaviour towards the mails of named nodes, and towards all others by rates."""

    model_config = _CONFIG

    sends: Mapping[NodeId, Reaction] = Field(default_factory=dict[str, Reaction])
    rates: Rates = Rates()


@dataclass(frozen=True, slots=True)
class Film:
    """One contact's journey: the journal rows it would earn, where it ended up, and whether it came to an end."""

    steps: tuple[Step, ...]
    state: State
    finished: bool
    """False: still under way at the horizon, or waiting without end."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What N contacts would make of a journey, per node and per end."""

    contacts: int
    entered: Mapping[str, int]
    passed: Mapping[str, Mapping[str, int]]
    ended: Mapping[str, int]
    """End reason to contacts."""
    finished: int
    longest: timedelta
    """From entry to the last step of the contact that took longest."""


@dataclass(slots=True)
class _Contact:
    """The pretended contact: facts, mails received, and reactions still to come."""

    world: World
    behaviour: Behaviour
    mails: dict[str, tuple[datetime, Reaction, int]] = field(default_factory=dict[str, tuple[datetime, Reaction, int]])

    def at(self, now: datetime) -> World:
        """The world as it is now: reactions of the future have not happened."""
        seen = {node: self._engagement(node, now) for node in self.mails}
        return replace(self.world, engagement=seen)

    def next_reaction(self, node: str, now: datetime) -> datetime | None:
        """The earliest reaction to a node's latest mail that is still to come."""
        times = (self._when(node, kind) for kind in _KINDS)
        return min((at for at in times if at is not None and at > now), default=None)

    def _engagement(self, node: str, now: datetime) -> Engagement:
        times = {kind: at for kind in _KINDS if (at := self._when(node, kind)) is not None and at <= now}
        clicked = times.get("clicked")
        clicks = () if clicked is None else (Click(self.mails[node][1].link, clicked),)
        opened, replied, bounced = times.get("opened"), times.get("replied"), times.get("bounced")
        return Engagement(opened, clicked, replied, bounced, clicks=clicks)

    def _when(self, node: str, kind: EngagementKind) -> datetime | None:
        at, reaction, _ = self.mails[node]
        delay: str | None = getattr(reaction, kind)
        zone = zone_named(self.world.zone) or zone_named("UTC")
        assert zone is not None
        return None if delay is None else after(at, parse_duration(delay), zone)

    def receive(self, command: SendEmail, at: datetime) -> SendResult:
        """What becomes of a mail, and from when on it can be reacted to."""
        reaction = self.behaviour.sends.get(command.node) or self._by_rates(command)
        if reaction.outcome in ("refused", "skipped"):
            return SendResult(at, reaction.outcome, reason=reaction.reason or reaction.outcome)
        self.mails[command.node] = (at, reaction, command.visit)
        return SendResult(at, reaction.outcome, message=f"{command.node}#{command.key}")

    def _by_rates(self, command: SendEmail) -> Reaction:
        rates = self.behaviour.rates
        longest = int(parse_duration(rates.within).approximate.total_seconds())
        delays: dict[str, str] = {}
        for kind in _KINDS:
            ticket = draw(f"behaviour:{kind}", self.world.enrollment, f"{command.node}#{command.visit}")
            chance, spread = ticket >> 32, ticket & 0xFFFFFFFF
            if chance < getattr(rates, kind) * 2**32:
                delays[kind] = f"PT{spread * longest >> 32}S"
        return Reaction.model_validate(delays)

    def change(self, command: UpdateContact, at: datetime) -> UpdateResult:
        """The contact with fields and tags changed."""
        facts = dict(self.world.facts)
        tags = set(facts.get("tags") or ()) - set(command.remove_tags) | set(command.add_tags)
        after_change = {**facts, **command.set} | (
            {"tags": sorted(tags)} if tags != set(facts.get("tags") or ()) else {}
        )
        changed = [name for name, value in after_change.items() if facts.get(name) != value]
        self.world = replace(self.world, facts=after_change)
        return UpdateResult(at, changed)


def film(graph: JourneyGraph, world: World, behaviour: Behaviour, start_at: datetime) -> Film:
    """One contact's journey from `start_at` on, as the engine would play it with a worker that is never late.

    `world` is the contact at the start; its engagement is ignored, `behaviour` speaks for it.
    """
    contact = _Contact(replace(world, engagement={}), behaviour)
    state, steps = machine.start(graph, start_at), list[Step]()
    event: Event = Tick(start_at)
    for _ in range(MAX_CALLS):
        answer = machine.advance(graph, state, event, contact.at(event.at))
        state = answer.state
        steps += answer.steps
        if state.phase == "ended":
            return Film(tuple(steps), state, True)
        following = _next_event(graph, contact, answer, event.at)
        if following.at - start_at > HORIZON:
            break
        event = following
    return Film(tuple(steps), state, False)


def _next_event(graph: JourneyGraph, contact: _Contact, answer: machine.Advance, now: datetime) -> Event:
    for command in answer.commands:
        return contact.receive(command, now) if isinstance(command, SendEmail) else contact.change(command, now)
    state = answer.state
    assert state.due is not None  # only a command's result is awaited without a due time
    if state.listen is None or state.node is None:
        return Tick(state.due)
    reaction = contact.next_reaction(getattr(graph.nodes[state.node], "of", ""), now)
    return Tick(state.due if reaction is None else min(state.due, reaction))


def count(graph: JourneyGraph, world: World, behaviour: Behaviour, start_at: datetime, contacts: int) -> Counts:
    """What `contacts` contacts like `world` would make of the journey; each is another enrollment, so arms differ."""
    entered, ended, finished, longest = Counter[str](), Counter[str](), 0, timedelta()
    passed: dict[str, Counter[str]] = {}
    for number in range(contacts):
        played = film(graph, replace(world, enrollment=f"{world.enrollment}:{number}"), behaviour, start_at)
        entered.update(played.state.visits)
        for step in played.steps:
            if step.node is not None and step.port is not None:
                passed.setdefault(step.node, Counter()).update((step.port,))
        if played.finished:
            finished += 1
            ended.update((played.state.end_reason or "",))
        longest = max(longest, played.steps[-1].at - start_at)
    return Counts(contacts, entered, passed, ended, finished, longest)
