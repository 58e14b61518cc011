"""The page of accidents stays true: every test it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\|(?!---| accident \|).*\|$", re.MULTILINE)


def _tests_of(path: Path) -> set[str]:
    """Names of the test functions of a file, those in classes too."""
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_no_accident_is_said_to_be_tested_by_a_test_that_is_not_there():
    page = (ROOT / "docs/accidents.md").read_text()
    named = NAMED.findall(page)
    assert len(named) == len(ROW.findall(page)), "every accident names its test"
    missing = [f"{path}::{name}" for path, name in named if name not in _tests_of(ROOT / path)]
    assert missing == []
