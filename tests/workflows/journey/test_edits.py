"""Edit operations: the shared fixtures, inverses, and that no sequence of edits makes an unreadable document."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.journey.builders import END, document, mail, wait
from tests.workflows.journey.strategies import CONFIGS, IDS, THOROUGH, documents, ports_of
from workflows.journey.edits import apply, inverse
from workflows.journey.errors import DefinitionError
from workflows.journey.graph import MAX_NODES, dump_graph, parse_graph
from workflows.journey.operations import dump_operation, parse_operation

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "operations").glob("*.json"))


def example(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
class TestFixtures:
    def test_the_canvas_and_the_server_agree(self, path: Path) -> None:
        case = example(path)
        before = deepcopy(case["before"])
        operation = parse_operation(case["operation"])
        if "refused" in case:
            with pytest.raises(DefinitionError) as caught:
                apply(before, operation)
            problem = caught.value.problems[0]
            assert {"code": problem.code, "path": problem.path} == case["refused"]
        else:
            assert apply(before, operation) == case["after"]
            assert parse_graph(case["after"])
        assert before == case["before"]

    def test_undo_brings_back_what_was(self, path: Path) -> None:
        case = example(path)
        if "refused" in case:
            with pytest.raises(DefinitionError):
                inverse(case["before"], parse_operation(case["operation"]))
            return
        back = inverse(case["before"], parse_operation(case["operation"]))
        assert apply(case["after"], back) == case["before"]
        assert parse_operation(json.loads(json.dumps(dump_operation(back)))) == back


def test_every_operation_has_a_fixture() -> None:
    seen = {example(path)["operation"]["op"] for path in FIXTURES}
    assert seen == {
        "insert_node", "remove_node", "update_node", "put_node", "connect",
        "set_entry", "set_exits", "set_settings", "set_goal", "rename", "batch",
    }  # fmt: skip


class TestRefusals:
    LINE = document({"mail": mail(next={"sent": "end"}), "end": END})

    @pytest.mark.parametrize(
        ("operation", "code"),
        [
            ({"op": "explode"}, "operation_unknown"),
            ({"id": "mail"}, "kind_missing"),
            ({"op": "rename"}, "field_missing"),
            ({"op": "remove_node", "id": "Not An Id"}, "bad_form"),
            ({"op": "batch", "ops": [{"op": "explode"}]}, "operation_unknown"),
            ([], "bad_value"),
        ],
    )
    def test_an_operation_nobody_knows(self, operation: Any, code: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            parse_operation(operation)
        assert caught.value.problems[0].code == code

    @pytest.mark.parametrize(
        ("operation", "path", "code"),
        [
            ({"op": "connect", "from": None, "port": "done", "to": "end"}, "entry", "port_unknown"),
            ({"op": "connect", "from": "end", "port": "done", "to": "mail"}, "nodes.end.next", "port_unknown"),
            ({"op": "connect", "from": "gone", "port": "done", "to": "mail"}, "nodes.gone", "node_missing"),
            ({"op": "remove_node", "id": "mail", "alternative": "gone"}, "nodes.gone", "node_missing"),
            ({"op": "update_node", "id": "gone", "node": END}, "nodes.gone", "node_missing"),
            ({"op": "put_node", "id": "x", "node": {"type": "telegram"}}, "nodes.x.type", "kind_unknown"),
            ({"op": "set_entry", "entry": {"node": "A"}}, "entry.node", "bad_form"),
            ({"op": "set_exits", "exits": [{"when": {"x": 1}, "reason": "r"}]}, "exits.0.when", "condition_unknown"),
        ],
    )
    def test_an_edit_that_cannot_be_done_says_where(self, operation: Any, path: str, code: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            apply(self.LINE, parse_operation(operation))
        assert (caught.value.problems[0].path, caught.value.problems[0].code) == (path, code)

    def test_a_journey_does_not_grow_past_its_limit(self) -> None:
        full = document({f"n{number}": wait() for number in range(MAX_NODES)})
        at = {"from": None, "port": None}
        with pytest.raises(DefinitionError, match="at most 500"):
            apply(full, parse_operation({"op": "insert_node", "at": at, "id": "x", "node": wait()}))


class TestRemoval:
    def test_removing_a_step_that_leads_to_itself_opens_the_edge(self) -> None:
        loop = document({"mail": mail(next={"sent": "pause"}), "pause": wait(next={"done": "pause"})})
        after = apply(loop, parse_operation({"op": "remove_node", "id": "pause"}))
        assert after["nodes"]["mail"]["next"] == {}

    def test_removing_the_only_step_leaves_an_empty_draft(self) -> None:
        after = apply(document({"pause": wait()}), parse_operation({"op": "remove_node", "id": "pause"}))
        assert (after["entry"], after["nodes"]) == ({"node": None}, {})

    def test_removing_an_exit_the_entry_leads_to_needs_an_alternative(self) -> None:
        with pytest.raises(DefinitionError, match="steps lead to this end"):
            apply(document({"end": END}), parse_operation({"op": "remove_node", "id": "end"}))


def test_an_edit_of_one_node_shares_the_others() -> None:
    before = document({"mail": mail(next={"sent": "end"}), "end": END})
    after = apply(before, parse_operation({"op": "update_node", "id": "mail", "node": mail("other")}))
    assert after["nodes"]["end"] is before["nodes"]["end"]


NAMES = st.sampled_from([*IDS, "fresh", "extra"])


@st.composite
def operations(draw: st.DrawFn) -> dict[str, Any]:
    config = draw(CONFIGS)
    port = st.sampled_from([*ports_of(config), "sent", "done", "happened", "else"])
    return draw(
        st.sampled_from(
            [
                {
                    "op": "insert_node",
                    "at": {"from": draw(NAMES), "port": draw(port)},
                    "id": draw(NAMES),
                    "node": config,
                },
                {"op": "insert_node", "at": {"from": None, "port": None}, "id": draw(NAMES), "node": config},
                {"op": "remove_node", "id": draw(NAMES), "alternative": draw(st.none() | NAMES)},
                {"op": "update_node", "id": draw(NAMES), "node": config},
                {"op": "put_node", "id": draw(NAMES), "node": draw(st.none() | st.just(config))},
                {"op": "connect", "from": draw(NAMES), "port": draw(port), "to": draw(st.none() | NAMES)},
                {"op": "connect", "from": None, "port": None, "to": draw(st.none() | NAMES)},
                {"op": "rename", "name": draw(st.sampled_from(["旅", "道"]))},
                {"op": "set_goal", "goal": draw(st.sampled_from([None, {"when": {"tag": "vip"}, "title": "VIP"}]))},
                {"op": "set_exits", "exits": []},
                {"op": "set_settings", "settings": {"timezone": "UTC", "send_window": None}},
                {"op": "set_entry", "entry": {"node": draw(NAMES)}},
            ]
        )
    )


@THOROUGH
@given(documents(), st.lists(operations(), max_size=8))
def test_no_sequence_of_edits_makes_a_document_unreadable_or_undo_inexact(
    data: dict[str, Any], edits: list[dict[str, Any]]
) -> None:
    first = now = dump_graph(parse_graph(data))
    done: list[dict[str, Any]] = []
    undo: list[Any] = []
    for edit in edits:
        operation, kept = parse_operation(edit), deepcopy(now)
        try:
            after = apply(now, operation)
        except DefinitionError:
            continue
        assert now == kept
        back = inverse(now, operation)
        assert apply(after, back) == now
        assert set(after["nodes"]) - set(now["nodes"]) <= {edit.get("id")}
        parse_graph(after)
        now = dict(after)
        done.append(edit)
        undo.append(back)
    assert apply(first, parse_operation({"op": "batch", "ops": done})) == now
    for back in reversed(undo):
        now = dict(apply(now, back))
    assert now == first
