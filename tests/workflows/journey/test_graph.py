"""What is taken as a journey document, and how the rest is refused."""

import json
from datetime import date
from typing import Any

import pytest

from tests.workflows.journey.builders import END, chain, document, journey, mail, wait
from workflows.journey.errors import DefinitionError, Problem
from workflows.journey.graph import MAX_NODES, dump_graph, empty_graph, json_schema, parse_graph
from workflows.journey.limits import MAX_CHARACTERS, MAX_LEVELS
from workflows.journey.migrations import migrate
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.registry import KINDS
from workflows.journey.nodes.wait import WaitNode


def problems(data: Any) -> list[Problem]:
    with pytest.raises(DefinitionError) as caught:
        parse_graph(data)
    return list(caught.value.problems)


def only(data: Any) -> tuple[str, str]:
    found = problems(data)
    assert len(found) == 1, found
    return found[0].path, found[0].code


def with_node(node: Any, node_id: str = "n") -> dict[str, Any]:
    return document({"end": END, node_id: node})


def nested(levels: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"tag": "vip"}
    for level in range(levels):
        condition = [{"all": [condition]}, {"any": [condition]}, {"not": condition}][level % 3]
    return condition


class TestKinds:
    @pytest.mark.parametrize("kind", ["fax", "telegram", "", "__proto__"])
    def test_a_kind_that_does_not_exist_is_refused_by_name(self, kind: str) -> None:
        found = problems(with_node({"type": kind}))
        assert [(one.path, one.code, one.params) for one in found] == [("nodes.n.type", "kind_unknown", {"kind": kind})]
        assert f"'{kind}'" in found[0].message
        assert "send_email" in found[0].message

    def test_a_node_without_a_type_is_refused(self) -> None:
        assert only(with_node({"for": "P1D"})) == ("nodes.n.type", "kind_missing")

    def test_a_node_that_is_no_object_is_refused(self) -> None:
        assert only(with_node(7)) == ("nodes.n", "bad_value")

    def test_every_kind_is_in_the_schema_for_the_canvas(self) -> None:
        schema = json.dumps(json_schema())
        for kind in KINDS:
            assert f'"const": "{kind}"' in schema

    def test_a_kind_without_ports_of_its_own_cannot_be_forgotten(self) -> None:
        with pytest.raises(NotImplementedError):
            BaseNode().ports()
        with pytest.raises(NotImplementedError):
            BaseNode().enter(None)  # type: ignore[arg-type]


