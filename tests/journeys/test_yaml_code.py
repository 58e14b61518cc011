"""Journeys as YAML: nothing is lost on the way out and back, and nothing is misread on the way in."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.journeys.yaml_code import CodeError, dump_journey, load_journey
from tests.fixtures.journeys import document
from tests.workflows.journey.strategies import THOROUGH, documents
from workflows.journey.graph import parse_graph

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40) | st.sampled_from(
    ["yes", "no", "on", "null", "~", "18:00", "09:00", "1e3", "0x1f", "2026-04-01", "- a", "a: b", "#x", "行1\n行2",
     " ", "１２", "\u2028", "!tag", "%x", "@", "'", '"', "…", "🎌", "1_000", "=", "<<", ".5", "-", "012", "+1.0"]
)  # fmt: skip


@THOROUGH
@given(documents())
def test_no_journey_loses_anything_on_the_way_through_yaml(data: dict[str, Any]) -> None:
    graph = parse_graph(data)
    text = dump_journey(graph)
    assert load_journey(text) == graph
    assert dump_journey(load_journey(text)) == text, "a second export makes no difference in git"


@THOROUGH
@given(TEXTS, TEXTS, st.none() | TEXTS | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9))
def test_no_text_or_number_becomes_another_one(name: str, reason: str, value: Any) -> None:
    asks = {
        "type": "branch",
        "title": name,
        "note": reason,
        "cases": [{"id": "yes", "title": reason, "when": {"field": "attributes.x", "op": "eq", "value": value}}],
        "next": {"yes": "no", "else": "no"},
    }
    graph = parse_graph(document({"asks": asks, "no": {"type": "exit", "reason": reason}}, name=name))
    text = dump_journey(graph)
    assert load_journey(text) == graph
    assert parse_graph(yaml.safe_load(text)) == graph, "other readers of YAML see the same journey"


@pytest.mark.parametrize("file", sorted(Path("templates/journeys").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_gallery_reads_the_same_as_code(file: Path) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert load_journey(file.read_text(encoding="utf-8")) == parse_graph(content["journey"])


def test_a_time_without_quotes_is_a_time_and_not_a_number() -> None:
    window = "settings: {send_window: {days: mon-fri, from: 9:30, to: 18:00}}".replace("9:30", "10:30")
    text = f"schema: 1\nname: x\nkind: nurture\n{window}\nnodes: {{no: {{type: exit, reason: on}}}}\n"
    graph = load_journey(text)
    assert graph.settings.send_window is not None
    assert (graph.settings.send_window.from_, graph.settings.send_window.to) == ("10:30", "18:00")
    assert list(graph.nodes) == ["no"]


def test_a_step_written_twice_is_refused_instead_of_silently_dropped() -> None:
    text = "schema: 1\nname: x\nkind: nurture\nnodes:\n  a: {type: exit, reason: x}\n  a: {type: exit, reason: y}\n"
    with pytest.raises(CodeError, match="'a' is there twice"):
        load_journey(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a journey document is an object"),
        ("a: [1", "this is not YAML"),
        ("!!python/object/apply:os.system ['true']", "this is not YAML"),
        ("schema: 1\nname: x\nkind: nurture\nnodes: {a: {type: teleport}}", "teleport"),
        ("schema: 1\nname: x\nkind: nurture\nnodes: {a: {<<: {type: exit}, reason: x}}", "'<<' is not taken"),
        ("a: &a [x]\nb: " + "[" + ",".join(["*a"] * 60_000) + "]", "too large"),
        ("x" * 2_000_001, "too large"),
        ("[" * 5000, "this is not YAML"),
        ("schema: 1\nname: x\nkind: nurture\n? [a]\n: b", "this is not YAML"),
    ],
)
def test_what_is_no_journey_is_refused_with_the_place(text: str, why: str) -> None:
    with pytest.raises(CodeError, match=why):
        load_journey(text)
