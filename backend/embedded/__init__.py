"""The one-machine stack: PostgreSQL, Temporal dev server, worker, API and dev mail inbox under one supervisor."""
