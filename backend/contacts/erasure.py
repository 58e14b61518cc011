"""Erasing a person for good: what is personal goes, what statistics hang on stays (docs/decisions: erasure).

Everything happens in one transaction. The row of the contact stays as an anonymous one, so that journeys, messages
and reactions keep adding up; its address is replaced, so that nothing can be sent or joined to it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Detail
from backend.companies.stages import refresh_stages
from backend.contacts.errors import ContactNotFound
from backend.contacts.leaving import end_trips, hold_trips
from backend.kit.state import Actor
from backend.models import Contact
from backend.models.contact import ERASED
from backend.suppression import repository as suppression

_KEPT_OF_A_STEP: Final = ("reason", "code", "message", "for", "event", "of", "unconfirmed")
"""What a journal entry keeps of its detail: codes and ids, nothing that a field of the contact could be in."""
_MINE: Final = "select id from enrollment where contact_id = :id"
_ANONYMOUS: Final = """
    update contact set email = :nobody, last_name = '', first_name = '', last_kana = '', first_kana = '',
        company_id = null, department = '', title = '', phone = '', industry = '', prefecture = '', memo = '',
        tags = '{}', attributes = '{}', timezone = null, consent_on = null, consent_method = '', search_key = '',
        updated_at = :now, deleted_at = coalesce(deleted_at, :now), erased_at = coalesce(erased_at, :now)
    where id = :id
"""
_MESSAGES: Final = "update message set to_email = :nobody, subject = null, smtp_reply = null where contact_id = :id"
_REACTIONS: Final = """
    update engagement_event set ip = null, user_agent = null, raw = '{{}}', url = regexp_replace(url, '[?#].*$', ''),
        dedupe_key = encode(sha256(convert_to(dedupe_key, 'UTF8')), 'hex')
    where {}
"""
_BY_CONTACT: Final = _REACTIONS.format("contact_id = :id")
_BY_MESSAGE: Final = _REACTIONS.format(
    "contact_id is distinct from :id and message_id in (select id from message where contact_id = :id)"
)
_REST: Final = (
    f"""
    update journal set detail = coalesce((select jsonb_object_agg(key, value) from jsonb_each(detail)
        where key in ({", ".join(f"'{key}'" for key in _KEPT_OF_A_STEP)})), '{{}}')
    where enrollment_id in ({_MINE})
    """,  # noqa: S608 - built of constants
    """
    update enrollment set error = jsonb_build_object('code', error -> 'code')
    where contact_id = :id and error is not null
    """,
    f"""
    update audit_entry set detail = '{{"erased": true}}', reason = null
    where (object_type = 'contact' and object_id = cast(:id as text))
       or (object_type = 'enrollment' and object_id in (select cast(id as text) from ({_MINE}) e))
    """,  # noqa: S608 - built of constants
    """
    update audit_entry set detail = '{"erased": true}', reason = null,
        object_id = case when exists (select from suppression where email = :email) then object_id else 'erased' end
    where object_type = 'suppression' and object_id = :email
    """,
    """
    update audit_entry set detail = '{"erased": true}', reason = null
    where object_type = 'task' and object_id in (select cast(id as text) from task where contact_id = :id)
    """,
    """
    update task set subject = '', body = '', note = '', outcome = null,
        closed_at = coalesce(closed_at, :now), status = case status when 'open' then 'cancelled' else status end
    where contact_id = :id
    """,
    "delete from notification where contact_id = :id",
    f"""
    update delivery set content = '{{}}', dismissed_at = coalesce(dismissed_at, :now),
        reason = case when status in ('pending', 'transmitting') then 'contact_deleted' else reason end,
        status = case status when 'pending' then 'failed' when 'transmitting' then 'unconfirmed'
        else status end
    where enrollment_id in ({_MINE})
    """,  # noqa: S608 - built of constants
    f"""
    update webhook_call set answer = answer || '{{"fields": {{}}}}'
    where answer ? 'fields' and enrollment_id in ({_MINE})
    """,  # noqa: S608 - built of constants
    "update enrollment set state = state - 'results' where contact_id = :id and state ? 'results'",
    "delete from contact_history where contact_id = :id and field not in ('stage', 'score')",
    "delete from list_member where contact_id = :id",
    "update suppression set note = '', message_id = null where email = :email",
    "delete from inbox_mail where rcpt_to = :email or mail_from = :email",
    "update import_issue set value = '' where position(:email in lower(value)) > 0",
    "update contact_import set sample = '[]', content = '' where finished_at is not null and sample <> '[]'",
    """
    update operation set params = jsonb_set(params, '{selection,emails}', '[]')
    where finished_at is not null and jsonb_typeof(params #> '{selection,emails}') = 'array' and exists (
        select from jsonb_array_elements_text(params #> '{selection,emails}') given where lower(btrim(given)) = :email)
    """,
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure touched, for the log: counts, nothing personal."""

    enrollments_ended: int
    messages: int
    reactions: int
    address_stays_suppressed: bool


async def erase_contact(
    session: AsyncSession, actor: Actor, contact_id: UUID, reason: str, *, suppress: bool, now: datetime
) -> None:
    """Erase a contact, hidden ones too; repeating it changes nothing more. Raises ContactNotFound.

    `suppress` puts the address on the suppression list, so that an old file imported again brings no mail.
    """
    await hold_trips(session, contact_id)
    row = await session.get(Contact, contact_id, with_for_update=True)
    if row is None:
        raise ContactNotFound("there is no such contact")
    email, company_id = row.email, row.company_id
    ended = await end_trips(session, contact_id, now=now)
    if suppress and row.erased_at is None:
        await suppression.add(session, email, "manual", now=now, created_by=actor.id)
    stays = email in await suppression.suppressed(session, [email])
    values = {"id": contact_id, "email": email, "nobody": f"{contact_id}{ERASED}", "now": now}
    messages = await _run(session, _MESSAGES, values)
    reactions = await _run(session, _BY_CONTACT, values) + await _run(session, _BY_MESSAGE, values)
    for statement in (*_REST, _ANONYMOUS):
        await _run(session, statement, values)
    session.expire(row)
    await refresh_stages(session, [company_id] if company_id else [])
    told: Detail = {
        "enrollments_ended": ended,
        "messages": messages,
        "reactions": reactions,
        "address_stays_suppressed": stays,
    }
    await audit(session, actor, "contact.erased", "contact", contact_id, told, reason)


async def _run(session: AsyncSession, statement: str, values: Mapping[str, object]) -> int:
    """How many rows it changed."""
    clause: TextClause = text(statement)
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    if "id" in used:
        clause = clause.bindparams(bindparam("id", type_=PgUUID(as_uuid=True)))
    result = await session.execute(clause, used)
    return int(result.rowcount)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
