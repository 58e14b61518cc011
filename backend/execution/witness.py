"""Whether this database is the newest state of itself: a witness outside it, in Temporal, knows how far it has been.

Put back to an earlier state (a backup restored, a standby that lost transactions, a data folder copied back), the
database does not know what was sent since, and would send it again. So the leading worker moves a mark on in the
database whenever mails have begun, and then writes it into the note of a paused schedule in Temporal. The database
commits first: a mark in Temporal that the database does not know yet proves that it was put back.

Until this has been looked at nothing leaves (`sending_halted()`): the look is for one run of one server, one database
in it, one filling of its table (`database_print()`), so whatever comes up in the place of what ran before waits for it.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import asyncpg
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from backend.audit.vocabulary import Detail
from backend.execution.database import Connection, dumps
from backend.kit.clock import Clock
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM

log = logging.getLogger(__name__)

Code = Literal["database_put_back", "database_moved"]
"""`database_put_back`: proven. `database_moved`: it stands in another cluster than when it was last looked at, and
Temporal does not know its mark: what was sent since cannot be told."""

_MARGIN: Final = timedelta(minutes=1)
"""Mails that began after the last mark Temporal was told are within this."""
_CALL_TIMEOUT: Final = timedelta(seconds=10)
_BLIND: Final = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED)
_READ: Final = """
    select installation, mark, at, sent_at, told, cluster, checked is not distinct from database_print() as checked
    from witness
"""
_BEGIN: Final = "insert into witness (at, checked, cluster) values ($1, database_print(), $2) on conflict do nothing"
_CLUSTER: Final = """
    select (select system_identifier from pg_control_system())
           || '/' || (select timeline_id from pg_control_checkpoint())
"""
_FOUND_NEWEST: Final = "update witness set checked = database_print(), cluster = $1"
_NEWEST_MAIL: Final = "select max(transmitting_at) from message where transmitting_at > $1"
_MOVE_ON: Final = "update witness set mark = mark + 1, at = $1, sent_at = $2 returning mark, at, sent_at"
_TOLD: Final = "update witness set told = greatest(told, $1)"
_START_OVER: Final = (
    "update witness set mark = greatest(mark, $1) + 1, at = $2, checked = database_print(), cluster = $3"
)
_BRAKE: Final = """
    insert into organization (id, name, sending_stopped_at) values (1, '', $1)
    on conflict (id) do update set sending_stopped_at = coalesce(organization.sending_stopped_at, $1)
"""
_NOTE: Final = """
    insert into audit_entry (id, actor_name, action, object_type, object_id, detail)
    values ($1, $2, 'sending.stopped', 'organization', '1', $3::text::jsonb)
"""


def schedule_id(installation: UUID) -> str:
    """The schedule whose note says how far the installation's database has been."""
    return f"witness:{installation}"


class Note(NamedTuple):
    """What Temporal was told last."""

    mark: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """The database may not know what was sent between these times."""

    code: Code
    since: datetime
    until: datetime


def judge(row: Mapping[str, Any], noted: Note | None, cluster: str | None, now: datetime) -> Finding | None:
    """What the witness's word means; None when nothing speaks against this database being the newest.

    A lost or older store of Temporal alone means nothing, nor does another cluster alone (an upgrade, a failover
    without loss). `cluster` is None where it may not be asked.
    """
    if noted is not None and noted.mark > row["mark"]:
        return Finding("database_put_back", row["at"], min(now, noted.at + _MARGIN))
    if noted is None and row["told"] and None not in (cluster, row["cluster"]) and cluster != row["cluster"]:
        return Finding("database_moved", row["at"], now)
    return None


