"""Temporal against the database: finds where the two have drifted apart, and mends it. The database is the truth.

Workflows carry no state of their own, so a lost one is simply started again from its rows, and one too many is told to
end. What is found here may be out of date by the time it is mended; every remedy is harmless where nothing was wrong: a
poke is a hint, a workflow that is there is not started twice, and the ledger decides what is sent.
"""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from backend.audit.vocabulary import Action
from backend.execution.database import Connection, dumps
from backend.execution.wakes import WAKE_CHANNEL
from backend.kit.ids import new_id
from backend.kit.state import SYSTEM
from workflows import contracts

log = logging.getLogger(__name__)

Occasion = Literal["start", "regular"]
"""Why a worker looks by itself: it has just taken the lead, or it is time again."""

RECONCILE: Final = "reconcile"
"""Kind of the operation that compares on request."""
MENDED: Final[Action] = "reconcile.mended"
"""Audit action of a sweep that found something missing or too much."""
_ABOARD: Final = """
    select c.id from cohort c
    where exists (select from enrollment e where e.cohort_id = c.id and e.status = 'active')
       or exists (select from enrollment e where e.cohort_id = c.id and e.status <> 'active' and e.due_at is not null)
"""
_PENDING: Final = "select cohort_id from cohort_wake"
_OVERDUE: Final = """
    select c.id from cohort c join journey j on j.id = c.journey_id
    where j.status <> 'paused'
      and (exists (select from enrollment e where e.cohort_id = c.id and e.status = 'active' and e.due_at < $1)
        or exists (select from enrollment e where e.cohort_id = c.id and e.status <> 'active' and e.due_at < $1))
"""
_KNOWN: Final = "select id from cohort where id = any($1::uuid[])"
_OPEN_OPERATIONS: Final = """
    select id, started_workflow and (kind <> $1 or created_at < $2) as started from operation
    where status in ('queued', 'running')
"""
"""A comparison that the command line has just begun carries itself on; one that is old was interrupted."""
_NEVER_DUE: Final = """
    select count(*) from enrollment where status = 'active' and due_at is null and listen_message_id is null
"""
_MAKE_DUE: Final = """
    update enrollment set due_at = $1 where status = 'active' and due_at is null and listen_message_id is null
    returning cohort_id
"""
_WAKE: Final = """
    insert into cohort_wake (cohort_id) select id from unnest($1::uuid[]) as id order by id
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
"""
_START_AGAIN: Final = "update operation set started_workflow = false where id = any($1::uuid[])"
_NOTE: Final = """
    insert into audit_entry (id, actor_name, action, object_type, object_id, detail)
    values ($1, $2, $3, 'organization', '1', $4::text::jsonb)
"""
_LOOKED: Final = """
    insert into reconciliation (occasion, at, reached, found) values ($1, $2, $3, $4::text::jsonb)
    on conflict (occasion) do update set at = excluded.at, reached = excluded.reached, found = excluded.found
"""
_RUNNING: Final = "ExecutionStatus = 'Running'"
_COHORT: Final = contracts.cohort_workflow_id("")
_OPERATION: Final = contracts.operation_workflow_id("")


@dataclass(frozen=True, slots=True)
class Drift:
    """What does not fit together."""

    unstarted: list[UUID] = field(default_factory=list[UUID])
    """Cohorts with someone aboard and no running workflow."""
    overdue: list[UUID] = field(default_factory=list[UUID])
    """Cohorts that should have looked minutes ago."""
    finished: list[UUID] = field(default_factory=list[UUID])
    """Cohorts whose workflow runs although nobody is aboard."""
    gone: list[UUID] = field(default_factory=list[UUID])
    """Running workflows of cohorts that do not exist."""
    operations: list[UUID] = field(default_factory=list[UUID])
    """Unfinished operations whose workflow does not run."""
    over: list[UUID] = field(default_factory=list[UUID])
    """Running workflows of operations that are over or do not exist."""
    never_due: int = 0
    """Enrollments that are active, wait for no event, and would never be looked at again."""
    miscounted: int = 0
    """Places and minutes for which the counts kept were not those of the enrollments; compared on request only."""

    def counts(self) -> dict[str, int]:
        """How many of each, by names fit for a report."""
        return {
            "cohorts_without_workflow": len(self.unstarted),
            "cohorts_overdue": len(self.overdue),
            "workflows_with_nobody_aboard": len(self.finished),
            "workflows_without_cohort": len(self.gone),
            "operations_without_workflow": len(self.operations),
            "workflows_of_finished_operations": len(self.over),
            "enrollments_never_due": self.never_due,
            "counts_wrong": self.miscounted,
        }

    def found(self) -> dict[str, int]:
        """The same without what there is none of."""
        return {name: count for name, count in self.counts().items() if count}

    @property
    def cohorts(self) -> list[UUID]:
        """Cohorts that are started or poked to mend this."""
        return sorted({*self.unstarted, *self.overdue, *self.finished})

    @property
    def grave(self) -> bool:
        """Whether something was missing or too much; being late is none of it."""
        return any(asdict(replace(self, overdue=[], finished=[])).values())

    def __bool__(self) -> bool:
        return any(asdict(self).values())


