"""The simulator: the same machine under a virtual clock, one contact's film. `crowd.py` plays many of them.

How the contact behaves, and what happens around it, is data (`behaviour.py`). Nothing here reads a clock or rolls dice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from workflows.journey import machine
from workflows.journey.behaviour import Behaviour, Outside
from workflows.journey.events import Event, Tick
from workflows.journey.graph import JourneyGraph, judged_reactions
from workflows.journey.pacing import Cap
from workflows.journey.pretended import Contact, Posted, Reacting
from workflows.journey.sending import zone_of
from workflows.journey.state import Advance, State, Step
from workflows.journey.world import World
from workflows.journey.world_view import WorldView

MAX_CALLS: Final = 2_000
"""Calls of the machine for one contact; the bound that makes the simulator total."""
HORIZON: Final = timedelta(days=3660)
NOTHING_ELSE: Final = Outside()
Machine = Callable[[JourneyGraph, State, Event, WorldView], Advance]


@dataclass(frozen=True, slots=True)
class Film:
    """One contact's journey: the journal rows it would earn, where it ended up, and whether it came to an end."""

    steps: tuple[Step, ...]
    state: State
    finished: bool
    """False: still under way at the horizon, or waiting without end."""
    mails: tuple[Posted, ...] = ()
    """Mails that left, in order."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is the same for everybody who plays: the journey, when they enter, and how far it is played."""

    graph: JourneyGraph
    begin: State
    start_at: datetime
    horizon: timedelta
    judged: frozenset[Reacting]
    """Reactions that goal and exits look at."""
    leaves: bool
    """Whether there are goal or exits at all."""


def stage(graph: JourneyGraph, start_at: datetime, horizon: timedelta = HORIZON) -> Stage:
    """Set the stage for contacts who enter at `start_at`."""
    leaves = graph.goal is not None or bool(graph.exits)
    begin = machine.start(graph, start_at)
    return Stage(graph, begin, start_at, horizon, judged_reactions(graph), leaves)


def limits_of(graph: JourneyGraph, outside: Outside) -> tuple[Cap, ...]:
    """Every cap the journey's mails to a contact are under."""
    own = graph.settings.cap
    return (*outside.caps, own) if own is not None else tuple(outside.caps)


def film(
    graph: JourneyGraph,
    world: World,
    behaviour: Behaviour,
    start_at: datetime,
    horizon: timedelta = HORIZON,
    outside: Outside = NOTHING_ELSE,
) -> Film:
    """One contact's journey from `start_at` on, as the engine would play it with a worker that is never late.

    `world` is the contact at the start; its engagement is ignored, `behaviour` speaks for it. What would happen later
    than `horizon` after the start is not played.
    """
    return film_on(stage(graph, start_at, horizon), world, behaviour, outside, machine.advance)


def film_on(scene: Stage, world: World, behaviour: Behaviour, outside: Outside, advance: Machine) -> Film:
    """The same on a stage that is set already, for many who enter together; `advance` may have a memory."""
    contact = Contact(world, behaviour, outside, limits_of(scene.graph, outside), zone_of(scene.graph.settings, world))
    state, steps = scene.begin, list[Step]()
    for answer in play(scene, contact, advance):
        state = answer.state
        steps += answer.steps
    return Film(tuple(steps), state, state.phase == "ended", tuple(contact.posted))


def play(scene: Stage, contact: Contact, advance: Machine) -> Iterator[Advance]:
    """The machine's answers for one contact, one after the other, to the end or as far as is played."""
    state, event = scene.begin, Tick(scene.start_at)
    for _ in range(MAX_CALLS):
        answer = advance(scene.graph, state, event, contact.at(event.at))
        yield answer
        state = answer.state
        if state.phase == "ended":
            return
        event = _next_event(scene, contact, answer, event.at)
        if event.at - scene.start_at > scene.horizon:
            return


def _next_event(scene: Stage, contact: Contact, answer: Advance, now: datetime) -> Event:
    """A command's result, or the next moment at which the engine would look: the due time, or something happening."""
    for command in answer.commands:
        return contact.answer(command, now)
    state, graph = answer.state, scene.graph
    assert state.due is not None  # only a command's result is awaited without a due time
    node, heard = state.node or "", scene.judged
    if state.listen is not None:
        listened: Reacting = (getattr(graph.nodes.get(node), "of", ""), state.listen.event)
        heard = heard | {listened}
    tasks = (str(state.results[node].get("task")),) if node in state.results else ()
    following = min((state.due, *contact.to_come(heard, tasks, now)))
    ends_at = graph.settings.ends_at
    if ends_at is not None and now < ends_at < following:
        following = ends_at
    if scene.leaves:
        following = min((following, *(change.at for change in contact.outside.changes if change.at > now)))
    return Tick(following)
