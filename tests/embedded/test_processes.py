import asyncio
import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from backend.embedded.processes import Child, ChildFailed, Supervisor, end_leftovers
from tests.patience import PATIENCE_S, until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(3600)"]


def child(tmp_path: Path, command: list[str], name: str = "child") -> Child:
    return Child(name, command, {}, tmp_path / f"{name}.log")


async def test_stop_ends_everything_that_was_started(tmp_path: Path):
    supervisor = Supervisor(tmp_path / "processes.json")
    pids = []
    for name in ("one", "two"):
        started = await supervisor.add(child(tmp_path, SLEEPER, name))
        assert started.process is not None
        pids.append(started.process.pid)
    await supervisor.stop()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not (tmp_path / "processes.json").exists()


async def test_a_child_that_dies_is_started_again(tmp_path: Path):
    supervisor = Supervisor(tmp_path / "processes.json")
    started = await supervisor.add(child(tmp_path, SLEEPER))
    assert started.process is not None
    first = started.process.pid
    watching = asyncio.create_task(supervisor.watch())
    started.process.kill()
    await until(lambda: started.process is not None and started.process.pid != first)
    watching.cancel()
    assert started.process.pid != first
    assert started.process.returncode is None
    await supervisor.stop()


async def test_a_child_that_ends_at_once_again_and_again_stops_the_stack_with_its_log(tmp_path: Path):
    supervisor = Supervisor(tmp_path / "processes.json")
    await supervisor.add(child(tmp_path, [sys.executable, "-c", "raise SystemExit('no such table')"]))
    with pytest.raises(ChildFailed, match="no such table"):
        await asyncio.wait_for(supervisor.watch(), PATIENCE_S)


def test_what_a_killed_supervisor_left_behind_is_ended_at_the_next_start(tmp_path: Path):
    record = tmp_path / "processes.json"
    orphan = subprocess.Popen(SLEEPER)
    created = psutil.Process(orphan.pid).create_time()
    record.write_text(json.dumps([{"name": "worker", "pid": orphan.pid, "created": created}]))
    assert end_leftovers(record) == ["worker"]
    orphan.wait()
    assert not psutil.pid_exists(orphan.pid)


def test_a_pid_used_anew_by_a_stranger_is_left_alone(tmp_path: Path):
    record = tmp_path / "processes.json"
    stranger = subprocess.Popen(SLEEPER)
    record.write_text(json.dumps([{"name": "worker", "pid": stranger.pid, "created": 1.0}]))
    assert end_leftovers(record) == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