class Witness:
    """The leading relay's dealings with the witness; one a leadership."""

    def __init__(self, temporal: Client, clock: Clock) -> None:
        self._temporal = temporal
        self._clock = clock
        self._outside: int | None = None
        """The newest mark that Temporal is known to have."""

    async def keep(self, connection: Connection, *, compare: bool) -> bool:
        """Compare if asked or needed, else tell of mails begun since. Raises RPCError while Temporal cannot be asked.

        True: the database has just been found to be the newest, and what was held meanwhile may go on.
        """
        row = await connection.fetchrow(_READ)
        if row is None:  # a fresh database: there is nothing it could have forgotten
            await connection.execute(_BEGIN, self._clock(), await _cluster(connection))
            return False
        if compare or self._outside is None or not row["checked"]:
            return await self._compare(connection, row)
        await self._move_on(connection, row)
        return False

    async def _compare(self, connection: Connection, row: asyncpg.Record) -> bool:
        now, cluster = self._clock(), await _cluster(connection)
        try:
            noted = await self._noted(row["installation"])
            finding = judge(dict(row), noted, cluster, now)
        except RPCError as error:
            if error.status not in _BLIND:
                raise
            log.error("Temporal refuses its schedules (%s): a database put back goes unnoticed", error.status.name)
            noted = finding = None
        self._outside = 0 if noted is None else noted.mark
        if finding is not None:
            await _alarm(connection, finding, self._outside, cluster, now)
        elif not row["checked"] or cluster != row["cluster"]:
            await connection.execute(_FOUND_NEWEST, cluster)
        return finding is None and not row["checked"]

    async def _move_on(self, connection: Connection, row: asyncpg.Record) -> None:
        now = self._clock()
        newest = await connection.fetchval(_NEWEST_MAIL, row["sent_at"] or now - timedelta(days=1))
        moved = row if newest is None else await connection.fetchrow(_MOVE_ON, now, newest)
        assert moved is not None
        if moved["mark"] > (self._outside or 0):
            await self._tell(row["installation"], Note(moved["mark"], moved["at"]))
            self._outside = moved["mark"]
            await connection.execute(_TOLD, moved["mark"])

    # The note in Temporal.

    async def _noted(self, installation: UUID) -> Note | None:
        handle = self._temporal.get_schedule_handle(schedule_id(installation))
        try:
            text = (await handle.describe(rpc_timeout=_CALL_TIMEOUT)).schedule.state.note
            values = json.loads(text or "")
            return Note(int(values["mark"]), datetime.fromisoformat(values["at"]))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        except (ValueError, KeyError, TypeError):  # somebody has written over it
            return None

    async def _tell(self, installation: UUID, note: Note) -> None:
        name = schedule_id(installation)
        schedule = _schedule(name, note)

        async def newer(_: ScheduleUpdateInput) -> ScheduleUpdate:
            return ScheduleUpdate(schedule)

        try:
            await self._temporal.get_schedule_handle(name).update(newer, rpc_timeout=_CALL_TIMEOUT)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            try:
                await self._temporal.create_schedule(name, schedule, rpc_timeout=_CALL_TIMEOUT)
            except ScheduleAlreadyRunningError:  # another leader, a moment ago: told next time
                return


def _schedule(name: str, note: Note) -> Schedule:
    """Never fires: without times, and paused. It is there for its note."""
    return Schedule(
        action=ScheduleActionStartWorkflow("none", id=f"{name}:none", task_queue="none"),
        spec=ScheduleSpec(),
        state=ScheduleState(paused=True, note=json.dumps({"mark": note.mark, "at": note.at.isoformat()})),
    )


async def _alarm(connection: Connection, finding: Finding, outside: int, cluster: str | None, now: datetime) -> None:
    """Put the brake on and say why; from then on this database is the newest there is."""
    since: datetime = await connection.fetchval(_NEWEST_MAIL, finding.since) or finding.since  # what it still knew
    until = max(since, finding.until)
    detail: Detail = {"code": finding.code, "unknown_from": since.isoformat(), "unknown_until": until.isoformat()}
    async with connection.transaction():
        await connection.execute(_BRAKE, now)
        await connection.execute(_NOTE, new_id(), SYSTEM.name, dumps(detail))
        await connection.execute(_START_OVER, outside, now, cluster)
    log.error(
        "sending is stopped, %(code)s: mails sent from %(unknown_from)s to %(unknown_until)s may be unknown here",
        detail,
    )


async def _cluster(connection: Connection) -> str | None:
    try:
        return await connection.fetchval(_CLUSTER)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFunctionError, asyncpg.FeatureNotSupportedError):
        return None
