"""enroll: let contacts enter another journey, by its own rules, in a transaction that also says who sent them.

An enrollment made here carries `(origin_id, origin_seq)`, unique: whoever asks again finds it. `chain` counts journeys
that handed the contact on within a day; past MAX_CHAIN the contact is left out, so that cycles of journeys end.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

from backend.enrollments.errors import JourneyNotLive
from backend.enrollments.schemas import ByContactIds, EnrollmentTest
from backend.enrollments.selection import chunk as judge
from backend.enrollments.selection import hold_door
from backend.execution.boarding import board
from backend.execution.chunk import Chunk
from backend.execution.passenger import Passenger
from backend.journeys.errors import JourneyNotFound
from backend.kit.db import Sessions, transaction
from backend.kit.ids import NewId
from workflows.journey.team import EnrollElsewhere, EnrollResult

MAX_CHAIN: Final = 5
CHAIN_FORGOTTEN: Final = timedelta(days=1)
"""A trip that took this long begins a new chain."""
_IDS: Final = ARRAY(PgUUID(as_uuid=True))
_ORIGINS = text("""
    select e.id, e.contact_id, case when e.enrolled_at > :since then e.chain else 0 end as chain,
           exists (select from enrollment made where made.origin_id = e.id and made.origin_seq = g.seq) as made
    from unnest(:ids, cast(:seqs as int[])) as g (id, seq) join enrollment e on e.id = g.id
""").bindparams(bindparam("ids", type_=_IDS))
_SIGN = text("""
    update enrollment e set origin_id = o.id, origin_seq = g.seq,
                            chain = case when o.enrolled_at > :since then o.chain else 0 end + 1
    from unnest(:ids, cast(:seqs as int[])) as g (id, seq) join enrollment o on o.id = g.id
    where e.id = any(:made) and e.contact_id = o.contact_id
    returning o.id
""").bindparams(bindparam("ids", type_=_IDS), bindparam("made", type_=_IDS))


class EnrollElsewheres:
    """The effect."""

    inner = False

    def __init__(self, sessions: Sessions, *, new_id: NewId, capacity: int) -> None:
        self._sessions = sessions
        self._new_id = new_id
        self._capacity = capacity

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing: the other journey's rows carry who asked for them."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """One transaction a target journey and kind of trip."""
        groups: dict[tuple[str, timedelta | None], list[Passenger]] = {}
        for passenger in passengers:
            groups.setdefault((_command(passenger).journey, passenger.world.max_wait), []).append(passenger)
        for (journey, wait), members in groups.items():
            async with transaction(self._sessions) as session:
                answers = await self._enroll(session, chunk, journey, wait, members)
            for passenger in members:
                reason = answers[passenger.id]
                passenger.hear(EnrollResult(chunk.now(), reason is None, reason))

    async def _enroll(
        self, session: AsyncSession, chunk: Chunk, journey: str, wait: timedelta | None, members: list[Passenger]
    ) -> dict[UUID, str | None]:
        """Why each was left out; None: it entered, now or when asked before."""
        from backend.enrollments.service import entrance  # that room knows the operations, which know this engine

        ids = [one.id for one in members]
        asked = {
            "ids": ids,
            "seqs": [_command(one).key for one in members],
            "since": chunk.now() - CHAIN_FORGOTTEN,
        }
        try:
            way_in = await entrance(session, UUID(journey), hold=True)
        except (JourneyNotFound, ValueError):
            return dict.fromkeys(ids, "journey_not_found")
        except JourneyNotLive:
            return dict.fromkeys(ids, "journey_not_live")
        await hold_door(session, way_in.journey.id)  # a second hand on the same contacts sees what the first one made
        origins = (await session.execute(_ORIGINS, asked)).all()
        answers: dict[UUID, str | None] = {row.id: "cycle" for row in origins if row.chain >= MAX_CHAIN}
        answers |= {row.id: None for row in origins if row.made}
        fresh = {row.contact_id: row.id for row in origins if row.id not in answers}
        if not fresh:
            return answers
        selection = ByContactIds(contact_ids=sorted(fresh))
        rules = way_in.rules(None if wait is None else EnrollmentTest(max_wait=wait), now=chunk.now())
        judged = await judge(session, selection, rules, after=None, limit=len(fresh))
        answers |= {fresh[contact]: reason for contact, reason in judged}
        entering = [contact for contact, reason in judged if reason is None]
        made = await board(
            session,
            way_in.journey,
            way_in.version_id,
            entering,
            now=chunk.now(),
            new_id=self._new_id,
            capacity=self._capacity,
            test_max_wait=wait,
        )
        signed = set(await session.scalars(_SIGN, {**asked, "made": made}))
        raced = [contact for contact in entering if fresh[contact] not in signed]
        if raced:  # somebody else was faster, here or in another journey of the group
            again = await judge(session, ByContactIds(contact_ids=raced), rules, after=None, limit=len(raced))
            answers |= {fresh[contact]: reason or "already_enrolled" for contact, reason in again}
        return answers


def _command(passenger: Passenger) -> EnrollElsewhere:
    assert isinstance(passenger.command, EnrollElsewhere)
    return passenger.command
