"""What was changed on a contact: field by field, from what to what, and by whom or which step of which journey."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

_BY_PEOPLE: Final = """
    select a.at, 'a:' || a.id || ':' || c.key as id, c.key as field,
           c.value -> 'from' as before, c.value -> 'to' as after,
           'person' as by, a.actor_name as actor, a.reason,
           null::uuid as journey_id, null as journey, null::uuid as enrollment_id, null as node,
           null as node_title, null as node_type
    from audit_entry a cross join lateral jsonb_each(a.detail -> 'changes') c
    where a.object_type = 'contact' and a.object_id = cast(:contact as text)
      and jsonb_typeof(a.detail -> 'changes') = 'object'
"""
_BY_JOURNEYS: Final = """
    select h.at, 'h:' || lpad(h.id::text, 20, '0') as id, h.field,
           to_jsonb(case when h.field = 'owner' then coalesce(b.name, h.before) else h.before end) as before,
           to_jsonb(case when h.field = 'owner' then coalesce(f.name, h.after) else h.after end) as after,
           'journey' as by, null as actor, null as reason, e.journey_id, y.name as journey, e.id as enrollment_id,
           h.node, v.graph -> 'nodes' -> h.node ->> 'title' as node_title,
           v.graph -> 'nodes' -> h.node ->> 'type' as node_type
    from contact_history h
    left join enrollment e on e.id = h.enrollment_id
    left join journey y on y.id = e.journey_id left join journey_version v on v.id = e.version_id
    left join account b on h.field = 'owner' and b.id::text = h.before
    left join account f on h.field = 'owner' and f.id::text = h.after
    where h.contact_id = :contact
"""
_HISTORY = text(
    f"""
    select * from ({_BY_PEOPLE} union all {_BY_JOURNEYS}) t
    where (cast(:field as text) is null or t.field = :field)
      and (cast(:at as timestamptz) is null or (t.at, t.id) < (:at, :id))
    order by t.at desc, t.id desc limit :limit
    """  # noqa: S608 - built of constants
).bindparams(bindparam("contact", type_=PgUUID(as_uuid=True)), bindparam("at", type_=DateTime(timezone=True)))


async def history(
    session: AsyncSession, contact_id: UUID, *, field: str | None, before: tuple[datetime, str] | None, limit: int
) -> Sequence[RowMapping]:
    """Up to `limit` changes older than `before` (time and id of the last one shown), newest first."""
    at, last = before or (None, "")
    values = {"contact": contact_id, "field": field, "at": at, "id": last, "limit": limit}
    return (await session.execute(_HISTORY, values)).mappings().all()