class TestFields:
    @pytest.mark.parametrize(
        ("node", "path", "code"),
        [
            (mail(subject="x"), "subject", "field_unknown"),
            ({"type": "wait"}, "", "bad_value"),
            ({"type": "wait", "for": "P1D", "until": {"time": "09:00"}}, "", "bad_value"),
            ({"type": "wait", "for": "two days"}, "for", "bad_value"),
            ({"type": "wait", "for": "-P1D"}, "for", "bad_value"),
            ({"type": "wait", "for": 2}, "for", "bad_value"),
            ({"type": "wait", "until": {"time": "9:00"}}, "until.time", "bad_form"),
            ({"type": "wait", "until": {"time": "24:00"}}, "until.time", "bad_form"),
            ({"type": "wait", "until": {"time": 540}}, "until.time", "bad_value"),
            ({"type": "wait", "until": {"time": "09:00", "weekdays": "mon-foo"}}, "until.weekdays", "bad_value"),
            ({"type": "wait", "until": {"time": "09:00", "weekdays": ["monday"]}}, "until.weekdays.0", "not_allowed"),
            ({"type": "wait", "business_days": {"count": 0}}, "business_days.count", "bad_value"),
            ({"type": "wait", "business_days": {"count": "3"}}, "business_days.count", "bad_value"),
            ({"type": "wait", "relative_to": {"field": "x", "offset": "soon"}}, "relative_to.offset", "bad_value"),
            ({"type": "wait_for", "event": "delivered", "of": "m", "within": "P1D"}, "event", "not_allowed"),
            ({"type": "wait_for", "event": "opened", "of": "m"}, "within", "field_missing"),
            ({"type": "split", "arms": []}, "arms", "bad_value"),
            ({"type": "split", "arms": [{"id": "a"}, {"id": "a"}]}, "", "bad_value"),
            ({"type": "split", "arms": [{"id": "a", "weight": -1}]}, "arms.0.weight", "bad_value"),
            ({"type": "split", "arms": [{"id": "a", "weight": 0.5}]}, "arms.0.weight", "bad_value"),
            (mail(variants=[{"id": "a", "template": "x"}, {"id": "a", "template": "y"}]), "", "bad_value"),
            ({"type": "branch", "cases": [{"id": "else", "when": {"tag": "x"}}]}, "", "bad_value"),
            ({"type": "branch", "cases": [{"id": "a", "when": {}}]}, "cases.0.when", "condition_unknown"),
            ({"type": "branch", "cases": [{"id": "a", "when": "vip"}]}, "cases.0.when", "condition_unknown"),
            (
                {"type": "branch", "cases": [{"id": "a", "when": {"any": [{"not": {"field": "x", "op": "like"}}]}}]},
                "cases.0.when.any.0.not.op",
                "not_allowed",
            ),
            (
                {"type": "branch", "cases": [{"id": "a", "when": {"field": "x", "op": "eq", "value": {"a": 1}}}]},
                "cases.0.when.value",
                "bad_value",
            ),
            (
                {"type": "branch", "cases": [{"id": "a", "when": {"stage_at_least": "internal"}}]},
                "cases.0.when.stage_at_least",
                "not_allowed",
            ),
            ({"type": "update_contact", "set": {"memo": ["a"]}}, "set.memo", "bad_value"),
            ({"type": "goto", "max_visits": 0}, "max_visits", "bad_value"),
            ({"type": "goto", "max_visits": True}, "max_visits", "bad_value"),
            ({"type": "exit"}, "reason", "field_missing"),
            ({"type": "exit", "reason": "x", "next": {"done": "NO"}}, "next.done", "bad_form"),
            ({"type": "exit", "reason": "x" * 200}, "reason", "too_long"),
        ],
    )
    def test_a_wrong_field_is_named_by_its_path(self, node: Any, path: str, code: str) -> None:
        found = {(one.path, one.code) for one in problems(with_node(node))}
        assert (f"nodes.n.{path}".rstrip("."), code) in found
        assert {one[0] for one in found} == {f"nodes.n.{path}".rstrip(".")}

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        data = document({"a": {"type": "telegram"}, "b": {"type": "exit"}}, kind="newsletter")
        with pytest.raises(DefinitionError) as caught:
            parse_graph(data)
        assert set(caught.value.fields) == {"kind", "nodes.a.type", "nodes.b.reason"}
        assert "nodes.a.type: there is no node kind 'telegram'" in str(caught.value)

    def test_a_thousand_mistakes_do_not_flood_the_answer(self) -> None:
        data = document({f"n{number}": {"type": "exit"} for number in range(400)})
        assert len(problems(data)) == 50

    def test_a_node_id_that_is_no_name_is_refused(self) -> None:
        assert only(with_node(END, "End!")) == ("nodes.End!", "bad_form")

    def test_a_trigger_that_does_not_exist_yet_is_refused(self) -> None:
        data = document({"end": END})
        data["entry"]["triggers"] = [{"type": "form_submitted"}]
        assert only(data) == ("entry.triggers.0.type", "not_allowed")


class TestDrafts:
    def test_an_unfinished_draft_can_be_saved(self) -> None:
        graph = journey({"mail": {"type": "send_email"}, "pause": wait()})
        assert graph.entry.node == "mail"
        assert journey({}).entry.node is None

    def test_what_is_written_is_what_was_read(self) -> None:
        among = {"field": "score", "op": "in", "value": [1, 2.5, True]}
        window = {"days": "mon, wed-fri", "from": "09:00", "to": "18:00"}
        graph = journey(
            chain(mail=mail(), pause=wait(), late={"type": "wait", "until": {"time": "10:00", "weekdays": "fri-mon"}}),
            exits=[{"when": {"not": {"all": [{"tag": "vip"}, among]}}, "reason": "r"}],
            settings={"timezone": "Asia/Tokyo", "send_window": window},
        )
        written = dump_graph(graph)
        assert parse_graph(json.loads(json.dumps(written))) == graph
        assert written["nodes"]["pause"]["for"] == "P1D"
        assert written["exits"][0]["when"] == {"not": {"all": [{"tag": "vip"}, among]}}
        assert written["settings"]["send_window"]["days"] == ["mon", "wed", "thu", "fri"]
        assert written["nodes"]["late"]["until"]["weekdays"] == ["fri", "sat", "sun", "mon"]
        assert isinstance(graph.nodes["pause"], WaitNode)

    def test_an_empty_journey_ends_at_once(self) -> None:
        graph = empty_graph("空", "nurture")
        assert list(graph.nodes) == ["end"]


