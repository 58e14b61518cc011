"""Many contacts through the simulator: what they would make of a journey, as counts. Thousands in a second.

Most of a crowd passes through the same states at the same times, and differs only by a few replies; `Remembered` works
each of them out once. Draws are named by the contact's number, so a crowd may be cut into parts and added up again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflows.journey.behaviour import Behaviour, Outside
from workflows.journey.graph import JourneyGraph
from workflows.journey.pretended import Contact
from workflows.journey.remembered import Remembered
from workflows.journey.sending import zone_of
from workflows.journey.simulate import NOTHING_ELSE, Machine, Stage, limits_of, play, stage
from workflows.journey.world import World


@dataclass(slots=True)
class Counts:
    """What films add up to, per node and per end. Only grows, by `play` and `join`."""

    contacts: int = 0
    entered: Counter[str] = field(default_factory=Counter[str])
    passed: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    sent: Counter[str] = field(default_factory=Counter[str])
    ended: Counter[str] = field(default_factory=Counter[str])
    """End reason to contacts."""
    ended_at: Counter[str] = field(default_factory=Counter[str])
    """Node to contacts whose journey ended there of itself."""
    under_way: Counter[str] = field(default_factory=Counter[str])
    """Node to contacts who were still there when the film was cut."""
    parked: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    """Node to code to contacts who were parked there with an error: they did not come to an end."""
    finished: int = 0
    longest: timedelta = timedelta()
    """From entry to the last step of the contact that took longest."""
    total: timedelta = timedelta()
    """All contacts' times from entry to end together, for the mean."""

    def play(self, scene: Stage, contact: Contact, advance: Machine) -> None:
        """Let one more contact play, and count what it makes of the journey."""
        state, last = scene.begin, scene.start_at
        entered, passed = self.entered, self.passed
        for answer in play(scene, contact, advance):
            state = answer.state
            for node in answer.entered:
                entered[node] += 1
            for step in answer.steps:
                last = step.at
                if step.port is not None and step.node is not None:
                    if step.node not in passed:
                        passed[step.node] = Counter()
                    passed[step.node][step.port] += 1
        for mail in contact.posted:
            self.sent[mail.node] += 1
        self.contacts += 1
        took = last - scene.start_at
        self.longest = max(self.longest, took)
        if state.phase != "ended":
            self.under_way[state.node or ""] += 1
            return
        if state.status == "errored":
            self.parked.setdefault(state.node or "", Counter())[state.end_reason or ""] += 1
            return
        self.finished += 1
        self.total += took
        self.ended[state.end_reason or ""] += 1
        self.ended_at[state.node or ""] += 1

    def join(self, others: "Counts") -> None:
        """Add what another part of the crowd made of it."""
        self.contacts += others.contacts
        self.entered.update(others.entered)
        for node, ports in others.passed.items():
            self.passed.setdefault(node, Counter()).update(ports)
        self.sent.update(others.sent)
        self.ended.update(others.ended)
        self.ended_at.update(others.ended_at)
        self.under_way.update(others.under_way)
        for node, codes in others.parked.items():
            self.parked.setdefault(node, Counter()).update(codes)
        self.finished += others.finished
        self.longest = max(self.longest, others.longest)
        self.total += others.total

    @property
    def errored(self) -> int:
        """Contacts parked with an error, wherever."""
        return sum(codes.total() for codes in self.parked.values())

    @property
    def mean(self) -> timedelta:
        """From entry to end on average, of those who came to an end."""
        return self.total / self.finished if self.finished else timedelta()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who plays what: those of `people` in turn, each time as another enrollment.

    `around` says for each of `people` what happens besides this journey; empty: nothing does. The same seed gives the
    same counts, on every machine; another one other draws of arms, variants and reactions.
    """

    graph: JourneyGraph
    people: Sequence[World]
    behaviour: Behaviour
    start_at: datetime
    seed: str = ""
    around: Sequence[Outside] = ()

    def count(self, numbers: range) -> Counts:
        """What the contacts of these numbers make of the journey."""
        counts = Counts()
        for _ in self.counting(counts, numbers):
            pass
        return counts

    def counting(self, counts: Counts, numbers: range) -> Iterator[int]:
        """Play one after the other into `counts`; after each its number."""
        scene, advance = stage(self.graph, self.start_at), Remembered(self.graph).advance
        alone = limits_of(self.graph, NOTHING_ELSE)
        for number in numbers:
            somebody = self.people[number % len(self.people)]
            outside, limits = NOTHING_ELSE, alone
            if self.around:
                outside = self.around[number % len(self.people)]
                limits = limits_of(self.graph, outside)
            name, zone = f"{self.seed}:{number}:{somebody.enrollment}", zone_of(self.graph.settings, somebody)
            counts.play(scene, Contact(somebody, self.behaviour, outside, limits, zone, name), advance)
            yield number


def count(
    graph: JourneyGraph,
    people: Sequence[World],
    behaviour: Behaviour,
    start_at: datetime,
    contacts: int,
    *,
    seed: str = "",
    around: Sequence[Outside] = (),
) -> Counts:
    """What `contacts` contacts make of the journey, all in one go."""
    return Crowd(graph, people, behaviour, start_at, seed, around).count(range(contacts))
