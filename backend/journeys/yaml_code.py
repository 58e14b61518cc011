"""Journeys as YAML for people and git: concise out, strict in; what goes out comes back as the same journey.

Reading follows YAML 1.2: `18:00` is a text and `yes` is no truth value (the default of many libraries makes 1080 of the
one and a boolean of the other), and a key that is there twice is refused instead of silently dropped. Writing quotes
for readers of either version.
"""

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import yaml

from workflows.journey.errors import DefinitionError
from workflows.journey.graph import JourneyGraph, parse_graph

MAX_CHARACTERS: Final = 2_000_000
_FLOW: Final = 90
"""A part that is this short stands on one line."""


class CodeError(ValueError):
    """The text is no journey; each line says where and what."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def dump_journey(graph: JourneyGraph) -> str:
    """The journey as YAML: defaults left out, one node a paragraph."""
    document = graph.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    order = ("schema", "name", "kind", "entry", "exits", "goal", "settings", "nodes")
    known = {key: document.pop(key) for key in order[:-1] if key in document}
    nodes = {node_id: _in_order(node) for node_id, node in document.pop("nodes", {}).items()}
    return yaml.dump(
        {**known, **document, "nodes": nodes},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=120,
    )


def load_journey(text: str) -> JourneyGraph:
    """The journey of a YAML or JSON text; a gallery file (`journey:` inside) is read as well. Raises CodeError."""
    data = _parse(text)
    if isinstance(data, Mapping) and "journey" in data and "nodes" not in data:
        data = cast(Mapping[str, Any], data)["journey"]
    try:
        return parse_graph(data)
    except DefinitionError as error:
        raise CodeError([f"{problem.path or 'document'}: {problem.message}" for problem in error.problems]) from None


def load_plain(file: Path) -> dict[str, Any]:
    """Plain values of a YAML file that is an object. Raises CodeError."""
    try:
        data = _parse(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CodeError([f"{file}: cannot be read: {error}"]) from None
    if not isinstance(data, dict):
        raise CodeError([f"{file}: write an object (name: value)"])
    return cast(dict[str, Any], data)


def _parse(text: str) -> Any:
    if len(text) > MAX_CHARACTERS:
        raise CodeError(["the file is too large; split it into several journeys"])
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - built on SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CodeError([f"this is not YAML: {' '.join(str(error).split())}"]) from None


def _in_order(node: dict[str, Any]) -> dict[str, Any]:
    """What it is, how it is called, how it is set, where it leads."""
    first = {key: node[key] for key in ("type", "title", "note") if key in node}
    edges = {"next": node["next"]} if "next" in node else {}
    return {**first, **{key: value for key, value in node.items() if key != "next"}, **edges}


class _Dumper(yaml.SafeDumper):
    """Block style with short parts on one line; never anchors, since a reader should see what is there."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        node.flow_style = _short(mapping)
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        node = super().represent_sequence(tag, sequence, flow_style)
        node.flow_style = _short(sequence)
        return node


def _short(value: Any) -> bool:
    """Whether a part reads well on one line: short, no text of several lines in it, and not the journey itself."""
    text = repr(value)
    return len(text) <= _FLOW and "\\n" not in text and not (isinstance(value, dict) and "schema" in value)


class _Loader(yaml.SafeLoader):
    """Resolves the few plain words of YAML 1.2: null, true and false, decimal numbers. All else is text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                raise yaml.constructor.ConstructorError(None, None, "'<<' is not taken", key_node.start_mark)
            key: Any = self.construct_object(key_node, deep=True)  # pyright: ignore[reportUnknownMemberType]
            if not isinstance(key, str) or key in seen:
                why = "is there twice" if isinstance(key, str) else "is no text; quote it"
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {str(key)[:60]!r} {why}", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_MERGE: Final = "tag:yaml.org,2002:merge"
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$", list("-+0123456789")),
    ("merge", r"^(?:<<)$", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)  # pyright: ignore[reportUnknownMemberType]
