"""webhook: mark, call, record, hear.

`calling` is committed before the request leaves and the answer before it is heard: who asks again gets the recorded
answer. A worker that dies in between leaves `calling`; then the call is made again under the same delivery id.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from backend.execution.chunk import Chunk
from backend.execution.database import Pool, dumps
from backend.execution.passenger import Passenger
from backend.execution.texts import written
from backend.kit.sealing import Sealer
from backend.webhooks.calling import Answered, Caller, taken
from backend.webhooks.payload import about
from workflows.journey.pacing import retry_after
from workflows.journey.team import CallResult, CallWebhook

AT_ONCE: Final = 32
"""Calls under way together; a pause is noticed before the next so many."""
_MARK: Final = """
    insert into webhook_call as w (enrollment_id, seq, attempt, status, called_at)
    select g.enrollment_id, g.seq, g.attempt, 'calling', $4
    from unnest($1::uuid[], $2::int[], $3::int[]) as g (enrollment_id, seq, attempt)
    join enrollment e on e.id = g.enrollment_id and e.status = 'active'
    join journey j on j.id = e.journey_id and j.status in ('running', 'draining')
    join contact c on c.id = e.contact_id and c.deleted_at is null
    where not (select sending_halted())
    order by g.enrollment_id
    on conflict (enrollment_id, seq) do update
    set attempt = excluded.attempt, status = 'calling', called_at = excluded.called_at
    where w.status = 'calling' or w.attempt < excluded.attempt
    returning enrollment_id
"""
_WHY_NOT: Final = """
    select e.id, w.attempt, w.status, w.answer, e.status as enrollment, c.deleted_at is not null as deleted
    from unnest($1::uuid[], $2::int[]) as g (id, seq)
    join enrollment e on e.id = g.id join contact c on c.id = e.contact_id
    left join webhook_call w on w.enrollment_id = g.id and w.seq = g.seq
"""
_RECORD: Final = """
    with answered as (
        select g.*, c.erased_at is not null as erased
        from unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) as g (enrollment_id, seq, attempt, answer)
        join enrollment e on e.id = g.enrollment_id join contact c on c.id = e.contact_id
        order by c.id for key share of c
    )
    update webhook_call w
    set status = 'answered',
        answer = answered.answer::jsonb || case when erased then '{"fields": {}}' else '{}' end::jsonb
    from answered
    where w.enrollment_id = answered.enrollment_id and w.seq = answered.seq and w.attempt = answered.attempt
      and w.status = 'calling'
    returning w.enrollment_id
"""
"""The first answer to an attempt stays. The lock waits for an erasure, which would not find an answer that is not there
yet; of the erased only is kept that there was an answer."""
_SECRETS: Final = "select id, sealed from webhook_secret where id = any($1::uuid[])"


class CallWebhooks:
    """The effect."""

    inner = False

    def __init__(self, pool: Pool, caller: Caller, sealer: Sealer) -> None:
        self._pool = pool
        self._caller = caller
        self._sealer = sealer

    async def prepare(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Nothing besides the command itself, which is committed with its key."""

    async def perform(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Call for everybody who may be called for; everybody hears the ledger's answer."""
        secrets = await self._secrets(passengers)
        for start in range(0, len(passengers), AT_ONCE):
            some = passengers[start : start + AT_ONCE]
            mine = await self._mark(some, chunk.now())
            await self._settle_known(chunk, [one for one in some if one.id not in mine])
            called = [one for one in some if one.id in mine]
            answers = await asyncio.gather(*(self._call(chunk, one, secrets) for one in called))
            kept = await self._record(called, answers)
            for passenger, answer in zip(called, answers, strict=True):
                if passenger.id in kept:
                    passenger.hear(answer)
            await self._settle_known(chunk, [one for one in called if one.id not in kept])

    async def _secrets(self, passengers: Sequence[Passenger]) -> Mapping[str, str | None]:
        wanted = {_command(one).secret for one in passengers} - {None}
        ids = [UUID(secret) for secret in wanted if secret is not None and _is_id(secret)]
        if not ids:
            return {}
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_SECRETS, ids)
        return {str(row["id"]): self._sealer.open(row["sealed"]) for row in rows}

    async def _mark(self, passengers: Sequence[Passenger], now: datetime) -> set[UUID]:
        columns = [(one.id, _command(one).key, _command(one).attempt) for one in passengers]
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_MARK, *[list(column) for column in zip(*columns, strict=True)], now)
        return {row["enrollment_id"] for row in rows}

    async def _call(self, chunk: Chunk, passenger: Passenger, secrets: Mapping[str, str | None]) -> CallResult:
        command, at = _command(passenger), chunk.now()
        secret = None if command.secret is None else secrets.get(command.secret)
        if command.secret is not None and secret is None:
            return CallResult(at, "failed", reason="secret_missing")
        data = {name: written(text, passenger, most=1000) for name, text in command.data.items()}
        answered = await self._caller.call(
            command.method,
            command.url,
            about(passenger, command.node, data),
            delivery=f"{passenger.id}:{command.key}",
            at=at,
            secret=secret,
        )
        return _result(command, answered, chunk.now())

    async def _record(self, passengers: Sequence[Passenger], answers: Sequence[CallResult]) -> set[UUID]:
        """Whose answer is the one that counts: another hand may have called as well, and been answered first."""
        if not passengers:
            return set()
        rows = [
            (one.id, _command(one).key, _command(one).attempt, dumps(_to_json(answer)))
            for one, answer in zip(passengers, answers, strict=True)
        ]
        async with self._pool.acquire() as connection:
            kept = await connection.fetch(_RECORD, *[list(column) for column in zip(*rows, strict=True)])
        return {row["enrollment_id"] for row in kept}

    async def _settle_known(self, chunk: Chunk, passengers: Sequence[Passenger]) -> None:
        """Answer from the ledger; who may not be called for now is asked again."""
        if not passengers:
            return
        async with self._pool.acquire() as connection:
            keys = [one.id for one in passengers], [_command(one).key for one in passengers]
            rows = {row["id"]: row for row in await connection.fetch(_WHY_NOT, *keys)}
        now = chunk.now()
        for passenger in passengers:
            row = rows[passenger.id]
            if row["status"] == "answered" and row["attempt"] >= _command(passenger).attempt:
                passenger.hear(_from_json(row["answer"], now))
            elif row["deleted"]:
                passenger.hear(CallResult(now, "failed", reason="contact_deleted"))
            else:
                passenger.hear(CallResult(now, "held"))


def _result(command: CallWebhook, answered: Answered, now: datetime) -> CallResult:
    if answered.ok:
        return CallResult(now, "done", answered.status, taken(answered.body, command.take))
    if not answered.again:
        return CallResult(now, "failed", answered.status, reason=answered.reason)
    later = max(retry_after(command.attempt), answered.retry_after or timedelta())
    return CallResult(now, "deferred", answered.status, reason=answered.reason, retry_at=now + later)


def _to_json(result: CallResult) -> dict[str, Any]:
    retry_at = result.retry_at and result.retry_at.isoformat()
    return {
        "outcome": result.outcome, "status": result.status, "fields": dict(result.fields), "reason": result.reason,
        "retry_at": retry_at,
    }  # fmt: skip


def _from_json(data: Mapping[str, Any], now: datetime) -> CallResult:
    retry_at = data["retry_at"] and datetime.fromisoformat(data["retry_at"])
    return CallResult(now, data["outcome"], data["status"], data["fields"], data["reason"], retry_at)


def _command(passenger: Passenger) -> CallWebhook:
    assert isinstance(passenger.command, CallWebhook)
    return passenger.command


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
