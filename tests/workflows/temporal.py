"""A real Temporal dev server for tests, with time that can be skipped."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

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
        yield environment
