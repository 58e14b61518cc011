"""Alembic's entry: runs on the connection that `migrate` hands over, inside its transaction."""

from alembic import context

from backend.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True, compare_server_default=True)
context.run_migrations()
