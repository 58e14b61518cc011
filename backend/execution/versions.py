"""Published graphs as the engine uses them: parsed once a process, with what each of them looks at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from backend.execution.database import Connection
from backend.execution.judging import judged_facts
from workflows.journey.errors import DefinitionError
from workflows.journey.graph import JourneyGraph, judged_reactions, parse_graph

_KEEP: Final = 256
_LOAD = "select id, journey_id, graph, templates from journey_version where id = any($1::uuid[])"


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable version. `watched` are the send nodes whose reactions any condition or wait may ask for.

    `judged` are the groups of facts that goal and exits look at, `judged_mails` the mails whose reactions they do.
    """

    id: UUID
    journey_id: UUID
    graph: JourneyGraph
    templates: Mapping[str, UUID]
    watched: frozenset[str]
    watches_links: bool
    judged: tuple[str, ...] = ()
    judged_mails: frozenset[str] = frozenset()


class Versions:
    """A cache of versions; they never change, so it only forgets the oldest."""

    def __init__(self) -> None:
        self._known: dict[UUID, Version] = {}

    async def load(self, connection: Connection, ids: Iterable[UUID]) -> Mapping[UUID, Version]:
        """The versions of these ids. A version whose graph this release cannot read is missing from the answer."""
        wanted = set(ids)
        missing = wanted - self._known.keys()
        if missing:
            for row in await connection.fetch(_LOAD, list(missing)):
                version = read_version(row["id"], row["journey_id"], row["graph"], row["templates"])
                if version is not None:
                    self._known[version.id] = version
        while len(self._known) > max(_KEEP, len(wanted)):
            self._known.pop(next(iter(self._known)))
        return self._known


def read_version(
    version_id: UUID, journey_id: UUID, graph: Mapping[str, Any], templates: Mapping[str, str]
) -> Version | None:
    """A stored version, or None when its graph cannot be read."""
    try:
        parsed = parse_graph(graph)
    except DefinitionError:
        return None
    references = list(_references(graph))
    return Version(
        id=version_id,
        journey_id=journey_id,
        graph=parsed,
        templates={key: UUID(str(value)) for key, value in templates.items()},
        watched=frozenset(node for node, _ in references),
        watches_links=any(link for _, link in references),
        judged=tuple(judged_facts(parsed)),
        judged_mails=frozenset(of for of, _ in judged_reactions(parsed)),
    )


def _references(part: Any) -> Iterator[tuple[str, str | None]]:
    """Every (send node, link filter) that a wait_for or an engagement condition in the document speaks of."""
    if isinstance(part, Mapping):
        document = cast(Mapping[str, Any], part)
        if isinstance(document.get("of"), str) and ("engagement" in document or "event" in document):
            yield document["of"], document.get("link")
        for value in document.values():
            yield from _references(value)
    elif isinstance(part, list):
        for item in cast(list[Any], part):
            yield from _references(item)
