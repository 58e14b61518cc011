"""branch, split, update_contact, goto, exit: the kinds that let nobody wait."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.workflows.journey.builders import END, START, at_node, chain, journey, outcomes, trip, world
from workflows.journey.commands import UpdateContact, UpdateResult
from workflows.journey.events import Tick
from workflows.journey.machine import advance
from workflows.journey.world import Engagement

HOT = {"id": "hot", "when": {"field": "score", "op": "gte", "value": 50}}
VIP = {"id": "vip", "when": {"any": [{"tag": "vip"}, {"stage_at_least": "sql"}]}}
READ = {"id": "read", "when": {"engagement": "opened", "of": "mail"}}
ENDS = {"hot": {"type": "exit", "reason": "hot"}, "vip": {"type": "exit", "reason": "vip"}, "end": END}


class TestBranch:
    GRAPH = journey(
        {
            "b": {
                "type": "branch",
                "cases": [HOT, VIP, READ],
                "next": {"hot": "hot", "vip": "vip", "read": "end", "else": "end"},
            },
            **ENDS,
        }
    )

    @pytest.mark.parametrize(
        ("facts", "port"),
        [
            ({"score": 50, "tags": ["vip"]}, "hot"),
            ({"score": 49, "tags": ["vip"]}, "vip"),
            ({"score": 0, "stage": "customer"}, "vip"),
            ({"score": 0, "stage": "lead", "tags": []}, "else"),
            ({}, "else"),
        ],
    )
    def test_the_first_case_that_holds_is_taken(self, facts: dict[str, Any], port: str) -> None:
        _, steps = trip(self.GRAPH, world(facts=facts))
        assert steps[1].port == port

    def test_the_journal_says_why(self) -> None:
        facts = {"score": 49, "tags": {"b", "a"}, "stage": None}
        reactions = {"mail": Engagement(opened_at=START)}
        _, steps = trip(self.GRAPH, world(facts=facts, engagement=reactions))
        assert (steps[1].port, steps[1].detail) == ("read", {"facts": {"mail.opened": True}})
        _, steps = trip(self.GRAPH, world(facts=facts))
        assert steps[1].detail == {"facts": {"score": 49, "tags": ["a", "b"], "stage": None, "mail.opened": False}}

    def test_the_journal_does_not_swallow_a_novel(self) -> None:
        case = {
            "id": "a",
            "when": {"all": [{"field": name, "op": "is_set"} for name in ("memo", "consent_on", "tags")]},
        }
        graph = journey({"b": {"type": "branch", "cases": [case], "next": {"a": "end", "else": "end"}}, "end": END})
        facts = {"memo": "長" * 5000, "consent_on": date(2026, 4, 1), "tags": [f"t{n:03}" for n in range(500)]}
        _, steps = trip(graph, world(facts=facts))
        seen = steps[1].detail["facts"]
        assert seen["memo"] == "長" * 100
        assert seen["consent_on"] == "2026-04-01"
        assert len(seen["tags"]) == 20


class TestSplit:
    GRAPH = journey(
        {
            "s": {
                "type": "split",
                "arms": [{"id": "a", "weight": 3}, {"id": "b", "weight": 1}],
                "next": {"a": "end", "b": "end"},
            },
            "end": END,
        }
    )

    def test_a_contact_stays_on_its_arm(self) -> None:
        ports = {trip(self.GRAPH)[1][1].port for _ in range(10)}
        assert len(ports) == 1

    def test_both_arms_are_used(self) -> None:
        ports = [trip(self.GRAPH, world(enrollment=f"e{n}"))[1][1].port for n in range(400)]
        assert 250 < ports.count("a") < 350
        assert ports.count("a") + ports.count("b") == 400


class TestUpdateContact:
    def test_the_command_carries_all_that_is_to_change(self) -> None:
        node = {"type": "update_contact", "set": {"stage": "mql"}, "add_tags": ["hot"], "remove_tags": ["cold"]}
        graph = journey(chain(tag=node))
        out = advance(graph, at_node("tag"), Tick(START), world())
        assert out.commands == (UpdateContact(1, "tag", {"stage": "mql"}, ["hot"], ["cold"]),)
        done = advance(graph, out.state, UpdateResult(START, ("stage",)), world())
        assert outcomes(done.steps) == [("tag", "updated", "done"), ("end", "ended", None)]
        assert done.steps[0].detail == {"changed": ["stage"]}


class TestGoto:
    def test_a_goto_ends_after_its_visits(self) -> None:
        graph = journey(
            {
                "pause": {"type": "wait", "for": "P1D", "next": {"done": "back"}},
                "back": {"type": "goto", "max_visits": 3, "next": {"again": "pause", "exhausted": "end"}},
                "end": END,
            }
        )
        state, steps = trip(graph)
        assert state.end_reason == "completed"
        assert [step.port for step in steps if step.node == "back"] == ["again"] * 3 + ["exhausted"]
        assert steps[-2].detail == {"visit": 4, "max_visits": 3}


def test_an_exit_ends_by_its_name() -> None:
    graph = journey({"end": {"type": "exit", "reason": "話がついた"}})
    state, _ = trip(graph, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (state.status, state.end_reason) == ("completed", "話がついた")
    assert graph.nodes["end"].ports() == ()
