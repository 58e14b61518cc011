"""What people do to a journey and to those aboard while its parts are killed, over HTTP, as a person would.

Two pairs of hands play at once, so that they also meet each other. Whatever holds somebody back is undone by the same
hands; `put_back` sees to it once more at the end. An intervention whose answer is lost is not repeated, since nobody
knows whether it was done: it counts as "at most once".
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import httpx

from backend.bench.scene import document

Say = Callable[[str], object]
HANDS: Final = 2
_HELD_S: Final = (0.3, 2.0)
"""How long a pause lasts."""
_LOOKS: Final = 15
"""How often they look for somebody on the way."""
_SOME: Final = 60
_FEW: Final = 2
"""People who are taken out at once."""
_WAITS: Final = ("pause1", "pause2")
_AGAIN_S: Final = 0.3
_REFUSED: Final = (404, 409)
"""What an intervention may be answered when somebody or something else was faster."""


class Deed(NamedTuple):
    """One request about people. `moved` is None if no answer came, or if an operation does it."""

    reason: str
    moved: int | None


@dataclass
class Played:
    """What was done, by name; what was refused, by code; what was not answered; and every request about people."""

    done: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    unanswered: int = 0
    deeds: list[Deed] = field(default_factory=list[Deed])

    @classmethod
    def of(cls, parts: Iterable["Played"]) -> "Played":
        """All of them together."""
        whole = cls()
        for part in parts:
            whole.done += part.done
            whole.refused += part.refused
            whole.unanswered += part.unanswered
            whole.deeds += part.deeds
        return whole

    def view(self) -> dict[str, Any]:
        """As JSON values; `people_acted_on` as far as it was answered."""
        return {
            "done": dict(self.done),
            "refused": dict(self.refused),
            "unanswered": self.unanswered,
            "people_acted_on": sum(deed.moved or 0 for deed in self.deeds),
        }


class Hands:
    """One colleague. `name` makes the reasons in journals its own."""

    def __init__(self, client: httpx.AsyncClient, journey: str, name: str, seed: int) -> None:
        self.played = Played()
        self._client, self._journey, self._name = client, f"/journeys/{journey}", name
        self._journey_id = journey
        self._dice = random.Random(f"{seed} {name}")
        self._deck: list[tuple[str, Callable[[], Awaitable[bool]]]] = []

    async def play(self, count: int, *, seconds: float) -> None:
        """So many interventions in about so many seconds, each kind once before one comes again."""
        for _ in range(count):
            await asyncio.sleep(seconds / count * self._dice.uniform(0.2, 1.2))
            if not self._deck:
                self._deck = self._kinds()
                self._dice.shuffle(self._deck)
            name, act = self._deck.pop()
            if await act():
                self.played.done[name] += 1

    async def put_back(self) -> None:
        """Nothing is held any more: the brake is off, the journey runs, nobody is paused."""
        await self._brake(on=False)
        while (await self._get(self._journey))["status"] == "paused":
            await self._insist("POST", f"{self._journey}/resume", json={"reason": "the end"})
            await asyncio.sleep(_AGAIN_S)
        while (await self._get(self._journey))["paused"]:
            await self._act("resume", self._all(status="paused"), insist=True)
            await asyncio.sleep(_AGAIN_S)

    def _kinds(self) -> list[tuple[str, Callable[[], Awaitable[bool]]]]:
        return [
            ("skip", lambda: self._act_on_some("skip", many=True)),
            ("move", lambda: self._act_on_some("move", to=True)),
            ("replay", lambda: self._act_on_some("replay", to=True, many=True)),
            ("send again", lambda: self._act_on_some("replay", to=True, resend=True)),
            ("stop", lambda: self._act_on_some("stop", at_most=_FEW)),
            ("pause people", self._hold_people),
            ("pause journey", self._hold_journey),
            ("brake", self._hold_everything),
            ("publish", self._publish),
            ("delete", self._delete),
            ("erase", self._erase),
        ]

    # On people.

    async def _act_on_some(
        self, action: str, *, to: bool = False, many: bool = False, resend: bool = False, at_most: int = _SOME
    ) -> bool:
        steps = list(document()["nodes"])
        extra: dict[str, Any] = {"node": self._dice.choice(steps)} if to else {}
        if resend:
            extra["resend"] = True
        if many and self._dice.random() < 0.4:  # everybody at a step, which may be an operation
            await self._act(action, self._all(node=self._dice.choice(_WAITS)), **extra)
            return True
        ids = [row["id"] for row in await self._some(at_most)]
        return bool(ids) and await self._act(action, {"ids": ids}, **extra)

    async def _hold_people(self) -> bool:
        rows = await self._some(_SOME)
        if not rows:
            return False
        await self._act("pause", {"ids": [row["id"] for row in rows]})
        await self._hold()
        choice = self._dice.choice(["keep_date", "keep_remaining"])
        await self._act("resume", self._all(status="paused"), insist=True, choice=choice)
        return True

    async def _delete(self) -> bool:
        return await self._take_out("DELETE", "", None)

    async def _erase(self) -> bool:
        return await self._take_out("POST", "/erase", {"reason": "asked to", "suppress": self._dice.random() < 0.5})

    async def _take_out(self, method: str, path: str, body: dict[str, Any] | None) -> bool:
        rows = await self._some(1)
        for row in rows:
            await self._ask(method, f"/contacts/{row['contact']['id']}{path}", body)
        return bool(rows)

    async def _act(self, action: str, selection: dict[str, Any], *, insist: bool = False, **extra: Any) -> bool:
        """One action; with `insist` it is asked for anew, with a reason of its own, until it is answered."""
        while True:
            reason = f"{self._name}-{len(self.played.deeds)}"
            asked = {"action": action, "selection": selection, "reason": reason, **extra}
            answer = await self._ask("POST", "/enrollments/actions", asked)
            at_once = answer is not None and answer.get("operation_id") is None
            self.played.deeds.append(Deed(reason, answer["moved"] if answer and at_once else None))
            if answer is not None or not insist:
                return answer is not None
            await asyncio.sleep(_AGAIN_S)

    def _all(self, **wanted: str) -> dict[str, Any]:
        return {"filter": {"journey_id": self._journey_id, **wanted}}

    async def _some(self, at_most: int) -> Sequence[dict[str, Any]]:
        """Some of those on the way, mostly such as wait; nobody if nobody comes for some seconds."""
        rows: list[dict[str, Any]] = []
        for _ in range(_LOOKS):
            step = self._dice.choice([*_WAITS, *_WAITS, None])
            where = {"limit": 200, "status": "active"} | ({"node": step} if step else {})
            if rows := (await self._get(f"{self._journey}/enrollments", where))["items"]:
                break
            await asyncio.sleep(_AGAIN_S)
        return self._dice.sample(rows, min(len(rows), self._dice.randint(1, at_most)))

    # On the journey, and on everything.

    async def _hold_journey(self) -> bool:
        await self._insist("POST", f"{self._journey}/pause", json={"reason": "wait"})
        await self._hold()
        choice = self._dice.choice(["keep_date", "keep_remaining", "skip_overdue"])
        await self._insist("POST", f"{self._journey}/resume", json={"reason": "go on", "choice": choice})
        return True

    async def _hold_everything(self) -> bool:
        await self._brake(on=True)
        await self._hold()
        await self._brake(on=False)
        return True

    async def _brake(self, *, on: bool) -> None:
        await self._insist("POST", "/organization/brake", json={"on": on, "reason": "to be sure"})

    async def _publish(self) -> bool:
        """A version with other waits; those on the way stay, come along, or are put before another step."""
        wait = self._dice.choice(["PT1S", "PT2S", "PT3S"])
        revision = (await self._get(self._journey))["draft_revision"]
        saved = await self._ask("PUT", f"{self._journey}/draft", {"revision": revision, "graph": document(wait)})
        if saved is None:
            return False
        people: dict[str, Any] = {"*": {"choice": self._dice.choice(["stay", "migrate"])}}
        if self._dice.random() < 0.5:
            people["pause1"] = {"choice": "redirect", "to": self._dice.choice(["first", "second", "pause2"])}
        return bool(
            await self._ask("POST", f"{self._journey}/publish", {"revision": saved["revision"], "people": people})
        )

    async def _hold(self) -> None:
        await asyncio.sleep(self._dice.uniform(*_HELD_S))

    # Asking.

    async def _get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        return (await self._insist("GET", path, params=query)).json()

    async def _insist(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Ask until there is an answer, be it that somebody was faster."""
        while True:
            if (answer := await self._request(method, path, **parts)) is not None:
                return answer
            await asyncio.sleep(_AGAIN_S)

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any] | None:
        """The answer of one try; None without one, or when it was refused."""
        answer = await self._request(method, path, json=body)
        if answer is None:
            self.played.unanswered += 1
        elif answer.is_success:
            return json.loads(answer.content or b"{}")
        return None

    async def _request(self, method: str, path: str, **parts: Any) -> httpx.Response | None:
        """The answer, None while the API or the database is away. Raises on a refusal that nothing here explains."""
        try:
            answer = await self._client.request(method, f"/api/v1{path}", **parts)
        except httpx.TransportError:
            return None
        if answer.status_code >= 500:
            return None
        if answer.status_code in _REFUSED:
            self.played.refused[answer.json()["error"]["code"]] += 1
        elif not answer.is_success:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer
