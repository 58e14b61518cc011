"""The simulator: the same machine under a virtual clock, one contact's film. `crowd.py` plays many of them.

How the contact behaves, and what happens around it, is data (`behaviour.py`). Nothing here reads a clock or rolls dice.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from workflows.journey import machine
from workflows.journey.behaviour import Behaviour, Outside
from workflows.journey.graph import JourneyGraph, judged_mails
from workflows.journey.pretended import Contact, Posted
from workflows.journey.state import Event, State, Step, Tick, World

MAX_CALLS: Final = 2_000
"""Calls of the machine for one contact; the bound that makes the simulator total."""
HORIZON: Final = timedelta(days=3660)
NOTHING_ELSE: Final = Outside()


@dataclass(frozen=True, slots=True)
class Film:
    """One contact's journey: the journal rows it would earn, where it ended up, and whether it came to an end."""

    steps: tuple[Step, ...]
    state: State
    finished: bool
    """False: still under way at the horizon, or waiting without end."""
    mails: tuple[Posted, ...] = ()
    """Mails that left, in order."""


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
    own = graph.settings.cap
    limits = (*outside.caps, own) if own is not None else outside.caps
    contact = Contact(replace(world, engagement={}), behaviour, outside, limits)
    state, steps = machine.start(graph, start_at), list[Step]()
    judged = judged_mails(graph)
    event: Event = Tick(start_at)
    for _ in range(MAX_CALLS):
        answer = machine.advance(graph, state, event, contact.at(event.at))
        state = answer.state
        steps += answer.steps
        if state.phase == "ended":
            return Film(tuple(steps), state, True, tuple(contact.posted))
        following = _next_event(graph, judged, contact, answer, event.at)
        if following.at - start_at > horizon:
            break
        event = following
    return Film(tuple(steps), state, False, tuple(contact.posted))


def _next_event(
    graph: JourneyGraph, judged: frozenset[str], contact: Contact, answer: machine.Advance, now: datetime
) -> Event:
    """A command's result, or the next moment at which the engine would look: the due time, or something happening."""
    for command in answer.commands:
        return contact.answer(command, now)
    state = answer.state
    assert state.due is not None  # only a command's result is awaited without a due time
    node = state.node or ""
    heard = judged if state.listen is None else {*judged, getattr(graph.nodes.get(node), "of", "")}
    moments = [state.due, *contact.to_come(heard, [str(state.results.get(node, {}).get("task"))], now)]
    if graph.settings.ends_at is not None and graph.settings.ends_at > now:
        moments.append(graph.settings.ends_at)
    if graph.goal is not None or graph.exits:
        moments += [change.at for change in contact.outside.changes if change.at > now]
    return Tick(min(moments))
