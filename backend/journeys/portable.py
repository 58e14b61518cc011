"""What a journey points at, by name instead of by id: so that a file of one installation means the same in another.

Senders go by their address; lists, people, journeys and webhook secrets by their names; templates have keys anyway.
A name that several things share cannot stand for one of them: then the id stays.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, cast

from workflows.journey.graph import JourneyGraph, dump_graph, parse_graph

MAX_NAME: Final = 100
"""Characters a document takes for what it points at."""
Kind = Literal["sender", "list", "account", "journey", "secret", "template"]
Swap = Callable[[Kind, str, str], str]
"""Kind, reference and place to what stands there instead."""


class Missing(NamedTuple):
    """Something a journey points at that is not there, or that several are called by the name of."""

    kind: Kind
    name: str
    where: str
    several: bool


@dataclass(slots=True)
class Catalog:
    """What an installation has: by kind, ids with names. Templates are their own names."""

    names: Mapping[Kind, Mapping[str, str]]
    _ids: dict[Kind, dict[str, str]] = field(default_factory=dict[Kind, dict[str, str]])
    _shared: dict[Kind, set[str]] = field(default_factory=dict[Kind, set[str]])

    def __post_init__(self) -> None:
        for kind, named in self.names.items():
            often = Counter(named.values())
            self._shared[kind] = {name for name, count in often.items() if count > 1}
            self._ids[kind] = {name: key for key, name in named.items() if often[name] == 1}

    def out(self, graph: JourneyGraph) -> JourneyGraph:
        """The journey with names in place of ids."""
        return _swapped(graph, lambda kind, key, _: self._name(kind, key))

    def into(self, graph: JourneyGraph) -> JourneyGraph:
        """The journey with this installation's ids in place of names; what is not here stays as it is written."""
        return _swapped(graph, lambda kind, name, _: self._id(kind, name) or name)

    def missing(self, graph: JourneyGraph, coming: Iterable[str] = ()) -> list[Missing]:
        """What is not here, by the names in the file. `coming` are journeys that the same import creates."""
        found: list[Missing] = []
        soon = set(coming)

        def look(kind: Kind, name: str, where: str) -> str:
            known = kind not in self.names or name in self.names[kind] or self._id(kind, name) is not None
            if not known and not (kind == "journey" and name in soon):
                found.append(Missing(kind, name, where, name in self._shared[kind]))
            return name

        _swapped(graph, look)
        return found

    def _name(self, kind: Kind, key: str) -> str:
        name = self.names.get(kind, {}).get(key)
        return key if name is None or len(name) > MAX_NAME or self._id(kind, name) != key else name

    def _id(self, kind: Kind, name: str) -> str | None:
        # An id is never taken for a name: a file may hold ids of this installation.
        return name if name in self.names.get(kind, {}) else self._ids.get(kind, {}).get(name)


def _swapped(graph: JourneyGraph, swap: Swap) -> JourneyGraph:
    document = dump_graph(graph)
    for where, when in _conditions(document):
        _in_condition(when, where, swap)
    for key, node in document["nodes"].items():
        where = f"nodes.{key}"
        for name, kind in _FIELDS.get(node["type"], {}).items():
            if node.get(name) is not None:
                node[name] = _each(node[name], kind, f"{where}.{name}", swap)
        rule = _ASSIGNEE.get(node["type"])
        if rule is not None:
            _in_assignee(node[rule], f"{where}.{rule}", swap)
        for index, variant in enumerate(node.get("variants", ()) if node["type"] == "send_email" else ()):
            if variant["template"] is not None:
                variant["template"] = swap("template", variant["template"], f"{where}.variants.{index}")
    return parse_graph(document)


_FIELDS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "send_email": {"sender": "sender", "template": "template"},
    "update_contact": {"add_lists": "list", "remove_lists": "list"},
    "notify": {"accounts": "account", "secret": "secret"},
    "webhook": {"secret": "secret"},
    "enroll": {"journey": "journey"},
}
_ASSIGNEE: Final = {"create_task": "assignee", "assign": "to"}


def _each(value: Any, kind: Kind, where: str, swap: Swap) -> Any:
    if isinstance(value, str):
        return swap(kind, value, where)
    return [swap(kind, one, where) for one in value]


def _in_assignee(rule: dict[str, Any], where: str, swap: Swap) -> None:
    if rule["account"] is not None:
        rule["account"] = swap("account", rule["account"], where)
    for share in rule["among"]:
        share["account"] = swap("account", share["account"], where)


def _conditions(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if document.get("goal"):
        yield "goal", document["goal"]["when"]
    for index, exit_ in enumerate(document["exits"]):
        yield f"exits.{index}", exit_["when"]
    for key, node in document["nodes"].items():
        if node["type"] == "branch":
            yield from ((f"nodes.{key}.{case['id']}", case["when"]) for case in node["cases"])


def _in_condition(when: Any, where: str, swap: Swap) -> None:
    """Lists that a condition asks for, however deep."""
    if isinstance(when, list):
        for part in cast(list[Any], when):
            _in_condition(part, where, swap)
    elif isinstance(when, dict):
        test = cast(dict[str, Any], when)
        if "in_list" in test:
            test["in_list"] = swap("list", test["in_list"], where)
        for key in ("all", "any", "not"):
            if key in test:
                _in_condition(test[key], where, swap)
