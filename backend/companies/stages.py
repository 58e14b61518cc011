"""A company stands at the most advanced stage of its contacts, or further where a person has put it.

A stage set by hand stays until contacts get further along the order; one outside the order (re-engagement,
disqualified, internal) stays until a person changes it.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.ext.asyncio import AsyncSession

_ORDER: Final = "array['lead', 'mql', 'sql', 'opportunity', 'customer']"
_REFRESH: Final = f"""
    update company c set stage = given.stage, stage_by_hand = false, updated_at = now()
    from (
        select k.company_id as id, ({_ORDER})[coalesce(max(array_position({_ORDER}, k.stage)), 1)] as stage
        from contact k where k.company_id = any({{companies}}) and k.deleted_at is null group by k.company_id
    ) given
    where c.id = given.id and c.stage <> given.stage
      and (not c.stage_by_hand or array_position({_ORDER}, given.stage) > array_position({_ORDER}, c.stage))
"""  # noqa: S608 - built of constants
_BY_COMPANIES: Final = text(_REFRESH.format(companies=":ids")).bindparams(
    bindparam("ids", type_=ARRAY(PgUUID(as_uuid=True)))
)
REFRESH_OF_CONTACTS: Final = _REFRESH.format(
    companies="array(select distinct company_id from contact where id = any($1::uuid[]) and company_id is not null)"
)
"""The same for asyncpg: $1 are the contacts whose stage changed."""


async def refresh_stages(session: AsyncSession, company_ids: Collection[UUID]) -> None:
    """Set companies to the most advanced stage of their contacts; call after changing contacts' stages."""
    if company_ids:
        await session.execute(_BY_COMPANIES, {"ids": list(company_ids)})
