"""The organization's row, senders, and reclassifying contacts by domain."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models import Organization, Sender
from backend.organization.domains import CLASSES, FREE_MAIL

_FITS = "split_part(email, '@', 2) = any(:{0}) or split_part(email, '@', 2) like any(:{0}_below)"
_CLASS = " ".join(f"when {_FITS.format(name)} then '{name}'" for name in CLASSES)
_RECLASSIFY = text(
    f"""
    update contact set domain_class = given.class, updated_at = now()
    from (select id, case {_CLASS} else 'corporate' end as class from contact) as given
    where contact.id = given.id and contact.domain_class <> given.class
    """  # noqa: S608 - built of constants
).bindparams(*(bindparam(name + end, type_=ARRAY(Text())) for name in CLASSES for end in ("", "_below")))


async def organization(session: AsyncSession, *, lock: bool = False) -> Organization:
    """The one row; made with empty identity and the free-mail list when it is missing."""
    query = select(Organization).where(Organization.id == 1)
    query = query.with_for_update() if lock else query
    found = await session.scalar(query)
    if found is not None:
        return found
    domains = {"own": [], "competitor": [], "free_mail": list(FREE_MAIL)}
    await session.execute(insert(Organization).values(id=1, name="", domains=domains).on_conflict_do_nothing())
    return (await session.scalars(query)).one()


async def reclassify(session: AsyncSession, domains: dict[str, Any]) -> int:
    """Give every contact the class of its domain; returns how many changed."""
    values: dict[str, list[str]] = {}
    for name in CLASSES:
        listed: list[str] = domains.get(name, [])
        values[name] = listed
        values[f"{name}_below"] = [f"%.{domain.replace('_', chr(92) + '_')}" for domain in listed]
    result = await session.execute(_RECLASSIFY, values)
    return result.rowcount  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


async def senders(session: AsyncSession) -> Sequence[Sender]:
    """All senders, the default first."""
    return (await session.scalars(select(Sender).order_by(Sender.is_default.desc(), Sender.id))).all()


async def clear_default(session: AsyncSession) -> None:
    """No sender is the default until the caller sets one, in the same transaction."""
    await session.execute(update(Sender).where(Sender.is_default).values(is_default=False))