class TestSize:
    def test_a_document_of_two_megabytes_is_refused(self) -> None:
        data = with_node({"type": "exit", "reason": "x", "note": "あ" * 2_000_000})
        assert only(data) == ("", "document_too_large")

    def test_a_document_of_two_megabytes_of_keys_is_refused(self) -> None:
        data = with_node({"type": "update_contact", "set": {f"attributes.{n:0100}": 1 for n in range(20_000)}})
        assert only(data) == ("", "document_too_large")

    def test_a_million_small_values_are_refused(self) -> None:
        assert only(with_node({"type": "exit", "reason": [0] * 1_000_000})) == ("", "document_too_large")

    def test_a_document_deeper_than_the_stack_is_refused(self) -> None:
        deep: Any = []
        for _ in range(100_000):
            deep = [deep]
        found = problems(with_node({"type": "exit", "reason": deep}))
        assert found[0].code == "too_deep"
        assert len(found[0].path) <= 200
        assert MAX_LEVELS < 100

    def test_conditions_nested_too_deep_are_refused(self) -> None:
        assert journey({"b": {"type": "branch", "cases": [{"id": "a", "when": nested(8)}]}})
        found = problems(document({"b": {"type": "branch", "cases": [{"id": "a", "when": nested(9)}]}}))
        assert "nodes.b.cases.0.when: conditions may be nested at most 8 deep" in found[0].message

    def test_more_than_500_nodes_are_refused(self) -> None:
        assert journey({f"n{number}": END for number in range(MAX_NODES)})
        assert only(document({f"n{number}": END for number in range(MAX_NODES + 1)})) == ("nodes", "too_many")

    @pytest.mark.parametrize("data", [None, [], "journey", 7, b"{}"])
    def test_what_is_no_document_is_refused(self, data: Any) -> None:
        assert only(data) == ("", "not_a_document")

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (float("nan"), "not_a_number"),
            (float("inf"), "not_a_number"),
            (2**60, "number_too_large"),
            ("a\0b", "bad_text"),
            ("\ud800", "bad_text"),
            (date(2026, 10, 6), "not_json"),
            (b"bytes", "not_json"),
            ({1, 2}, "not_json"),
        ],
    )
    def test_what_the_database_or_the_browser_cannot_hold_is_refused(self, value: Any, code: str) -> None:
        data = with_node({"type": "update_contact", "set": {"attributes.x": value}})
        assert only(data) == ("nodes.n.set.attributes.x", code)

    def test_text_with_line_breaks_and_emoji_is_fine(self) -> None:
        assert journey({"end": {**END, "note": "一行目\n二行目\t🎌", "title": None}})

    def test_keys_that_yaml_read_as_something_else_are_refused(self) -> None:
        assert only(with_node({"type": "exit", "reason": "x", True: 1})) == ("nodes.n", "key_not_text")

    def test_the_limit_leaves_room_for_real_journeys(self) -> None:
        assert MAX_CHARACTERS >= MAX_NODES * 2000


class TestSchema:
    @pytest.mark.parametrize("version", [None, "1", 0, -1, True, 1.0])
    def test_a_document_without_a_schema_version_is_refused(self, version: Any) -> None:
        assert only({**document({}), "schema": version}) == ("schema", "schema_missing")

    def test_a_document_of_a_newer_tabiji_is_not_half_understood(self) -> None:
        assert only({**document({}), "schema": 2}) == ("schema", "schema_too_new")

    def test_old_documents_pass_through_every_migration_in_order(self) -> None:
        steps = {1: lambda old: {**old, "trail": "a"}, 2: lambda old: {**old, "trail": old["trail"] + "b"}}
        assert migrate({"schema": 1, "name": "x"}, steps, 3) == {"schema": 3, "name": "x", "trail": "ab"}
