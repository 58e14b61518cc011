"""A real Temporal dev server for tests, with time that can be skipped."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psutil
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from backend.embedded.scratch import ends_with_us
from backend.embedded.temporal import temporal_binary

_SKIPPING = (
    "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
    "--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"',
    "--dynamic-config-value", 'history.workflowIdReuseMinimalInterval="1ms"',
)  # fmt: skip


@asynccontextmanager
async def skipping_server() -> AsyncGenerator[WorkflowEnvironment]:
    """Virtual time: every workflow has its own clock, which jumps over waits. Wrong across continue-as-new in 1.32."""
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        dev_server_extra_args=list(_SKIPPING),
        ts_config=TimeSkippingConfig(max_session_skip_count=10_000),
    ) as environment:
        with ends_with_us(server_pid(environment)):
            yield environment


@asynccontextmanager
async def real_time_server() -> AsyncGenerator[WorkflowEnvironment]:
    """Real time, for what virtual time gets wrong."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=temporal_binary(),
        data_converter=pydantic_data_converter,
        dev_server_extra_args=list(_SKIPPING[4:]),
        dev_server_log_level="error",
    ) as environment:
        with ends_with_us(server_pid(environment)):
            yield environment


def server_pid(environment: WorkflowEnvironment) -> str:
    """Which of our children serves this environment."""
    port = environment.client.service_client.config.target_host.rsplit(":", 1)[-1]
    (pid,) = [
        child.pid
        for child in psutil.Process().children()
        if any(one.laddr.port == int(port) for one in child.net_connections() if one.status == psutil.CONN_LISTEN)
    ]
    return str(pid)
