"""References by name: nothing is lost between two installations, and nothing is taken for something else."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.journeys.portable import Catalog, Kind, Missing
from backend.journeys.yaml_code import dump_journey, load_journey
from tests.workflows.journey.strategies import documents
from workflows.journey.graph import JourneyGraph, parse_graph

ON_LIST = {"any": [{"not": {"in_list": "l1"}}, {"all": [{"in_list": "l2"}, {"tag": "熱い"}]}]}
EVERY_WAY: dict[str, Any] = {
    "mail": {
        "type": "send_email",
        "sender": "s1",
        "variants": [{"id": "a", "template": "thanks"}, {"id": "b", "template": "case"}],
        "next": {"sent": "tag"},
    },
    "tag": {"type": "update_contact", "add_lists": ["l1"], "remove_lists": ["l2", "l1"], "next": {"done": "call"}},
    "call": {"type": "create_task", "subject": "x", "assignee": {"account": "a1"}, "next": {"done": "give"}},
    "give": {
        "type": "assign",
        "to": {"among": [{"account": "a1", "weight": 2}, {"account": "a2"}]},
        "next": {"done": "tell"},
    },
    "tell": {"type": "notify", "subject": "x", "accounts": ["a2"], "secret": "w1", "next": {"done": "hook"}},
    "hook": {"type": "webhook", "url": "https://hooks.example.com/", "secret": "w1", "next": {"done": "asks"}},
    "asks": {"type": "branch", "cases": [{"id": "in", "when": ON_LIST}], "next": {"in": "on", "else": "end"}},
    "on": {"type": "enroll", "journey": "j1", "next": {"done": "end"}},
    "end": {"type": "exit", "reason": "done"},
}


def every_way() -> JourneyGraph:
    return parse_graph(
        {
            "schema": 1,
            "name": "旅",
            "kind": "nurture",
            "entry": {"node": "mail"},
            "exits": [{"when": {"in_list": "l2"}, "reason": "out"}],
            "goal": {"when": {"in_list": "l1"}, "title": "G"},
            "nodes": EVERY_WAY,
        }
    )


def catalog(prefix: str) -> Catalog:
    """An installation whose ids begin with this."""
    names: dict[Kind, dict[str, str]] = {
        "sender": {"s1": "sato@tabiji.example"},
        "list": {"l1": "展示会", "l2": "既存顧客"},
        "account": {"a1": "佐藤", "a2": "鈴木"},
        "journey": {"j1": "掘り起こし"},
        "secret": {"w1": "CRM"},
        "template": {"thanks": "thanks", "case": "case"},
    }
    return Catalog(
        {
            kind: named if kind == "template" else {f"{prefix}{key}": name for key, name in named.items()}
            for kind, named in names.items()
        }
    )


def test_a_file_of_one_installation_means_the_same_in_another() -> None:
    here, there = catalog(""), catalog("other-")
    text = dump_journey(here.out(every_way()))
    assert {name: text.count(name) for name in ("展示会", "既存顧客", "sato@tabiji.example", "掘り起こし", "CRM")} == {
        "展示会": 4, "既存顧客": 3, "sato@tabiji.example": 1, "掘り起こし": 1, "CRM": 2,
    }  # fmt: skip
    assert here.into(load_journey(text)) == every_way()
    moved = there.into(load_journey(text))
    assert there.missing(load_journey(text)) == []
    assert there.out(moved) == here.out(every_way())
    assert "other-l1" in dump_journey(moved)


def test_what_is_not_there_is_named_with_its_place() -> None:
    empty = Catalog({kind: {} for kind in catalog("").names})
    absent = empty.missing(catalog("").out(every_way()))
    assert {(one.kind, one.name) for one in absent} == {
        ("sender", "sato@tabiji.example"), ("list", "展示会"), ("list", "既存顧客"), ("account", "佐藤"),
        ("account", "鈴木"), ("secret", "CRM"), ("journey", "掘り起こし"), ("template", "thanks"), ("template", "case"),
    }  # fmt: skip
    assert Missing("list", "展示会", "nodes.tag.add_lists", False) in absent
    assert all(one.kind != "journey" for one in empty.missing(catalog("").out(every_way()), ["掘り起こし"]))


def test_a_name_that_two_things_share_stands_for_neither() -> None:
    twins = Catalog({"list": {"l1": "展示会", "l2": "展示会"}})
    assert twins.out(every_way()) == every_way()
    by_name = catalog("").out(every_way())
    assert {(one.name, one.several) for one in twins.missing(by_name) if one.kind == "list"} == {
        ("展示会", True),
        ("既存顧客", False),
    }


def test_an_id_is_never_taken_for_a_name_and_a_name_too_long_for_a_document_stays_an_id() -> None:
    crossed = Catalog({"list": {"l1": "l2", "l2": "l1"}, "journey": {"j1": "x" * 150}})
    assert crossed.into(every_way()) == every_way()
    assert crossed.out(every_way()) == every_way()


@settings(max_examples=150, deadline=None)
@given(documents(), st.lists(st.sampled_from(("展示会", "list", "x", "list-1")), min_size=4, max_size=4))
def test_whatever_the_names_are_the_round_trip_loses_nothing(document: dict[str, Any], named: list[str]) -> None:
    graph = parse_graph(document)
    kinds: tuple[Kind, ...] = ("list", "account", "journey", "secret", "sender")
    known = Catalog({kind: dict(zip(_used(graph, kind), named * 20, strict=False)) for kind in kinds})
    assert known.into(load_journey(dump_journey(known.out(graph)))) == graph


def _used(graph: JourneyGraph, kind: Kind) -> list[str]:
    """What the document points at."""
    return sorted({one.name for one in Catalog({kind: {}}).missing(graph)})
