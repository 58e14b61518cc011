"""Who is to have a contact or a task: rules of assignment over accounts that can sign in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

from backend.execution.database import Connection, Pool
from backend.execution.passenger import Passenger
from workflows.journey.team import Pick

_ACTIVE: Final = "select id, email, name, role from account where disabled_at is null order by id"
_DEAL: Final = """
    insert into rotation (journey_id, node, dealt) values ($1, $2, $3)
    on conflict (journey_id, node) do update set dealt = rotation.dealt + excluded.dealt
    returning dealt
"""


async def active_accounts(connection: Connection) -> dict[str, Mapping[str, str]]:
    """Accounts that can sign in, by id: address, name, role."""
    return {str(row["id"]): dict(row) for row in await connection.fetch(_ACTIVE)}


@lru_cache(maxsize=256)
def turns(among: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """One full round: each account as often as its weight says, spread as evenly as can be."""
    total, credit = sum(weight for _, weight in among), {account: 0 for account, _ in among}
    order: list[str] = []
    for _ in range(total):
        for account, weight in among:
            credit[account] += weight
        chosen = max(credit, key=lambda account: credit[account])
        credit[chosen] -= total
        order.append(chosen)
    return tuple(order)


class Dealing:
    """Chooses accounts for the passengers of one chunk."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def choose(self, wanted: Sequence[tuple[Passenger, str, Pick]]) -> list[tuple[str | None, str | None]]:
        """For each passenger, node and rule: the account, or None and why nobody.

        Turns are taken from the rotation before the journal is written: a crash in between passes over turns, and never
        gives one contact to two people.
        """
        async with self._pool.acquire() as connection:
            active = await active_accounts(connection)
            answers = [_settled(passenger, pick, active) for passenger, _, pick in wanted]
            open_ones: dict[tuple[UUID, str, Pick], list[int]] = {}
            for index, (passenger, node, pick) in enumerate(wanted):
                if answers[index] is None:
                    open_ones.setdefault((passenger.version.journey_id, node, pick), []).append(index)
            for (journey, node, pick), places in sorted(open_ones.items(), key=lambda item: item[0][:2]):
                among = tuple((account, weight) for account, weight in pick.among if account in active and weight)
                if not among:
                    for place in places:
                        answers[place] = (None, "assignee_gone")
                    continue
                order = turns(among)
                dealt: int = await connection.fetchval(_DEAL, journey, node, len(places))
                for turn, place in enumerate(places, start=dealt - len(places)):
                    answers[place] = (order[turn % len(order)], None)
        return [answer or (None, "nobody_available") for answer in answers]


def _settled(passenger: Passenger, pick: Pick, active: Mapping[str, object]) -> tuple[str | None, str | None] | None:
    """The answer when no turn has to be taken; None when one has."""
    owner = passenger.contact.facts.get("owner")
    if pick.keep_owner and owner in active:
        return str(owner), None
    if pick.account is not None:
        return (pick.account, None) if pick.account in active else (None, "assignee_gone")
    return None if pick.among else (None, "nobody_available")
