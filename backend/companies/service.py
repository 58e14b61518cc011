"""Changing companies; every change is audited with what it was before."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import audit
from backend.audit.vocabulary import Change
from backend.companies.errors import CompanyNotFound
from backend.companies.schemas import CompanyPatch
from backend.companies.stages import refresh_stages
from backend.kit.state import Actor
from backend.models import Company

PLAIN: Final = ("industry", "employees", "prefecture", "note")
AS_CONTACTS: Final = "as_contacts"


async def change_company(
    session: AsyncSession, actor: Actor, company_id: UUID, patch: CompanyPatch, now: datetime
) -> None:
    """Set what differs. A stage is set by hand and kept, or given back to the contacts. Raises CompanyNotFound."""
    row = await session.get(Company, company_id, with_for_update=True)
    if row is None:
        raise CompanyNotFound("there is no such company")
    given = patch.model_dump(exclude_unset=True)
    before = {name: getattr(row, name) for name in (*PLAIN, "stage", "stage_by_hand")}
    for name in PLAIN:
        if name in given and (given[name] is not None or name == "employees"):
            setattr(row, name, given[name])
    if patch.stage is not None:
        await _set_stage(session, row, patch.stage)
    changes: dict[str, Change] = {
        name: {"from": old, "to": getattr(row, name)} for name, old in before.items() if old != getattr(row, name)
    }
    if changes:
        row.updated_at = now
        await audit(session, actor, "company.changed", "company", row.id, {"changes": changes}, patch.reason)


async def _set_stage(session: AsyncSession, row: Company, stage: str) -> None:
    row.stage_by_hand = stage != AS_CONTACTS
    if row.stage_by_hand:
        row.stage = stage
        return
    await session.flush()
    await refresh_stages(session, [row.id])
    await session.refresh(row)
