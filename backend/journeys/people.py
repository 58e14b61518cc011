"""Who is where when a version is published, and what may be chosen for them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.counted import places
from backend.journeys import repository
from backend.journeys.documents import read_document
from backend.journeys.errors import ChoicesInvalid
from backend.journeys.version_schemas import EVERYWHERE, PeopleChoice, WaitingPeople
from workflows.journey.graph import JourneyGraph

_BEFORE_THE_FIRST = ""


async def waiting(session: AsyncSession, journey_id: UUID, new: JourneyGraph) -> list[WaitingPeople]:
    """Everybody on the way or parked, by the step they are at; the fullest first."""
    counts, parked = defaultdict[str, Counter[int]](Counter), Counter[str]()
    for place in await places(session, journey_id):
        counts[place.node or _BEFORE_THE_FIRST][place.number] += place.people
        parked[place.node or _BEFORE_THE_FIRST] += place.people if place.status == "errored" else 0
    graphs = await _graphs(session, journey_id, {max(numbers) for numbers in counts.values()})
    found = [_place(node, numbers, parked[node], graphs[max(numbers)], new) for node, numbers in counts.items()]
    return sorted(found, key=lambda one: (-one.people, one.node))


def check_choices(choices: Mapping[str, PeopleChoice], new: JourneyGraph) -> None:
    """Refuse what cannot be carried out. Raises ChoicesInvalid; `fields` maps steps to a code."""
    wrong = {node: code for node, choice in choices.items() if (code := _objection(node, choice, new)) is not None}
    if wrong:
        raise ChoicesInvalid("some people cannot be carried over like this; choose anew for these steps", **wrong)


def _objection(node: str, choice: PeopleChoice, new: JourneyGraph) -> str | None:
    if choice.choice == "redirect" and choice.to not in new.nodes:
        return "no_such_target"
    if choice.choice == "migrate" and node != EVERYWHERE and node not in new.nodes:
        return "step_is_gone"
    return None


async def _graphs(session: AsyncSession, journey_id: UUID, numbers: set[int]) -> dict[int, JourneyGraph]:
    return {
        number: read_document((await repository.get_version(session, journey_id, number)).version.graph)
        for number in numbers
    }


def _place(node: str, numbers: Counter[int], parked: int, old: JourneyGraph, new: JourneyGraph) -> WaitingPeople:
    before, after = old.nodes.get(node), new.nodes.get(node)
    here: list[Literal["stay", "migrate", "redirect", "exit"]] = ["stay", "redirect", "exit"]
    if after is not None:
        here.insert(1, "migrate")
    return WaitingPeople(
        node=node,
        title=before.title if before is not None else None,
        kind=before.type if before is not None else None,
        people=numbers.total(),
        parked=parked,
        versions=dict(numbers),
        exists_in_new=after is not None,
        same_kind=before is not None and after is not None and before.type == after.type,
        changed=before != after,
        choices=here,
    )
