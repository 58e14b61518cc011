"""A test run or benchmark that is killed leaves no server behind."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from backend.embedded.scratch import ends_with_us, scratch_postgres
from tests.patience import PATIENCE_S

_HOLD = """
import sys, time
from backend.embedded.scratch import scratch_postgres
with scratch_postgres("killed") as server:
    print(server.get_pid(), server.pgdata.parent, flush=True)
    time.sleep(600)
"""


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it holds at last."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def runs(pid: int) -> bool:
    """Whether a process lives; one that nobody has reaped yet does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_killed_test_run_leaves_no_database_server_and_no_folder() -> None:
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", _HOLD], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        pid, folder = holder.stdout.readline().split()
        assert runs(int(pid))
        holder.kill()
    assert soon(lambda: not runs(int(pid)))
    assert soon(lambda: not Path(folder).exists())


def test_a_database_that_was_left_in_order_is_gone_with_its_folder_and_its_watcher() -> None:
    with scratch_postgres("orderly") as server:
        pid, folder = server.get_pid(), server.pgdata.parent
    assert pid is not None
    assert not runs(pid)
    assert not folder.exists()
    assert not [child for child in psutil.Process().children() if str(folder) in " ".join(child.cmdline())]


def test_a_watcher_that_is_told_all_is_well_ends_nothing() -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as sleeper:
        with ends_with_us(str(sleeper.pid)):
            pass
        assert sleeper.poll() is None
        sleeper.kill()
