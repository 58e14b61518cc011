"""`python -m backend.migrations.generate`: write the initial migration anew from the models (until the first release).

After a release, new revisions are added instead and this command goes away.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from backend.embedded.scratch import scratch_postgres
from backend.kit.db import create_engine
from backend.models import Base
from backend.models.functions import FUNCTIONS

TARGET = Path(__file__).parent / "versions" / "0001_initial.py"
HEAD = '''"""The first schema: every table of the product.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from backend.models.functions import FUNCTIONS, TRIGGERS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(function)
'''
TAIL = """
    for trigger in TRIGGERS:
        op.execute(trigger)
"""


def _render(connection: Connection) -> str:
    context = MigrationContext.configure(connection)
    script = produce_migrations(context, Base.metadata)
    assert script.upgrade_ops is not None
    body = render_python_code(script.upgrade_ops)
    lines = (line for line in body.splitlines() if not line.strip().startswith("#"))
    return HEAD + "    " + "\n".join(lines).strip() + "\n" + TAIL


async def _generate(database_url: str) -> str:
    engine = create_engine(database_url, pool_size=2)
    async with engine.begin() as connection:
        for function in FUNCTIONS:
            await connection.exec_driver_sql(function)
        text = await connection.run_sync(_render)
    await engine.dispose()
    return text


def main() -> None:
    """Start a scratch server, compare it with the models, write the file, format it."""
    with scratch_postgres("migrations") as server:
        TARGET.write_text(asyncio.run(_generate(server.get_uri())), encoding="utf-8")
    for arguments in (["check", "--fix", "-q"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(TARGET)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
