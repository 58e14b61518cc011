"""The machine with a memory, for a crowd: what it said to one contact it need not work out again for the next.

The machine is deterministic: its answer hangs on the state, the event, and what it was told when it asked its
`WorldView`. So each answer is kept under exactly these, in the order in which they were asked, as a tree of questions;
a contact who stands in the same state, hears the same event and gives the same replies gets the same answer, and for
anybody else the machine itself is called. Nothing is guessed and nothing is rounded.
"""

from collections.abc import Hashable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from operator import attrgetter, methodcaller
from typing import Any, Final, cast

from workflows.journey import machine
from workflows.journey.commands import SendResult
from workflows.journey.events import Event, Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.state import Advance, State
from workflows.journey.team import EnrollResult, TaskResult
from workflows.journey.world import Calendar, EngagementKind, TaskSeen
from workflows.journey.world_view import WorldView

ANSWERS: Final = 40_000
"""Answers that are kept at most; then all are forgotten, and those that are needed often are soon known again."""
_HASHABLE: Final = (Tick, SendResult, TaskResult, EnrollResult)
_MAPS: Final = frozenset({"visits", "sends", "results"})
_plain: Final = attrgetter(*(field.name for field in fields(State) if field.name not in _MAPS))


class Remembered:
    """`advance` answers what `machine.advance` would, for one graph."""

    def __init__(self, graph: JourneyGraph) -> None:
        self._graph = graph
        self._known: dict[Hashable, _Known] = {}
        self._states: dict[Hashable, State] = {}
        self._kept = 0
        self.worked_out = 0
        """How many answers the machine had to be called for."""

    def advance(self, graph: JourneyGraph, state: State, event: Event, world: WorldView) -> Advance:
        """What the machine answers; the answer may be one that somebody else was given."""
        heard = event if type(event) in _HASHABLE else repr(event)
        place = (id(state), heard, world.zone, world.organization_zone, world.max_wait, world.calendar)
        if self._kept >= ANSWERS:
            self._forget()
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = _Known(state)
        found = known.ways.get(None)
        while type(found) is _Question:
            found = found.ways.get(_told(found.ask(world)))
        if found is None:
            return self._work_out(known, state, event, world)
        return cast(Advance, found)

    def _work_out(self, known: "_Known", state: State, event: Event, world: WorldView) -> Advance:
        self.worked_out += 1
        self._kept += 1
        listener = _Listener(world)
        answer = machine.advance(self._graph, state, event, listener)
        if answer.state is not state:
            answer = answer._replace(state=self._states.setdefault(_key_of(answer.state), answer.state))
        ways, way = known.ways, None
        for asked, told in listener.told.items():
            question = ways.get(way)
            if question is None:
                question = ways[way] = _Question(asked)
            assert type(question) is _Question
            ways, way = question.ways, _told(told)
        ways[way] = answer
        return answer

    def _forget(self) -> None:
        self._kept = 0
        self._known.clear()
        self._states.clear()


class _Question:
    """What the machine asks at this point, and where each reply leads: to another question or to the answer."""

    __slots__ = ("ask", "ways")

    def __init__(self, asked: tuple[Any, ...]) -> None:
        self.ask = methodcaller(*asked)
        self.ways: dict[Hashable, _Question | Advance] = {}


class _Known:
    """What is known for one state and event. It keeps the state alive, since it is found by its identity."""

    __slots__ = ("state", "ways")

    def __init__(self, state: State) -> None:
        self.state = state
        self.ways: dict[Hashable, _Question | Advance] = {}


class _Listener:
    """Passes questions on to a world and writes down each, once, with its reply. Has no data to look into."""

    __slots__ = ("calendar", "max_wait", "organization_zone", "told", "world", "zone")

    def __init__(self, world: WorldView) -> None:
        self.world = world
        self.zone: str = world.zone
        self.organization_zone: str = world.organization_zone
        self.calendar: Calendar = world.calendar
        self.max_wait: timedelta | None = world.max_wait
        self.told: dict[tuple[Any, ...], Any] = {}

    def fact(self, name: str) -> Any:
        return self._ask("fact", name)

    def reacted(self, of: str, kind: EngagementKind, link: str | None) -> bool:
        return self._ask("reacted", of, kind, link)

    def reacted_at(self, of: str, kind: EngagementKind, link: str | None) -> datetime | None:
        return self._ask("reacted_at", of, kind, link)

    def machine_reacted_at(self, of: str, kind: EngagementKind) -> datetime | None:
        return self._ask("machine_reacted_at", of, kind)

    def task(self, task: str) -> TaskSeen | None:
        return self._ask("task", task)

    def choose(self, draw: str, node: str, weights: Sequence[int]) -> int:
        return self._ask("choose", draw, node, tuple(weights))

    def _ask(self, *question: Any) -> Any:
        told = self.told
        if question not in told:
            told[question] = methodcaller(*question)(self.world)
        return told[question]


def _told(reply: Any) -> Hashable:
    """A reply by which exactly the same replies are known: 1, 1.0 and True are not the same."""
    kind = cast(type[Any], type(reply))
    if kind is bool or kind is str or reply is None:
        return reply
    return (kind, reply) if kind is int or kind is datetime else (kind, repr(reply))


def _key_of(state: State) -> Hashable:
    """Everything a state says, as a key."""
    return (_plain(state), *map(tuple, (state.visits.items(), state.sends.items())), repr(state.results))
