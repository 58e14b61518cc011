"""Histories of every release still replay: a changed order of commands would strand cohorts that sleep for months."""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from workflows.nurture import Nurture
from workflows.operation import OperationWorkflow
from workflows.reengagement import Reengagement
from workflows.sequence import Sequence

HISTORIES = sorted((Path(__file__).parent.parent / "histories").glob("*.json"))


def test_there_are_histories() -> None:
    assert len(HISTORIES) >= 5


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    history = WorkflowHistory.from_json(path.stem, await asyncio.to_thread(path.read_text))
    kinds = [Nurture, Reengagement, Sequence, OperationWorkflow]
    await Replayer(workflows=kinds, data_converter=pydantic_data_converter).replay_workflow(history)
