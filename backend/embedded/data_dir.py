"""The one folder the embedded stack keeps everything in: database, Temporal state, secret, logs, first login."""

import fcntl
import json
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class DataDirInUse(Exception):
    """Another `tabiji up` works on this folder."""


@dataclass(frozen=True, slots=True)
class DataDir:
    """Paths and small files of one data folder."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def temporal_db(self) -> Path:
        return self.root / "temporal.db"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def processes(self) -> Path:
        return self.root / "processes.json"

    def prepare(self) -> None:
        """Create the folder. It stays traversable: embedded PostgreSQL runs as its own user when started by root."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)

    def secret_key(self) -> str:
        """The installation's secret, made once; links in mails stay valid as long as it is kept."""
        path = self.root / "secret.key"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def first_login(self) -> dict[str, Any] | None:
        """The first admin's login and the stack's API token, if this folder has started before."""
        path = self.root / "first-login.json"
        return json.loads(path.read_text()) if path.exists() else None

    def keep_first_login(self, login: dict[str, Any]) -> None:
        """Keep the login for the next starts, readable by the owner only."""
        write_private(self.root / "first-login.json", json.dumps(login, indent=1))

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the folder for this process; the lock ends with the process, however it ends."""
        with (self.root / "up.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise DataDirInUse(
                    f"Another `tabiji up` is running on {self.root}. Stop it, or choose another folder with --data-dir."
                ) from error
            yield


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read; a crash leaves the old file or the new one, never half of it."""
    scratch = path.with_suffix(path.suffix + ".new")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    scratch.replace(path)
