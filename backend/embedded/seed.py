"""What a fresh installation starts with: an admin, an API token, the texts of the gallery's mails."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.service import create_token, ensure_first_admin
from backend.embedded.data_dir import DataDir
from backend.kit.db import create_engine, create_sessions, transaction
from backend.kit.state import SYSTEM
from backend.models import Account
from backend.organization.service import seed_sample
from backend.templates.seed import seed_templates


async def first_login(data: DataDir, database_url: str) -> dict[str, Any]:
    """Seed what is missing; returns the first admin's login and a token, the same at every start."""
    seeded = await seed_installation(database_url)
    if seeded is not None:
        data.keep_first_login(seeded)
    kept = data.first_login()
    if kept is None:
        raise RuntimeError(f"{data.root} has accounts but no first-login.json; restore the file or use another folder.")
    return kept


async def seed_installation(database_url: str) -> dict[str, Any] | None:
    """Install missing template texts; in a database without accounts also an admin with a token, which are returned."""
    engine = create_engine(database_url, pool_size=2)
    try:
        async with transaction(create_sessions(engine)) as session:
            await seed_templates(session)
            return await seed_admin(session)
    finally:
        await engine.dispose()


async def seed_admin(session: AsyncSession) -> dict[str, Any] | None:
    """The first admin's email, password and API token; None when there are accounts already."""
    created = await ensure_first_admin(session)
    if created is None:
        return None
    account, password = created
    await seed_sample(session, SYSTEM)
    api_token = await create_token(session, account.id, "first", account.role)
    return {"email": account.email, "password": password, "api_token": api_token}


async def issue_token(database_url: str, email: str, name: str) -> str:
    """A new API token of the account with this address. Raises LookupError when there is none."""
    engine = create_engine(database_url, pool_size=2)
    try:
        async with transaction(create_sessions(engine)) as session:
            account = await session.scalar(select(Account).where(Account.email == email.lower()))
            if account is None:
                raise LookupError(f"No account has the address {email}.")
            return await create_token(session, account.id, name, account.role)
    finally:
        await engine.dispose()
