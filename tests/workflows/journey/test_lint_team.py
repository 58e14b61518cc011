"""Lint of steps about the team: nothing is published that would reach nobody, or somebody who is not there."""

from typing import Any

import pytest

from tests.workflows.journey.builders import chain, journey, mail, wait
from workflows.journey.lint import WARNINGS, lint
from workflows.journey.lint_team import Catalog

KNOWN = Catalog(accounts={"a1"}, journeys={"j1", "j2"}, lists={"l1"}, secrets={"s1"}, itself="j1")
TASK = {"type": "create_task", "subject": "電話する"}
TELL = {"type": "notify", "subject": "来た"}
CALL = {"type": "webhook", "url": "https://hooks.example.com/x", "secret": "s1"}
NAMED = {"account": "a1"}
GONE = {"account": "gone"}


def found(config: dict[str, Any], catalog: Catalog | None = KNOWN) -> list[tuple[str, str | None]]:
    issues = lint(journey(chain(mail=mail(), pause=wait(), n=config)), catalog=catalog)
    assert {issue.node for issue in issues} <= {"n"}, issues
    return [(issue.code, issue.field) for issue in issues]


@pytest.mark.parametrize(
    "config",
    [
        TASK,
        {**TASK, "hold": "P1D", "assignee": NAMED, "next": {"timed_out": "end"}},
        {"type": "assign", "to": NAMED},
        {"type": "assign", "to": {"among": [NAMED]}},
        TELL,
        {**TELL, "owner": False, "roles": ["rep"]},
        {**TELL, "owner": False, "via": ["webhook"], "url": "http://hooks.example.com", "secret": "s1"},
        CALL,
        {"type": "enroll", "journey": "j2"},
        {"type": "update_contact", "add_lists": ["l1"]},
        {"type": "update_contact", "add_score": 1},
    ],
)
def test_a_step_as_people_set_it_up_has_no_findings(config: dict[str, Any]) -> None:
    assert found(config) == []


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({**TASK, "subject": " "}, [("text_missing", "subject")]),
        ({**TASK, "hold": "PT0S", "next": {"timed_out": "end"}}, [("wait_zero", "hold")]),
        ({**TASK, "assignee": GONE}, [("unknown_account", "assignee")]),
        ({**TASK, "assignee": {"keep_owner": False}}, [("assignee_missing", "assignee")]),
        ({"type": "assign"}, [("assignee_missing", "to")]),
        ({"type": "assign", "to": {"among": [{**NAMED, "weight": 0}]}}, [("weights_zero", "to.among")]),
        ({**TELL, "via": []}, [("channel_missing", "via")]),
        ({**TELL, "subject": ""}, [("text_missing", "subject")]),
        ({**TELL, "owner": False}, [("recipient_missing", "accounts")]),
        ({**TELL, "accounts": ["gone"]}, [("unknown_account", "accounts")]),
        ({**TELL, "via": ["webhook"], "secret": "s1"}, [("url_missing", "url")]),
        ({**CALL, "secret": None}, [("webhook_unsigned", "secret")]),
        ({**CALL, "secret": "gone"}, [("unknown_secret", "secret")]),
        ({"type": "enroll"}, [("journey_missing", "journey")]),
        ({"type": "enroll", "journey": "gone"}, [("unknown_journey", "journey")]),
        ({"type": "enroll", "journey": "j1"}, [("enroll_itself", "journey")]),
        ({"type": "update_contact", "add_lists": ["gone"]}, [("unknown_list", "add_lists")]),
        ({"type": "update_contact", "remove_lists": ["l1", "gone"]}, [("unknown_list", "remove_lists")]),
    ],
)
def test_what_would_reach_nobody_is_told_before_it_is_published(config: dict[str, Any], expected: Any) -> None:
    assert found(config) == expected


@pytest.mark.parametrize("url", ["ftp://example.com", "https://", "https://a@example.com/", "https://example.com/a b"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    assert found({**CALL, "url": url}) == [("url_wrong", "url")]


def test_what_is_not_known_is_not_held_against_anybody() -> None:
    assert found({"type": "assign", "to": GONE}, None) == []


def test_a_journey_may_be_published_with_what_is_only_doubtful() -> None:
    assert {"webhook_unsigned", "enroll_itself"} <= WARNINGS


STEPS = {
    "call": {**CALL, "take": {"plan": "plan"}},
    "task": TASK,
    "owner": {"type": "assign", "to": NAMED},
    "other": {"type": "enroll", "journey": "j2"},
    "tell": TELL,
}


@pytest.mark.parametrize(
    ("field", "known"),
    [
        ("call.status", True),
        ("call.plan", True),
        ("call.price", False),
        ("task.task", True),
        ("task.outcome", True),
        ("task.owner", False),
        ("owner.owner", True),
        ("other.enrolled", True),
        ("tell.told", False),
        ("gone.status", False),
    ],
)
def test_a_condition_on_what_no_step_brings_is_told(field: str, known: bool) -> None:
    when = {"field": f"steps.{field}", "op": "is_set"}
    asks = {"type": "branch", "cases": [{"id": "a", "when": when}], "next": {"a": "end"}}
    issues = lint(journey(chain(**STEPS, asks=asks)), catalog=KNOWN)
    told = [("result_unknown", "asks", "cases.0.when")]
    assert [(issue.code, issue.node, issue.field) for issue in issues] == ([] if known else told)


def test_a_result_without_a_name_is_told_and_no_crash() -> None:
    asks = {"type": "branch", "cases": [{"id": "a", "when": {"field": "steps.call", "op": "is_set"}}]}
    codes = {issue.code for issue in lint(journey(chain(call=CALL, asks={**asks, "next": {"a": "end"}})))}
    assert "result_unknown" in codes or "field_unknown" in codes


def test_a_list_that_is_gone_is_told_wherever_it_is_asked_for() -> None:
    when = {"any": [{"in_list": "l1"}, {"in_list": "gone"}]}
    asks = {"type": "branch", "cases": [{"id": "a", "when": when}], "next": {"a": "end"}}
    exits = [{"when": {"in_list": "gone"}, "reason": "left"}]
    issues = lint(journey(chain(asks=asks), exits=exits), catalog=KNOWN)
    assert {(issue.code, issue.node, issue.field) for issue in issues} == {
        ("unknown_list", "asks", "cases.0.when"),
        ("unknown_list", None, "exits.0.when"),
    }
