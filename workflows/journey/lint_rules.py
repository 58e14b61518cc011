"""The part of lint that looks at the rules of the whole journey: goal, hours, end, cap."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import islice, product
from typing import Any, Final

from workflows.journey.conditions import (
    STAGE_ORDER,
    All,
    AnyOf,
    Condition,
    EngagementTest,
    FieldTest,
    Not,
    StageTest,
)
from workflows.journey.duration import parse_duration
from workflows.journey.graph import JourneyGraph
from workflows.journey.lint_values import Finding
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode
from workflows.journey.schedule import time_of

_DAY: Final = 24 * 60
_WAYS: Final = 500
"""Ways in which a condition may hold that are looked through; beyond, it is taken for possible."""


def rule_findings(graph: JourneyGraph, now: datetime | None) -> Iterator[Finding]:
    """What is wrong with goal, hours, end and cap. `now` None leaves the check of the end out."""
    settings = graph.settings
    if graph.goal is not None and not _possible(graph.goal.when, graph):
        yield Finding("goal_unreachable", "goal.when", {})
    if not _minutes_to_send(graph):
        yield Finding("quiet_hours_no_time", "settings.quiet_hours", {})
    if settings.ends_at is not None and now is not None and settings.ends_at <= now:
        yield Finding("ends_at_past", "settings.ends_at", {"ends_at": settings.ends_at.isoformat()})
    cap = settings.cap
    mails = None if cap is None else _fastest(graph, cap.max + 1)
    if cap is not None and mails is not None and mails < parse_duration(cap.per).approximate:
        yield Finding("cap_below_pace", "settings.cap", {"max": cap.max, "mails": cap.max + 1, "period": cap.per})


def _minutes_to_send(graph: JourneyGraph) -> set[int]:
    """Minutes of the day in which mails may leave; window and quiet hours that are no time at all apart."""
    window, quiet = graph.settings.send_window, graph.settings.quiet_hours
    if quiet is None:
        return {0}
    silent = _minutes(quiet.from_, quiet.to) or set(range(_DAY))
    allowed = set(range(_DAY)) if window is None else _minutes(window.from_, window.to) or set(range(_DAY))
    return allowed - silent


def _minutes(start: str, end: str) -> set[int]:
    first, last = (time_of(text).hour * 60 + time_of(text).minute for text in (start, end))
    return {minute % _DAY for minute in range(first, last if last >= first else last + _DAY)}


# A goal that can never hold: every way in which it could contradicts itself.

Test = tuple[bool, Any]
"""A single test, and whether it is to hold."""


def _possible(when: Condition, graph: JourneyGraph) -> bool:
    ways = list(islice(_ways(when, True), _WAYS + 1))
    return len(ways) > _WAYS or any(_consistent(way, graph) for way in ways)


def _ways(when: Condition, holds: bool) -> Iterator[tuple[Test, ...]]:
    match when:
        case Not():
            yield from _ways(when.part, not holds)
        case All() | AnyOf():
            parts = when.all if isinstance(when, All) else when.any
            if isinstance(when, All) is holds:
                # The first ways of each part are enough to find one that holds, or to see that there are too many.
                for chosen in product(*(list(islice(_ways(part, holds), _WAYS)) for part in parts)):
                    yield tuple(test for way in chosen for test in way)
            else:
                for part in parts:
                    yield from _ways(part, holds)
        case _:
            yield ((holds, when),)


def _consistent(way: tuple[Test, ...], graph: JourneyGraph) -> bool:
    if any((not holds, test) in way for holds, test in way):
        return False
    for holds, test in way:
        if holds and isinstance(test, EngagementTest) and not isinstance(graph.nodes.get(test.of), SendEmailNode):
            return False
    fields: dict[str, list[FieldTest]] = {}
    for holds, test in way:
        if holds and isinstance(test, FieldTest):
            fields.setdefault(test.field, []).append(test)
    stages = {test.stage_at_least for holds, test in way if holds and isinstance(test, StageTest)}
    return _stages_fit(stages, fields.get("stage", [])) and all(_fits(tests) for tests in fields.values())


def _stages_fit(at_least: set[str], tests: list[FieldTest]) -> bool:
    named = _named(tests)
    if not at_least or named is None:
        return True
    floor = max(STAGE_ORDER.index(stage) for stage in at_least)
    return any(stage in STAGE_ORDER and STAGE_ORDER.index(stage) >= floor for stage in named)


def _named(tests: list[FieldTest]) -> set[Any] | None:
    """The values that `eq` and `in` leave; None: any."""
    sets: list[set[Any]] = []
    for test in tests:
        if test.op == "eq" and not isinstance(test.value, list):
            sets.append({test.value})
        elif test.op == "in" and isinstance(test.value, list):
            sets.append(set(test.value))
    return None if not sets else set[Any].intersection(*sets)


def _fits(tests: list[FieldTest]) -> bool:
    """Whether one value can pass all these tests of one field."""
    ops = {test.op for test in tests}
    if "is_not_set" in ops and len(ops) > 1:
        return False
    named = _named(tests)
    numbers = [test for test in tests if isinstance(test.value, (int, float)) and test.op in ("gt", "gte", "lt", "lte")]
    low = max((_number(test) for test in numbers if test.op in ("gt", "gte")), default=float("-inf"))
    high = min((_number(test) for test in numbers if test.op in ("lt", "lte")), default=float("inf"))
    strict = any(test.op in ("gt", "lt") and test.value in (low, high) for test in numbers)
    if low > high or (low == high and strict):
        return False
    barred = [test.value for test in tests if test.op == "ne"]
    return named is None or any(
        value not in barred and (not isinstance(value, (int, float)) or low <= value <= high) for value in named
    )


def _number(test: FieldTest) -> float:
    assert isinstance(test.value, (int, float))
    return test.value


# The journey's own pace: the shortest time in which somebody can get so many mails.


def _fastest(graph: JourneyGraph, mails: int) -> timedelta | None:
    """The shortest time from one mail to the one `mails - 1` further on; None: nobody ever gets so many."""
    reached = {key: timedelta() for key, node in graph.nodes.items() if isinstance(node, SendEmailNode)}
    for _ in range(mails - 1):
        reached = _one_more(graph, reached)
    return min(reached.values(), default=None)


def _one_more(graph: JourneyGraph, reached: Mapping[str, timedelta]) -> dict[str, timedelta]:
    """When the next mail is reached, by node, from mails sent at these times."""
    found: dict[str, timedelta] = {}
    queue = [(at, to) for key, at in reached.items() for to in graph.nodes[key].next.values()]
    heapify(queue)
    seen: set[str] = set()
    while queue:
        at, key = heappop(queue)
        node = graph.nodes.get(key)
        if node is None or key in seen:
            continue
        seen.add(key)
        if isinstance(node, SendEmailNode):
            found[key] = at
            continue
        for port, to in node.next.items():
            heappush(queue, (at + _least(node, port), to))
    return found


def _least(node: BaseNode, port: str) -> timedelta:
    """The shortest time after which a node is left by this port."""
    if isinstance(node, WaitForNode) and port == "timed_out":
        return parse_duration(node.within).approximate
    if isinstance(node, WaitNode) and node.business_days is not None:
        return timedelta(days=node.business_days.count - 1)
    if isinstance(node, WaitNode) and node.for_ is not None:
        return parse_duration(node.for_).approximate
    return timedelta()