async def find_drift(connection: Connection, temporal: Client, *, now: datetime, overdue: timedelta) -> Drift:
    """Look at both sides. Raises RPCError while Temporal cannot be asked."""
    cohorts, operations = await _running(temporal)  # first: who boards meanwhile has a workflow on its way
    aboard = await _ids(connection, _ABOARD)
    pending = await _ids(connection, _PENDING)  # the relay is about to start or poke them
    late = await _ids(connection, _OVERDUE, now - overdue)
    idle = cohorts - aboard
    known = await _ids(connection, _KNOWN, list(idle))
    rows = await connection.fetch(_OPEN_OPERATIONS, RECONCILE, now - overdue)
    unfinished = {row["id"] for row in rows}
    started = {row["id"] for row in rows if row["started"]}
    return Drift(
        unstarted=sorted(aboard - cohorts - pending),
        overdue=sorted((late & cohorts) - pending),
        finished=sorted((idle & known) - pending),
        gone=sorted(idle - known),
        operations=sorted(started - operations),
        over=sorted(operations - unfinished),
        never_due=await connection.fetchval(_NEVER_DUE),
    )


async def mend(connection: Connection, temporal: Client, drift: Drift, *, now: datetime) -> None:
    """Ask for what is missing (the relay starts it) and end what is too much."""
    async with connection.transaction():
        cohorts = set(drift.cohorts)
        if drift.never_due:
            cohorts |= await _ids(connection, _MAKE_DUE, now)
        await connection.execute(_WAKE, sorted(cohorts))
        await connection.execute(_START_AGAIN, drift.operations)
        await connection.execute(f"select pg_notify('{WAKE_CHANNEL}', '')")
    for cohort in drift.gone:
        await _end(temporal, contracts.cohort_workflow_id(str(cohort)), stop="cohort_gone")
    for operation in drift.over:
        await _end(temporal, contracts.operation_workflow_id(str(operation)))


async def note(connection: Connection, drift: Drift) -> None:
    """Tell the audit log what a sweep found and mended by itself."""
    await connection.execute(_NOTE, new_id(), SYSTEM.name, MENDED, dumps(drift.found()))


async def looked(connection: Connection, occasion: Occasion, drift: Drift | None, *, now: datetime) -> None:
    """Write down that a sweep looked, and what it found; no drift where Temporal did not answer."""
    found = {} if drift is None else drift.found()
    await connection.execute(_LOOKED, occasion, now, drift is not None, dumps(found))


async def _ids(connection: Connection, question: str, *values: object) -> set[UUID]:
    return {row[0] for row in await connection.fetch(question, *values)}


async def _running(temporal: Client) -> tuple[set[UUID], set[UUID]]:
    """Cohorts and operations that have a running workflow."""
    names = [one.id async for one in temporal.list_workflows(_RUNNING)]
    return _numbered(names, _COHORT), _numbered(names, _OPERATION)


def _numbered(names: Iterable[str], prefix: str) -> set[UUID]:
    found: set[UUID] = set()
    for name in names:
        if name.startswith(prefix):
            try:
                found.add(UUID(name.removeprefix(prefix)))
            except ValueError:  # a workflow that somebody else named so
                continue
    return found


async def _end(temporal: Client, workflow: str, *, stop: str | None = None) -> None:
    """Tell a workflow to end, by signal where it knows one; one that has ended meanwhile is what was wanted."""
    handle = temporal.get_workflow_handle(workflow)
    try:
        if stop is None:
            await handle.cancel()
        else:
            await handle.signal(contracts.STOP, stop)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
