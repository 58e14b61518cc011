"""Histories of every release still replay: a changed order of commands would strand cohorts that sleep for months."""

import asyncio
import re
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.histories import code
from tests.histories.record import SHAPES
from workflows.nurture import Nurture
from workflows.operation import OperationWorkflow
from workflows.reengagement import Reengagement
from workflows.sequence import Sequence

HISTORIES = sorted((Path(__file__).parent.parent / "histories").glob("*-*.json"))


def test_no_shape_of_a_workflow_is_without_a_history_by_the_present_code() -> None:
    noted = code.noted()
    present = [kept["histories"] for kept in noted.values() if kept["code"] == code.workflow_code()]
    recorded = {name.partition("-")[2] for histories in present for name in histories}
    assert set(SHAPES) <= recorded


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    history = WorkflowHistory.from_json(path.stem, await asyncio.to_thread(path.read_text))
    kinds = [Nurture, Reengagement, Sequence, OperationWorkflow]
    await Replayer(workflows=kinds, data_converter=pydantic_data_converter).replay_workflow(history)


REMEDY = """
Workflow code changed, and journeys that began with the old code may sleep for months. What to do:
1. If the order or kind of commands changes (activities, timers, signals awaited, continue-as-new), guard the change by
   `if workflow.patched("name")` and keep the old branch.
2. Record the new code's histories under a new name: python -m tests.histories.record RELEASE
   and commit the files with tests/histories/code.json. Leave the old histories as they are.
3. tests/workflows/test_replay.py must pass with the old and the new ones.
"""


def test_workflow_code_does_not_change_without_histories_of_its_own() -> None:
    *_, latest = code.noted().values()
    assert latest["code"] == code.workflow_code(), REMEDY


def test_histories_of_releases_are_never_rewritten() -> None:
    for release, kept in code.noted().items():
        assert code.histories(release) == kept["histories"], f"the histories of {release} changed: restore them"
    assert len(HISTORIES) == sum(len(kept["histories"]) for kept in code.noted().values())


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_history_tells_nothing_of_the_machine_it_was_recorded_on(path: Path) -> None:
    assert not re.search(r"site-packages|/home/|\.venv|\.py\\", path.read_text())


def test_comments_do_not_count_as_a_change_and_statements_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "WORKFLOWS", tmp_path)
    (tmp_path / "cohort.py").write_text('"""One."""\nx = 1\n')
    before = code.workflow_code()
    (tmp_path / "cohort.py").write_text('"""Two."""\n# said differently\nx = 1\n')
    assert code.workflow_code() == before
    (tmp_path / "cohort.py").write_text('"""Two."""\nx = 2\n')
    assert code.workflow_code() != before
