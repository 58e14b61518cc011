"""Many contacts through the simulator: what they would make of a journey, as counts. Thousands in a second."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from workflows.journey.behaviour import Behaviour, Outside
from workflows.journey.graph import JourneyGraph
from workflows.journey.simulate import NOTHING_ELSE, Film, film
from workflows.journey.state import World


@dataclass(slots=True)
class Counts:
    """What films add up to, per node and per end. Only grows, by `add`."""

    contacts: int = 0
    entered: Counter[str] = field(default_factory=Counter[str])
    passed: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    sent: Counter[str] = field(default_factory=Counter[str])
    ended: Counter[str] = field(default_factory=Counter[str])
    """End reason to contacts."""
    ended_at: Counter[str] = field(default_factory=Counter[str])
    """Node to contacts whose journey ended there."""
    under_way: Counter[str] = field(default_factory=Counter[str])
    """Node to contacts who were still there when the film was cut."""
    errored: int = 0
    """Contacts that were parked with an error; they are among those who ended, by its code."""
    finished: int = 0
    longest: timedelta = timedelta()
    """From entry to the last step of the contact that took longest."""
    total: timedelta = timedelta()
    """All contacts' times from entry to end together, for the mean."""

    def add(self, played: Film, start_at: datetime) -> None:
        """Count one more contact."""
        self.contacts += 1
        self.entered.update(played.state.visits)
        self.sent.update(mail.node for mail in played.mails)
        for step in played.steps:
            if step.node is not None and step.port is not None:
                self.passed.setdefault(step.node, Counter())[step.port] += 1
        took = played.steps[-1].at - start_at
        self.longest = max(self.longest, took)
        if not played.finished:
            self.under_way[played.state.node or ""] += 1
            return
        self.finished += 1
        self.errored += played.state.status == "errored"
        self.total += took
        self.ended[played.state.end_reason or ""] += 1
        self.ended_at[played.state.node or ""] += 1

    @property
    def mean(self) -> timedelta:
        """From entry to end on average, of those who came to an end."""
        return self.total / self.finished if self.finished else timedelta()


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
    """What `contacts` contacts make of the journey: those of `people` in turn, each time as another enrollment.

    `around` says for each of `people` what happens besides this journey; empty: nothing does.
    The same seed gives the same counts, on every machine; another one other draws of arms, variants and reactions.
    """
    counts = Counts()
    for number in range(contacts):
        somebody = people[number % len(people)]
        one = replace(somebody, enrollment=f"{seed}:{number}:{somebody.enrollment}")
        outside = around[number % len(people)] if around else NOTHING_ELSE
        counts.add(film(graph, one, behaviour, start_at, outside=outside), start_at)
    return counts
