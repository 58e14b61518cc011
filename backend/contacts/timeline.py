"""A contact's timeline: changes, steps, reactions, notices that failed and suppression in one list, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

_BEFORE: Final = "(cast(:at as timestamptz) is null or (s.at, s.id) < (:at, :id))"
_SOURCES: Final = (
    """
    select a.at, 'a:' || a.id as id, 'change' as kind, a.action as title_code,
           jsonb_build_object('actor', a.actor_name, 'reason', a.reason) || a.detail as detail
    from audit_entry a where a.object_type = 'contact' and a.object_id = cast(:contact as text)
      and a.action <> 'contact.unsubscribed'  -- told by the reaction itself
    """,
    """
    select j.at, 'j:' || j.enrollment_id || ':' || lpad(j.seq::text, 8, '0') as id, 'step' as kind,
           'step.' || j.outcome as title_code,
           j.detail || jsonb_build_object('journey_id', e.journey_id, 'journey', y.name, 'enrollment_id', e.id,
                              'node', j.node, 'node_title', v.graph -> 'nodes' -> j.node ->> 'title',
                              'node_type', v.graph -> 'nodes' -> j.node ->> 'type', 'port', j.port, 'visit', j.visit,
                              'person', case when j.detail ?| array['owner', 'assignee'] then (
                                  select name from account
                                  where id::text = coalesce(j.detail ->> 'owner', j.detail ->> 'assignee')) end,
                              'target', case when j.detail ? 'journey' then (
                                  select name from journey where id::text = j.detail ->> 'journey') end) as detail
    from enrollment e join journal j on j.enrollment_id = e.id join journey y on y.id = e.journey_id
    join journey_version v on v.id = e.version_id where e.contact_id = :contact
    """,
    """
    select g.at, 'g:' || g.id as id, 'reaction' as kind, 'reaction.' || g.kind as title_code,
           jsonb_build_object('verdict', g.verdict, 'reasons', g.reasons, 'url', g.url, 'message_id', g.message_id,
                              'journey_id', m.journey_id, 'journey', y.name, 'node', m.node,
                              'node_title', v.graph -> 'nodes' -> m.node ->> 'title',
                              'subject', m.subject) as detail
    from engagement_event g left join message m on m.id = g.message_id left join journey y on y.id = m.journey_id
    left join journey_version v on v.id = m.version_id
    where g.contact_id = :contact
    """,
    """
    select d.due_at as at, 'n:' || d.id as id, 'notice' as kind, 'notice.' || d.status as title_code,
           jsonb_build_object('journey_id', e.journey_id, 'journey', y.name, 'enrollment_id', e.id, 'node', d.node,
                              'node_title', v.graph -> 'nodes' -> d.node ->> 'title',
                              'node_type', v.graph -> 'nodes' -> d.node ->> 'type', 'channel', d.channel,
                              'reason', d.reason, 'dismissed', d.dismissed_at is not null, 'to', case d.channel
                                  when 'mail' then d.target  -- of a call only the host: its path is often a secret
                                  else substring(d.target from '://(?:[^/@?#]*@)?([^/?#]*)') end) as detail
    from enrollment e join delivery d on d.enrollment_id = e.id and d.status in ('failed', 'unconfirmed')
    join journey y on y.id = e.journey_id join journey_version v on v.id = e.version_id where e.contact_id = :contact
    """,
    """
    select p.created_at as at, 's:' || p.email as id, 'suppression' as kind, 'suppression.' || p.reason as title_code,
           jsonb_build_object('note', p.note, 'message_id', p.message_id) as detail
    from suppression p join contact c on c.email = p.email where c.id = :contact
    """,
)
_EACH: Final = f"(select * from ({{}}) s where {_BEFORE} order by s.at desc, s.id desc limit :limit)"  # noqa: S608
_ALL: Final = " union all ".join(_EACH.format(source) for source in _SOURCES)
_TIMELINE = text(
    f"select * from ({_ALL}) t order by t.at desc, t.id desc limit :limit"  # noqa: S608 - built of constants
).bindparams(
    bindparam("contact", type_=PgUUID(as_uuid=True)),
    bindparam("at", type_=DateTime(timezone=True)),
)


async def timeline(
    session: AsyncSession, contact_id: UUID, *, before: tuple[datetime, str] | None, limit: int
) -> Sequence[RowMapping]:
    """Up to `limit` items older than `before` (time and id of the last item shown)."""
    at, last = before or (None, "")
    values = {"contact": contact_id, "at": at, "id": last, "limit": limit}
    return (await session.execute(_TIMELINE, values)).mappings().all()
