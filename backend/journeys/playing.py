"""A journey's file played on a virtual clock, told as text or JSON."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from backend.execution.calendar import calendar_of
from backend.kit.clock import utc_now
from workflows.journey.behaviour import Behaviour
from workflows.journey.crowd import Counts, count
from workflows.journey.graph import JourneyGraph
from workflows.journey.longest import longest
from workflows.journey.schedule import zone_named
from workflows.journey.simulate import Film, film
from workflows.journey.world import World

SOMEBODY: Final[Mapping[str, Any]] = {"email": "yamada@example.com", "stage": "lead", "score": 0, "tags": []}
HOME_ZONE: Final = "Asia/Tokyo"


def play_file(
    graph: JourneyGraph,
    contacts: int,
    behaviour: Mapping[str, Any],
    facts: Mapping[str, Any],
    seed: str,
    start: datetime | None,
    *,
    as_json: bool,
    say: Callable[[str], Any],
) -> bool:
    """Play and tell; whether everybody came to an end without an error. Raises ValidationError (behaviour)."""
    asked = Behaviour.model_validate(behaviour)
    begun = utc_now() if start is None else start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
    known = {**SOMEBODY, **facts}
    zone = str(known.get("timezone") or HOME_ZONE)
    world = World(f"{seed}:simulation", known, {}, zone, HOME_ZONE, calendar_of(begun.year, {}))
    if contacts == 1:
        played = film(graph, world, asked, begun)
        (_film_json if as_json else _film_text)(played, zone, say)
        return played.finished and played.state.status != "errored"
    began = time.monotonic()
    counts = count(graph, [world], asked, begun, contacts, seed=seed)
    seconds = time.monotonic() - began
    (_counts_json if as_json else _counts_text)(graph, counts, seconds, say)
    return counts.finished == contacts


def _film_text(played: Film, zone: str, say: Callable[[str], Any]) -> None:
    local = zone_named(zone) or zone_named(HOME_ZONE)
    for step in played.steps:
        port = f" -> {step.port}" if step.port else ""
        why = " ".join(f"{key}={value}" for key, value in step.detail.items())
        say(f"{step.at.astimezone(local):%Y-%m-%d %H:%M} {step.node or '':20} {step.outcome}{port} {why}".rstrip())
    say(f"ended: {played.state.end_reason}" if played.finished else "not ended")


def _film_json(played: Film, _: str, say: Callable[[str], Any]) -> None:
    steps = [{**step._asdict(), "at": step.at.isoformat()} for step in played.steps]
    end = {"finished": played.finished, "status": played.state.status, "end_reason": played.state.end_reason}
    say(json.dumps({"film": steps, **end}, ensure_ascii=False))


def _counts_text(graph: JourneyGraph, counts: Counts, seconds: float, say: Callable[[str], Any]) -> None:
    for node in graph.nodes:
        ports = (
            ""
            if node not in counts.passed
            else " ".join(f"{port}={n}" for port, n in sorted(counts.passed[node].items()))
        )
        say(f"{node:24} {counts.entered[node]:8} {ports}".rstrip())
    ends = " ".join(f"{reason}={n}" for reason, n in counts.ended.most_common())
    say(f"{counts.contacts} contacts, {counts.sent.total()} mails, ended: {ends or 'nobody'}")
    for node, codes in counts.parked.items():
        for code, contacts in codes.items():
            say(f"stopped with an error at {node}: {contacts} ({code})")
    say(f"longest {counts.longest}, mean {counts.mean}; played in {seconds:.2f} s")


def _counts_json(graph: JourneyGraph, counts: Counts, seconds: float, say: Callable[[str], Any]) -> None:
    nodes = {
        node: {
            "entered": counts.entered[node],
            "passed": dict(counts.passed.get(node, {})),
            "sent": counts.sent[node],
            "ended": counts.ended_at[node],
            "parked": dict(counts.parked.get(node, {})),
        }
        for node in graph.nodes
    }
    out = {
        "contacts": counts.contacts,
        "finished": counts.finished,
        "errored": counts.errored,
        "mails": counts.sent.total(),
        "nodes": nodes,
        "ended": dict(counts.ended),
        "longest_s": counts.longest.total_seconds(),
        "mean_s": counts.mean.total_seconds(),
        "longest_possible_s": longest(graph).duration.total_seconds(),
        "seconds": round(seconds, 3),
    }
    say(json.dumps(out, ensure_ascii=False))
