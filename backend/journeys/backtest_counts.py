"""Adding up a backtest: both sides of one contact, where their ways part, and whom to show as an example."""

from collections.abc import Sequence
from typing import Any, Final

from backend.journeys.backtest_past import UNDER_WAY, Past
from backend.journeys.backtest_schemas import BacktestExample, BacktestResult, Outcome, Parting, Side
from workflows.journey.graph import JourneyGraph
from workflows.journey.nodes.create_task import CreateTaskNode
from workflows.journey.nodes.webhook import WebhookNode
from workflows.journey.simulate import Film

EXAMPLES: Final = 60
EXAMPLES_EACH: Final = 10
"""Of those who part after the same step."""


def add(told: BacktestResult, past: Past, graph: JourneyGraph, played: Film) -> None:
    """Count one more contact, on both sides."""
    end = _end(past, played)
    mails = [mail.node for mail in played.mails]
    live, draft = path_of(past.journal), path_of(played.steps)
    told.contacts += 1
    told.unknown += _unknown(past, graph, played)
    _side(told.live, live, past.journal, past.mails, past.end)
    _side(told.draft, draft, played.steps, mails, end)
    if (live, past.end) == (draft, end):
        return
    told.differ += 1
    node, after_live, after_draft = parting(live, draft)
    parted = told.parted.setdefault(node, Parting(contacts=0, live={}, draft={}))
    parted.contacts += 1
    _count(parted.live, after_live)
    _count(parted.draft, after_draft)
    if parted.contacts <= EXAMPLES_EACH and len(told.people) < EXAMPLES:
        told.people.append(
            BacktestExample(
                enrollment_id=past.enrollment_id,
                contact_id=past.contact_id,
                node=node,
                live=Outcome(mails=list(past.mails), end=past.end),
                draft=Outcome(mails=mails, end=end),
            )
        )


def path_of(steps: Sequence[Any]) -> list[str]:
    """The steps somebody came by, in order, each visit once."""
    visits = dict.fromkeys((step.node, step.visit) for step in steps if step.node is not None)
    return [node for node, _ in visits]


def parting(live: Sequence[str], draft: Sequence[str]) -> tuple[str, str, str]:
    """The last step both have in common (`""`: the beginning), and where each side went on from there."""
    common = 0
    while common < min(len(live), len(draft)) and live[common] == draft[common]:
        common += 1
    following = [path[common] if common < len(path) else "" for path in (live, draft)]
    return (live[common - 1] if common else "", following[0], following[1])


def _end(past: Past, played: Film) -> str:
    """Why it would be over by now; whom a person took out is out on both sides."""
    if played.finished:
        return played.state.end_reason or ""
    return past.end if past.stopped else UNDER_WAY


def _unknown(past: Past, graph: JourneyGraph, played: Film) -> int:
    known = past.behaviour
    mails = sum(mail.node not in known.sends for mail in played.mails)
    asked = [
        graph.nodes.get(node) for node in played.state.visits if node not in known.tasks and node not in known.calls
    ]
    return mails + sum(
        isinstance(node, WebhookNode) or (isinstance(node, CreateTaskNode) and node.hold is not None) for node in asked
    )


def _side(side: Side, path: Sequence[str], steps: Sequence[Any], mails: Sequence[str], end: str) -> None:
    for node in path:
        _count(side.entered, node)
    for step in steps:
        if step.node is not None and step.port is not None:
            _count(side.passed.setdefault(step.node, {}), step.port)
    for node in mails:
        _count(side.sent, node)
    side.mails += len(mails)
    _count(side.ended, end)


def _count(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1
