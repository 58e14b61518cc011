import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from backend.kit.db import create_engine
from backend.migrations import current_revision, head, migrate
from backend.models import Base

pytestmark = pytest.mark.pg


def _difference(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_no_table_or_column_is_without_migration(engine):
    async with engine.connect() as connection:
        assert await connection.run_sync(_difference) == []


async def test_two_processes_starting_together_do_not_migrate_against_each_other(empty_database_url):
    await asyncio.gather(*(migrate(empty_database_url) for _ in range(4)))
    engine = create_engine(empty_database_url, pool_size=2)
    try:
        assert await current_revision(engine) == head()
    finally:
        await engine.dispose()


async def test_migrating_again_keeps_the_data(database_url, engine):
    async with engine.begin() as connection:
        await connection.execute(text("insert into calendar_day (day, closed) values ('2026-08-13', true)"))
    await migrate(database_url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("select count(*) from calendar_day")) == 1


async def test_a_server_that_never_answers_is_given_up_after_the_patience():
    with pytest.raises(OSError):
        await migrate("postgresql://nobody@127.0.0.1:1/none", patience=0.5)
