"""Journeys as files against a running Tabiji: finding them, taking them out, planning and carrying out an import.

Speaks the same HTTP API as everybody else, with a token. What a journey points at travels by name, since ids are of one
installation (`portable.py`).
"""

import re
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx

from backend.journeys.portable import Catalog, Kind, Missing
from backend.journeys.yaml_code import CodeError, load_journey
from workflows.journey.diff import Diff, diff
from workflows.journey.graph import JourneyGraph, dump_graph, parse_graph

API: Final = "/api/v1"
_UNSAFE: Final = re.compile(r"[\\/:*?\"<>|\s\x00-\x1f]+")


class RemoteError(Exception):
    """Tabiji does not answer, or refuses; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A journey of the installation, as a file would hold it."""

    id: str
    revision: int
    live_version: int | None
    draft: JourneyGraph


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing one file would do. `found` is None for a journey that is to be created; `graph` is by ids as far
    as they are known, `missing` what is not there.
    """

    file: Path
    graph: JourneyGraph
    found: Found | None
    diff: Diff | None
    missing: Sequence[Missing]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.diff is None or not self.diff.empty


class Remote:
    """A running Tabiji."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, method: str, path: str, **options: Any) -> Any:
        """The answer's body. Raises RemoteError."""
        try:
            response = await self._client.request(method, f"{API}{path}", **options)
        except httpx.HTTPError as error:
            raise RemoteError(f"{self._client.base_url} does not answer: {error or type(error).__name__}") from None
        if response.is_success:
            return response.json() if response.content else None
        try:
            refused = response.json()["error"]
            raise RemoteError(f"{refused['message']} ({refused['code']})")
        except (ValueError, KeyError, TypeError):
            raise RemoteError(f"{method} {path} was answered by status {response.status_code}") from None

    async def every(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """All items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = await self.ask("GET", path, params={"limit": 100} | ({"cursor": cursor} if cursor else {}))
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return

    async def catalog(self) -> Catalog:
        """What there is to point at, as far as the token may see it."""
        names: dict[Kind, dict[str, str]] = {
            "sender": {row["id"]: row["email"] async for row in self.every("/senders")},
            "template": {row["key"]: row["key"] async for row in self.every("/templates")},
            "list": {row["id"]: row["name"] for row in await self.ask("GET", "/lists")},
            "account": {row["id"]: row["name"] async for row in self.every("/team")},
            "journey": {row["id"]: row["name"] async for row in self.every("/journeys")},
        }
        with suppress(RemoteError):  # readers may not see them: then secrets stay as they are written
            names["secret"] = {row["id"]: row["name"] for row in await self.ask("GET", "/webhook-secrets")}
        return Catalog(names)

    async def find(self, which: str) -> Found:
        """The journey of this id or name. Raises RemoteError when there is none, or several of that name."""
        rows = [row async for row in self.every("/journeys") if which in (row["id"], row["name"])]
        if not rows:
            raise RemoteError(f"there is no journey {which!r}")
        if len(rows) > 1:
            ids = ", ".join(row["id"] for row in rows)
            raise RemoteError(f"several journeys are called {which!r}; name one by its id: {ids}")
        return await self.read(rows[0]["id"])

    async def read(self, journey_id: str) -> Found:
        """One journey with its draft."""
        row = await self.ask("GET", f"/journeys/{journey_id}")
        return Found(row["id"], row["draft_revision"], row["live_version"], parse_graph(row["draft"]))

    async def version(self, found: Found, number: int) -> JourneyGraph:
        """One published version."""
        return parse_graph((await self.ask("GET", f"/journeys/{found.id}/versions/{number}"))["graph"])

    async def plan(self, files: Sequence[Path], journey: str | None) -> list[Plan]:
        """What importing these files would do; a file's journey is found by its name, or is `journey`."""
        catalog = await self.catalog()
        names: dict[str, list[str]] = {}
        for key, name in catalog.names["journey"].items():
            names.setdefault(name, []).append(key)
        written = [(file, read_file(file)) for file in files]
        coming = {graph.name for _, graph in written}
        plans: list[Plan] = []
        for file, by_name in written:
            graph = catalog.into(by_name)
            known = names.get(graph.name, [])
            if journey is None and len(known) > 1:
                raise RemoteError(
                    f"several journeys are called {graph.name!r}; choose with --journey {' | '.join(known)}"
                )
            target = journey or next(iter(known), None)
            found = None if target is None else await self.read(target)
            change = None if found is None else diff(found.draft, graph)
            plans.append(Plan(file, graph, found, change, catalog.missing(by_name, coming)))
        twice = {plan.graph.name for plan in plans if [other.graph.name for other in plans].count(plan.graph.name) > 1}
        if twice:
            raise RemoteError(f"two files are both called {', '.join(sorted(twice))}")
        return plans

    async def apply(self, plan: Plan) -> Found:
        """Write one file's journey as a draft; nothing is published by it."""
        document = dump_graph(plan.graph)
        if plan.found is None:
            body = {"name": plan.graph.name, "kind": plan.graph.kind, "graph": document}
            return await self.read((await self.ask("POST", "/journeys", json=body))["id"])
        path = f"/journeys/{plan.found.id}"
        if plan.found.draft.name != plan.graph.name:
            await self.ask("PATCH", path, json={"name": plan.graph.name})
        await self.ask("PUT", f"{path}/draft", json={"revision": plan.found.revision, "graph": document})
        return await self.read(plan.found.id)

    async def settle(self, plan: Plan, found: Found, catalog: Catalog) -> Found:
        """Point at what the same import has created, now that it has an id."""
        graph = catalog.into(plan.graph)
        return found if graph == plan.graph else await self.apply(replace(plan, graph=graph, found=found))

    async def publish(self, found: Found, note: str, *, start: bool = False) -> int:
        """Publish the draft; people on the way stay on their version. The new version's number."""
        body = {"revision": found.revision, "note": note, "start": start}
        return (await self.ask("POST", f"/journeys/{found.id}/publish", json=body))["version"]


@asynccontextmanager
async def connect(url: str, token: str) -> AsyncGenerator[Remote]:
    """A running Tabiji at `url`, spoken to with an API token."""
    async with httpx.AsyncClient(
        base_url=url.rstrip("/"), headers={"Authorization": f"Bearer {token}"}, timeout=60
    ) as client:
        yield Remote(client)


def read_file(file: Path) -> JourneyGraph:
    """The journey of a file, of stdin for `-`. Raises CodeError naming the file and the place."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return load_journey(raw.decode("utf-8-sig"))
    except CodeError as error:
        raise CodeError([f"{file}: {problem}" for problem in error.problems]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CodeError([f"{file}: cannot be read: {error}"]) from None


def file_name(name: str) -> str:
    """A name for the file of a journey, good on every system."""
    return (_UNSAFE.sub("_", name).strip("._") or "journey")[:100] + ".yaml"
