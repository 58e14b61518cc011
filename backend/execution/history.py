"""What journeys changed on contacts - stage, score, owner - with the step that did it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from backend.execution.database import Connection

_RECORD: Final = """
    insert into contact_history (contact_id, at, field, before, after, enrollment_id, node)
    select g.contact_id, $2, g.field, g.before, g.after, g.enrollment_id, g.node
    from unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[])
         as g (contact_id, field, before, after, enrollment_id, node)
"""


class Changed(NamedTuple):
    """One change of one contact by one step."""

    enrollment: UUID
    contact: UUID
    node: str
    field: str
    before: Any
    after: Any


async def record(connection: Connection, changes: Sequence[Changed], at: datetime) -> None:
    """Write them down, in the caller's transaction."""
    if not changes:
        return
    await connection.execute(
        _RECORD,
        [one.contact for one in changes],
        at,
        [one.field for one in changes],
        [None if one.before is None else str(one.before) for one in changes],
        [None if one.after is None else str(one.after) for one in changes],
        [one.enrollment for one in changes],
        [one.node for one in changes],
    )
