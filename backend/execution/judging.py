"""Goal and exits while people wait: a changed fact makes the enrollments due whose goal or exits look at it.

Whoever changes a contact leaves a row in `contact_change` (by trigger, in the same transaction). The relay takes these
rows once they are committed, makes the enrollments due and wakes their cohorts. An enrollment that is being carried at
that moment is not waiting yet: the engine commits its wait first and looks at the facts once more after that, so
whichever comes second sees the other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from backend.execution.database import Connection
from workflows.journey.conditions import EngagementTest, FieldTest, ListTest, StageTest, leaves
from workflows.journey.graph import JourneyGraph, leaving_conditions

_PAGE: Final = 500
_ENGAGEMENT: Final = "engagement"
_GROUPS: Final = frozenset({"stage", "score", "tags", "attributes", "company", "lists"})
_TAKE: Final = "select id, contact_id, facts from contact_change order by id limit $1"
_WAITING: Final = """
    select e.id from enrollment e join journey_version v on v.id = e.version_id
    join unnest($1::uuid[], $2::text[]) as g (contact_id, fact)
      on g.contact_id = e.contact_id and v.judged && array[g.fact]
    where e.status = 'active' and (e.due_at is null or e.due_at > $3)
"""
_DUE: Final = """
    update enrollment set due_at = $2
    where id = $1 and status = 'active' and (due_at is null or due_at > $2) returning cohort_id
"""
_MANY_DUE: Final = """
    update enrollment e set due_at = $2
    from (select id from enrollment where id = any($1::uuid[]) and status = 'active'
          and (due_at is null or due_at > $2) for update skip locked) as g
    where e.id = g.id returning e.cohort_id
"""
_WAKE: Final = """
    insert into cohort_wake (cohort_id) select id from unnest($1::uuid[]) as id order by id
    on conflict (cohort_id) do update set requested = cohort_wake.requested + 1
"""


def judged_facts(graph: JourneyGraph) -> list[str]:
    """Groups of facts that goal and exits look at: engagement, contact, or one of the groups above."""
    return sorted({_group(test) for _, when in leaving_conditions(graph) for test in leaves(when)})


def _group(test: Any) -> str:
    match test:
        case EngagementTest():
            return _ENGAGEMENT
        case StageTest():
            return "stage"
        case ListTest():
            return "lists"
        case FieldTest():
            return _group_of(test.field)
        case _:
            return "tags"


def differ(judged: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether facts of these groups are not the same any more."""
    names = {name for name in before.keys() | after.keys() if _group_of(name) in judged}
    return any(before.get(name) != after.get(name) for name in names)


def _group_of(name: str) -> str:
    head = name.partition(".")[0]
    return head if head in _GROUPS else "contact"


async def make_changed_due(connection: Connection, now: datetime) -> bool:
    """Make due who waits aboard a journey that looks at what changed. True when there may be more to do.

    Rows that somebody holds are taken one by one, each in its own statement: nothing is held while waiting, so this
    never stands in a ring of waiting writers. Everything may be repeated; the outbox rows go away last.
    """
    changes = await connection.fetch(_TAKE, _PAGE)
    if not changes:
        return False
    pairs = sorted({(row["contact_id"], fact) for row in changes for fact in row["facts"]})
    asked = ([contact for contact, _ in pairs], [fact for _, fact in pairs], now)
    waiting = list({row["id"] for row in await connection.fetch(_WAITING, *asked)})
    cohorts: set[UUID] = {row["cohort_id"] for row in await connection.fetch(_MANY_DUE, waiting, now)}
    for row in await connection.fetch(_WAITING, *asked):
        cohorts |= {due["cohort_id"] for due in await connection.fetch(_DUE, row["id"], now)}
    if cohorts:
        await connection.execute(_WAKE, list(cohorts))
    await connection.execute("delete from contact_change where id = any($1::bigint[])", [row["id"] for row in changes])
    return len(changes) == _PAGE
