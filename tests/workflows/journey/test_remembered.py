"""A crowd's memory: the machine's answers, given again to whoever would get the same, and to nobody else."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.journey.builders import DAY, START, at_node, chain, document, journey, mail, wait, world
from tests.workflows.journey.strategies import LEAVES, QUICK, documents
from workflows.journey import machine, remembered
from workflows.journey.behaviour import Behaviour, Changed, Outside
from workflows.journey.crowd import Crowd, count
from workflows.journey.events import Tick
from workflows.journey.graph import parse_graph
from workflows.journey.pacing import Cap
from workflows.journey.pretended import Contact
from workflows.journey.remembered import Remembered
from workflows.journey.simulate import limits_of, play, stage
from workflows.journey.state import Advance
from workflows.journey.world import World

TOKYO = ZoneInfo("Asia/Tokyo")
RATES = {"opened": 0.5, "clicked": 0.4, "replied": 0.1, "bounced": 0.05, "refused": 0.1, "within": "P3D"}
BEHAVIOURS = st.sampled_from(
    [
        {"rates": RATES},
        {"rates": RATES, "tasks": {"n2": {"after": "PT5H", "outcome": "reached"}}},
        {"rates": RATES, "calls": {"n1": {"status": 500, "outcome": "failed"}}},
        {"sends": {"n0": {"opened": "PT1H", "clicked": "PT2H", "clicks": [{"after": "P2D", "link": "https://b/"}]}}},
    ]
)
CALLS = 30
"""Of the machine for one contact; random journeys go round in circles."""
PEOPLE = [
    world(enrollment="a"),
    world(enrollment="b", facts={"score": 60, "attributes.plan": 3, "attributes.renewal": "2026-11-20", "tags": []}),
    world(enrollment="c", facts={"score": 60.0, "attributes.plan": True, "memo": "x", "lists": ["news"]}),
    world(enrollment="d", facts={"stage": "sql", "tags": ["vip"]}, zone="Europe/Berlin"),
    world(enrollment="e", max_wait=timedelta(minutes=2)),
]
AROUND = [
    Outside(),
    Outside(changes=[Changed(START + DAY, "score", 50), Changed(START + 2 * DAY, "stage", "sql")]),
    Outside((Cap(max=1, per="P2D"),), [START - DAY]),
    Outside(shut=(START + DAY, "unsubscribed")),
    Outside(),
]


def trips(document: dict[str, Any], behaviour: dict[str, Any], advance: Any = None) -> list[list[Advance]]:
    """What the machine answers to each of a crowd, remembering or not."""
    graph, asked = parse_graph(document), Behaviour.model_validate(behaviour)
    scene, memory = stage(graph, START, 90 * DAY), Remembered(graph)
    found: list[list[Advance]] = []
    for number in range(15):
        outside = AROUND[number % 5]
        contact = Contact(PEOPLE[number % 5], asked, outside, limits_of(graph, outside), TOKYO, f"{number}")
        found.append(list(islice(play(scene, contact, advance or memory.advance), CALLS)))
    return found


@QUICK
@given(documents() | documents(whole=True), BEHAVIOURS)
def test_somebody_in_a_crowd_is_told_what_the_machine_would_have_said(
    document: dict[str, Any], behaviour: dict[str, Any]
) -> None:
    assert trips(document, behaviour) == trips(document, behaviour, machine.advance)


@QUICK
@given(documents(whole=True), BEHAVIOURS)
def test_what_was_forgotten_is_worked_out_again(document: dict[str, Any], behaviour: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembered, "ANSWERS", 3)
        assert trips(document, behaviour) == trips(document, behaviour, machine.advance)


def test_the_machine_is_not_asked_again_what_it_has_said() -> None:
    nodes = chain(one=mail(), pause=wait("P2D"), two=mail("second"))
    graph = journey(nodes, exits=[{"when": {"engagement": "replied", "of": "one"}, "reason": "answered"}])
    memory, scene = Remembered(graph), stage(graph, START)
    for number in range(500):
        list(play(scene, Contact(world(), Behaviour(), Outside(), (), TOKYO, f"{number}"), memory.advance))
    assert memory.worked_out == 4


def test_facts_that_nobody_shares_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "ANSWERS", 10)
    asks = {"type": "branch", "cases": [{"id": "a", "when": {"field": "email", "op": "eq", "value": "a@example.com"}}]}
    graph = journey({"asks": {**asks, "next": {"a": "end", "else": "end"}}, "end": {"type": "exit", "reason": "r"}})
    memory, state = Remembered(graph), at_node("asks")
    for number in range(100):
        memory.advance(graph, state, Tick(START), world(facts={"email": f"{number}@example.com"}))
    again = memory.worked_out
    memory.advance(graph, state, Tick(START), world(facts={"email": "0@example.com"}))
    assert memory.worked_out == again + 1, "the first is forgotten, though all stood in the same place"


@pytest.mark.parametrize("values", [(1, True), (1, 1.0), (0, False), ("1", 1), (None, ""), (["a"], "a"), ([1], [True])])
def test_replies_that_only_look_the_same_are_kept_apart(values: tuple[Any, Any]) -> None:
    asks = {"type": "branch", "cases": [{"id": "a", "when": {"field": "attributes.x", "op": "eq", "value": 1}}]}
    graph = journey({"asks": {**asks, "next": {"a": "end", "else": "end"}}, "end": {"type": "exit", "reason": "r"}})
    memory, state = Remembered(graph), at_node("asks")
    for value in values:
        known = world(facts={"attributes.x": value})
        expected = machine.advance(graph, state, Tick(START), known)
        answer = memory.advance(graph, state, Tick(START), known)
        assert repr(answer) == repr(expected)


def test_what_a_node_looks_at_without_asking_is_an_error_and_no_wrong_answer() -> None:
    graph = journey(chain(one=mail()))

    def looks(_: Any, state: Any, __: Any, seen: Any) -> Any:
        return seen.facts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "advance", looks)
        with pytest.raises(AttributeError):
            Remembered(graph).advance(graph, at_node("one"), Tick(START), world())


@given(LEAVES)
@QUICK
def test_a_crowd_in_parts_adds_up_to_the_whole(leaf: dict[str, Any]) -> None:
    nodes = chain(
        one=mail(),
        arms={"type": "split", "arms": [{"id": "a"}, {"id": "b"}], "next": {"b": "end"}},
        ask={"type": "wait_for", "event": "opened", "of": "one", "within": "P2D"},
        two=mail("second"),
    )
    graph = parse_graph(document(nodes, exits=[{"when": leaf, "reason": "out"}]))
    crowd = Crowd(graph, PEOPLE, Behaviour.model_validate({"rates": RATES}), START, "seed", AROUND)
    whole = crowd.count(range(40))
    parts = [crowd.count(range(first, min(40, first + 7))) for first in range(0, 40, 7)]
    for part in parts[1:]:
        parts[0].join(part)
    assert parts[0] == whole
    alone = count(graph, [replace(PEOPLE[0])], crowd.behaviour, START, 3, seed="seed")
    assert alone.contacts == 3


def test_a_world_answers_as_its_data_say() -> None:
    nothing = World("e")
    assert (nothing.machine_reacted_at("one", "opened"), nothing.task("t")) == (None, None)
