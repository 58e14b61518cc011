"""create_task, assign, notify, webhook, enroll: others are asked once, and nobody waits for them for ever."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.workflows.journey.builders import DAY, END, HOUR, START, at_node, chain, journey, outcomes, world
from workflows.journey.commands import UpdateContact, UpdateResult
from workflows.journey.conditions import Evidence, field_type, goes_forward
from workflows.journey.errors import JourneyFault
from workflows.journey.events import Event, Reconsider, Skip, Tick
from workflows.journey.graph import JourneyGraph
from workflows.journey.machine import advance
from workflows.journey.nodes.assignee import Assignee
from workflows.journey.nodes.webhook import MAX_ATTEMPTS, RETRY_AFTER
from workflows.journey.state import Advance, State
from workflows.journey.team import (
    Assign,
    AssignResult,
    CallResult,
    CallWebhook,
    CreateTask,
    EnrollElsewhere,
    EnrollResult,
    Notify,
    NotifyResult,
    Pick,
    TaskResult,
)
from workflows.journey.world import TaskSeen

TASK = {"type": "create_task", "kind": "call", "subject": "電話する", "due": "P1D", "assignee": {"account": "a1"}}
HELD = {**TASK, "hold": "P3D", "next": {"timed_out": "end"}}
CALL = {"type": "webhook", "url": "https://hooks.example.com/x", "take": {"plan": "data.plan"}}
URL = "https://hooks.example.com/x"


def of(config: dict[str, Any]) -> JourneyGraph:
    return journey(chain(n=config))


def out(config: dict[str, Any]) -> Advance:
    return advance(of(config), at_node("n"), Tick(START), world())


def give(config: dict[str, Any], state: State, event: Event, **around: Any) -> Advance:
    return advance(of(config), state, event, world(**around))


def heard(config: dict[str, Any], result: Event) -> Advance:
    return give(config, out(config).state, result)


@pytest.mark.parametrize(
    "config",
    [
        TASK,
        HELD,
        {"type": "assign", "to": {"account": "a1"}},
        {"type": "notify", "subject": "来た"},
        CALL,
        {"type": "enroll", "journey": "j2"},
    ],
)
class TestEveryKind:
    def test_a_worker_that_died_with_the_command_out_asks_again_under_the_same_key(
        self, config: dict[str, Any]
    ) -> None:
        first = out(config)
        again = give(config, State.from_json(first.state.to_json()), Tick(START + HOUR))
        assert [command.key for command in again.commands] == [command.key for command in first.commands] == [1]

    def test_the_result_of_another_kind_is_not_taken_for_its_own(self, config: dict[str, Any]) -> None:
        with pytest.raises(JourneyFault):
            heard(config, UpdateResult(START))


class TestCreateTask:
    def test_a_task_nobody_waits_for_lets_the_journey_go_on_at_once(self) -> None:
        pick = Pick(True, "a1", ())
        assert out(TASK).commands == (
            CreateTask(1, "n", "call", "電話する", "", "normal", START + DAY, pick, holds=False),
        )
        done = heard(TASK, TaskResult(START, "t1", "a1"))
        assert outcomes(done.steps) == [("n", "task_created", "done"), ("end", "ended", None)]
        assert done.steps[0].detail == {"task": "t1", "assignee": "a1"}
        assert done.state.results == {"n": {"task": "t1"}}
        assert State.from_json(done.state.to_json()) == done.state

    def test_a_task_without_a_date_has_none(self) -> None:
        command = out({**TASK, "due": None}).commands[0]
        assert isinstance(command, CreateTask)
        assert command.due_at is None

    def test_a_task_nobody_could_have_says_why(self) -> None:
        done = heard(TASK, TaskResult(START, "t1", None, "nobody_available"))
        assert done.steps[0].detail == {"task": "t1", "assignee": None, "reason": "nobody_available"}

    def held(self) -> State:
        holding = heard(HELD, TaskResult(START, "t1", "a1"))
        assert (holding.state.phase, holding.state.due) == ("waiting", START + 3 * DAY)
        return holding.state

    def test_the_journey_waits_until_the_task_is_done_and_knows_its_outcome(self) -> None:
        state = self.held()
        assert give(HELD, state, Tick(START + HOUR)).state is state
        still = {"t1": TaskSeen("open")}
        assert give(HELD, state, Tick(START + HOUR), tasks=still).state is state
        done = {"t1": TaskSeen("done", "reached", START + HOUR)}
        over = give(HELD, state, Tick(START + 2 * HOUR), tasks=done)
        assert outcomes(over.steps)[0] == ("n", "task_done", "done")
        assert over.state.results["n"] == {"task": "t1", "outcome": "reached"}

    def test_a_task_called_off_holds_nobody(self) -> None:
        over = give(HELD, self.held(), Tick(START + HOUR), tasks={"t1": TaskSeen("cancelled")})
        assert outcomes(over.steps)[0] == ("n", "passed", "timed_out")
        assert over.steps[0].detail == {"task": "t1", "reason": "cancelled"}

    def test_a_task_nobody_does_holds_nobody_for_ever(self) -> None:
        over = give(HELD, self.held(), Tick(START + 3 * DAY))
        assert outcomes(over.steps)[0] == ("n", "passed", "timed_out")
        assert over.steps[0].detail["reason"] == "time_over"

    def test_a_hold_ended_by_hand_goes_on_as_when_its_time_is_over(self) -> None:
        skipped = give(HELD, self.held(), Skip(START + HOUR))
        assert [step.outcome for step in skipped.steps] == ["skipped", "passed"]

    def test_a_task_done_while_the_visit_is_entered_anew_is_not_waited_for_again(self) -> None:
        anew = give(HELD, self.held(), Reconsider(START + HOUR))
        asked = give(HELD, anew.state, Tick(START + HOUR))
        assert [command.key for command in asked.commands] == [1]
        result = TaskResult(START + HOUR, "t1", "a1")
        assert give(HELD, asked.state, result).state.phase == "waiting"
        done = give(HELD, asked.state, result, tasks={"t1": TaskSeen("done", "reached")})
        assert outcomes(done.steps)[0] == ("n", "task_done", "done")


class TestAssignee:
    def test_a_rule_that_names_one_and_several_is_refused(self) -> None:
        both = {"account": "a1", "among": [{"account": "a2"}]}
        twice = {"among": [{"account": "a1"}, {"account": "a1"}]}
        for wrong in (both, twice):
            with pytest.raises(ValidationError):
                Assignee.model_validate(wrong)

    def test_every_account_that_may_get_it_is_known(self) -> None:
        several = Assignee.model_validate({"among": [{"account": "a1", "weight": 2}, {"account": "a2"}]})
        assert several.accounts() == ["a1", "a2"]
        assert several.pick() == Pick(True, None, (("a1", 2), ("a2", 1)))
        assert Assignee(account="a3").accounts() == ["a3"]


class TestAssign:
    NODE: dict[str, Any] = {"type": "assign", "to": {"keep_owner": False, "account": "a1"}}  # noqa: RUF012

    def test_the_journal_says_who_has_the_contact_and_who_had_it(self) -> None:
        assert out(self.NODE).commands == (Assign(1, "n", Pick(False, "a1", ())),)
        done = heard(self.NODE, AssignResult(START, "a1", "a0"))
        assert outcomes(done.steps)[0] == ("n", "assigned", "done")
        assert done.steps[0].detail == {"owner": "a1", "before": "a0"}
        assert done.state.results == {"n": {"owner": "a1"}}

    def test_a_contact_nobody_can_have_goes_on_and_the_journal_says_why(self) -> None:
        done = heard(self.NODE, AssignResult(START, None, None, "nobody_available"))
        assert outcomes(done.steps)[0] == ("n", "not_assigned", "done")
        assert done.steps[0].detail["reason"] == "nobody_available"


class TestNotify:
    NODE: dict[str, Any] = {"type": "notify", "via": ["in_app", "mail"], "roles": ["rep"], "subject": "来た"}  # noqa: RUF012

    def test_the_journal_says_how_many_were_told(self) -> None:
        assert out(self.NODE).commands == (
            Notify(1, "n", ["in_app", "mail"], True, [], ["rep"], "来た", "", None, None),
        )
        done = heard(self.NODE, NotifyResult(START, {"in_app": 2, "mail": 0}))
        assert outcomes(done.steps)[0] == ("n", "notified", "done")
        assert done.steps[0].detail == {"told": {"in_app": 2, "mail": 0}}

    def test_when_there_is_nobody_to_tell_the_journey_goes_on_saying_so(self) -> None:
        done = heard(self.NODE, NotifyResult(START, {"in_app": 0}, "nobody"))
        assert outcomes(done.steps)[0] == ("n", "not_notified", "done")
        assert done.steps[0].detail["reason"] == "nobody"


class TestWebhook:
    def test_what_was_taken_from_the_answer_decides_later(self) -> None:
        gold = {"id": "gold", "when": {"field": "steps.n.plan", "op": "eq", "value": "gold"}}
        asks = {"type": "branch", "cases": [gold], "next": {"gold": "gold"}}
        nodes = {**chain(n=CALL, asks=asks), "gold": {"type": "exit", "reason": "gold"}}
        graph = journey(nodes)
        asked = advance(graph, at_node("n"), Tick(START), world())
        assert asked.commands == (CallWebhook(1, "n", "POST", URL, None, {}, {"plan": "data.plan"}, 1),)
        done = advance(graph, asked.state, CallResult(START, "done", 200, {"plan": "gold"}), world())
        assert outcomes(done.steps)[0] == ("n", "called", "done")
        assert done.steps[1].detail == {"facts": {"steps.n.plan": "gold"}}
        assert done.state.end_reason == "gold"

    def test_without_an_address_nobody_is_called(self) -> None:
        parked = out({"type": "webhook"})
        assert (parked.state.status, parked.state.end_reason) == ("errored", "url_missing")

    def test_a_receiver_that_is_down_is_called_again_later_under_the_same_key(self) -> None:
        put_off = heard(CALL, CallResult(START, "deferred", 503))
        assert (put_off.state.phase, put_off.state.due, put_off.state.attempt) == ("waiting", START + RETRY_AFTER, 2)
        assert put_off.steps[0].detail["reason"] == "deferred"
        assert give(CALL, put_off.state, Tick(START + timedelta(minutes=1))).state is put_off.state
        again = give(CALL, put_off.state, Tick(START + RETRY_AFTER)).commands[0]
        assert isinstance(again, CallWebhook)
        assert (again.key, again.attempt) == (1, 2)

    def test_the_receiver_says_when_to_come_back(self) -> None:
        put_off = heard(CALL, CallResult(START, "deferred", 429, {}, "busy", START + 2 * HOUR))
        assert put_off.state.due == START + 2 * HOUR

    def test_a_receiver_that_stays_down_is_given_up(self) -> None:
        state, now = out(CALL).state, START
        for _ in range(MAX_ATTEMPTS - 1):
            held = give(CALL, state, CallResult(now, "deferred", 503))
            assert held.state.due is not None
            now = held.state.due
            state = give(CALL, held.state, Tick(now)).state
        over = give(CALL, state, CallResult(now, "deferred", 503))
        assert (over.state.status, over.state.end_reason) == ("exited", "deferred")

    def test_a_refused_call_leaves_by_its_own_port(self) -> None:
        config = {**CALL, "next": {"failed": "end"}}
        over = heard(config, CallResult(START, "failed", 404, {}, "refused"))
        assert outcomes(over.steps)[0] == ("n", "call_failed", "failed")
        assert over.steps[0].detail == {"status": 404, "attempt": 1, "reason": "refused"}
        assert over.state.results == {"n": {"status": 404}}

    def test_a_call_that_was_paused_is_made_later_without_a_row(self) -> None:
        held = heard(CALL, CallResult(START, "held"))
        assert (held.state.phase, held.steps) == ("ready", [])
        assert give(CALL, held.state, Tick(START)).commands[0].key == 1


class TestEnroll:
    NODE: dict[str, Any] = {"type": "enroll", "journey": "j2"}  # noqa: RUF012

    def test_the_journal_says_into_which_journey(self) -> None:
        assert out(self.NODE).commands == (EnrollElsewhere(1, "n", "j2"),)
        done = heard(self.NODE, EnrollResult(START, True))
        assert (outcomes(done.steps)[0], done.steps[0].detail) == (("n", "enrolled", "done"), {"journey": "j2"})
        assert done.state.results == {"n": {"enrolled": True}}

    def test_a_contact_the_other_journey_leaves_out_goes_on_here(self) -> None:
        done = heard(self.NODE, EnrollResult(START, False, "already_in"))
        assert outcomes(done.steps)[0] == ("n", "not_enrolled", "done")
        assert done.steps[0].detail == {"journey": "j2", "reason": "already_in"}

    def test_without_a_journey_the_contact_is_parked_and_not_lost(self) -> None:
        assert out({"type": "enroll"}).state.end_reason == "journey_missing"


class TestUpdateContact:
    def test_score_stage_and_lists_travel_with_the_command_and_what_was_kept_is_told(self) -> None:
        node = {"type": "update_contact", "set": {"stage": "lead"}, "add_score": 5, "add_lists": ["l1"]}
        assert out(node).commands == (UpdateContact(1, "n", {"stage": "lead"}, [], [], 5, False, ("l1",), ()),)
        done = heard(node, UpdateResult(START, ("score",), ("stage",)))
        assert done.steps[0].detail == {"changed": ["score"], "kept": ["stage"]}


class TestConditions:
    @pytest.mark.parametrize(
        ("before", "after", "forward"),
        [
            ("lead", "lead", True),
            (None, "lead", True),
            ("lead", "customer", True),
            ("customer", "lead", False),
            ("reengagement", "mql", True),
            ("disqualified", "lead", False),
            ("lead", "disqualified", False),
        ],
    )
    def test_a_stage_does_not_go_back_by_itself(self, before: str | None, after: str, forward: bool) -> None:
        assert goes_forward(before, after) is forward

    @pytest.mark.parametrize(
        ("name", "known"), [("steps.n.status", "any"), ("steps.n", None), ("steps.n.", None), ("steps.n.a.b", None)]
    )
    def test_a_result_has_a_step_and_a_name(self, name: str, known: str | None) -> None:
        assert field_type(name) == known

    def test_a_result_that_is_not_there_is_nothing(self) -> None:
        evidence = Evidence(world(facts={"steps": 1}), {}, {"n": {"status": 200}})
        assert evidence.fact("steps.n.status") == 200
        assert [evidence.fact(name) for name in ("steps.n.plan", "steps.m.status", "steps.n")] == [None, None, None]

    @pytest.mark.parametrize(("lists", "port"), [(["l1"], "a"), (["l2"], "else"), (None, "else")])
    def test_a_list_decides_and_the_journal_says_so(self, lists: Any, port: str) -> None:
        node = {"type": "branch", "cases": [{"id": "a", "when": {"in_list": "l1"}}], "next": {"a": "end"}}
        graph = journey({**chain(n=node), "end": END})
        done = advance(graph, at_node("n"), Tick(START), world(facts={"lists": lists}))
        assert (done.steps[0].port, done.steps[0].detail) == (port, {"facts": {"lists.l1": port == "a"}})
