"""Writing planned contacts in batches: companies first, then contacts, then one audit entry each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.vocabulary import Detail
from backend.companies.stages import refresh_stages
from backend.contacts.importing.plan import TEXTS, PlannedContact
from backend.contacts.search import search_key
from backend.contacts.service import FIRST_STAGE
from backend.execution.operations import OperationDeps
from backend.models import AuditEntry, Company, Contact
from backend.organization.domains import DomainClassifier

PLAIN: Final = (*TEXTS, "industry")
_UPSERT_COMPANY: Final = text(
    """
    insert into company (id, key, name, industry, employees, prefecture, created_at, updated_at)
    values (:id, :key, :name, :industry, :employees, :prefecture, :created_at, :updated_at)
    on conflict (key) do update set
        industry = coalesce(nullif(excluded.industry, ''), company.industry),
        prefecture = coalesce(nullif(excluded.prefecture, ''), company.prefecture),
        employees = coalesce(excluded.employees, company.employees),
        updated_at = excluded.updated_at
    where (excluded.industry <> '' and excluded.industry <> company.industry)
       or (excluded.prefecture <> '' and excluded.prefecture <> company.prefecture)
       or (excluded.employees is not null and excluded.employees is distinct from company.employees)
    """
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What writing a batch needs besides the contacts."""

    import_id: UUID
    actor_id: UUID | None
    actor_name: str
    file_name: str
    classifier: DomainClassifier
    facts: Mapping[str, PlannedContact]
    """Company facts by key, gathered over the whole file, so that batches do not undo each other."""
    deps: OperationDeps


def company_facts(contacts: Iterable[PlannedContact]) -> dict[str, PlannedContact]:
    """Per company key the first thing that any row says about it."""
    facts: dict[str, PlannedContact] = {}
    for contact in contacts:
        if not contact.company_key:
            continue
        known = facts.get(contact.company_key)
        if known is None:
            texts = {"prefecture": contact.texts["prefecture"]}
            facts[contact.company_key] = PlannedContact(
                contact.row, contact.line, "", texts, contact.company, contact.company_key, contact.industry,
                contact.employees,
            )  # fmt: skip
            continue
        known.industry = known.industry or contact.industry
        known.employees = known.employees if known.employees is not None else contact.employees
        known.texts["prefecture"] = known.texts["prefecture"] or contact.texts["prefecture"]
    return facts


async def write_batch(session: AsyncSession, contacts: Sequence[PlannedContact], batch: Batch) -> tuple[int, int]:
    """Upsert these contacts; returns how many were new and how many known."""
    companies = await _companies(session, contacts, batch)
    known = await _known(session, [contact.email for contact in contacts])
    rows = [_row(contact, known.get(contact.email), companies, batch) for contact in contacts]
    rows.sort(key=lambda row: row["email"])  # one order everywhere, so that two imports never deadlock
    ids = await _upsert(session, rows)
    await session.execute(insert(AuditEntry), [_entry(contact, ids[contact.email], batch) for contact in contacts])
    await refresh_stages(session, {row["company_id"] for row in rows if row["company_id"]})
    old = sum(contact.deleted_at is None for contact, _ in known.values())
    return len(contacts) - old, old


async def _known(session: AsyncSession, emails: list[str]) -> dict[str, tuple[Contact, str]]:
    """Contacts that have these addresses, locked, with the names of their companies."""
    query = (
        select(Contact, Company.name)
        .outerjoin(Company, Company.id == Contact.company_id)
        .where(Contact.email == func.any(emails))
        .order_by(Contact.email)
        .with_for_update(of=Contact)
    )
    return {row.email: (row, company or "") for row, company in await session.execute(query)}


async def _companies(session: AsyncSession, contacts: Sequence[PlannedContact], batch: Batch) -> dict[str, UUID]:
    keys = sorted({contact.company_key for contact in contacts if contact.company_key})
    if not keys:
        return {}
    await session.execute(_UPSERT_COMPANY, [_company(key, batch) for key in keys])
    found = await session.execute(select(Company.key, Company.id).where(Company.key == func.any(keys)))
    return {key: value for key, value in found}


def _company(key: str, batch: Batch) -> dict[str, Any]:
    facts = batch.facts[key]
    return {
        "id": batch.deps.new_id(),
        "key": key,
        "name": facts.company,
        "industry": facts.industry,
        "employees": facts.employees,
        "prefecture": facts.texts["prefecture"],
        "created_at": batch.deps.clock(),
        "updated_at": batch.deps.clock(),
    }


def _row(
    contact: PlannedContact, found: tuple[Contact, str] | None, companies: Mapping[str, UUID], batch: Batch
) -> dict[str, Any]:
    """What the contact will be: what the file says, else what was known; an empty cell never erases."""
    known, known_company = found or (None, "")
    kept = known if known is not None and known.deleted_at is None else None
    domain_class = batch.classifier.classify(contact.email)
    row = _merged_texts(contact, kept)
    company = batch.facts[contact.company_key].company if contact.company_key else known_company if kept else ""
    return row | {
        "id": known.id if known else batch.deps.new_id(),
        "email": contact.email,
        "company_id": companies.get(contact.company_key) or (kept.company_id if kept else None),
        "tags": list(dict.fromkeys([*(kept.tags if kept else ()), *contact.tags])),
        "attributes": {**(kept.attributes if kept else {}), **contact.attributes},
        "consent_on": contact.consent_on or (kept.consent_on if kept else None),
        "domain_class": domain_class,
        "stage": kept.stage if kept else FIRST_STAGE.get(domain_class, "lead"),
        "search_key": search_key(row | {"email": contact.email}, company),
        "created_at": batch.deps.clock(),
        "updated_at": batch.deps.clock(),
        "deleted_at": None,
    }


def _merged_texts(contact: PlannedContact, kept: Contact | None) -> dict[str, Any]:
    given = {**contact.texts, "industry": contact.industry}
    return {name: given[name] or (getattr(kept, name) if kept else "") for name in PLAIN}


async def _upsert(session: AsyncSession, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    statement = pg_insert(Contact.__table__)  # pyright: ignore[reportArgumentType]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in ("id", "email", "created_at")}
    statement = statement.on_conflict_do_update(index_elements=["email"], set_=changed)
    found = await session.execute(statement.returning(Contact.email, Contact.id), rows)
    return {key: value for key, value in found}


def _entry(contact: PlannedContact, contact_id: UUID, batch: Batch) -> dict[str, Any]:
    detail: Detail = {
        "import_id": str(batch.import_id),
        "file": batch.file_name,
        "row": contact.row,
        "line": contact.line,
    }
    return {
        "id": batch.deps.new_id(),
        "at": batch.deps.clock(),
        "actor_id": batch.actor_id,
        "actor_name": batch.actor_name,
        "action": "contact.imported",
        "object_type": "contact",
        "object_id": str(contact_id),
        "detail": detail,
    }
