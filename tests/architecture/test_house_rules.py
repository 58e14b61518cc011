import ast

import pytest

from tests.architecture.sources import lines, modules

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONG_FILES: dict[str, str] = {
    "backend/migrations/versions/0001_initial.py": "generated: every table of the first release",
}
"""Path -> why this file may be longer."""
LONG_FUNCTIONS: dict[str, str] = {
    "backend/migrations/versions/0001_initial.py:upgrade": "generated: one statement a table",
}
"""path:function -> why this function may be longer."""

CLOCK_READS = {"now", "utcnow", "today"}
CLOCK_HOME = "backend/kit/clock.py"
ID_MAKERS = {"uuid1", "uuid3", "uuid4", "uuid5", "uuid6", "uuid7", "uuid8"}
ID_HOME = "backend/kit/ids.py"
MEASURING = ("backend/bench/",)
"""Measuring is about real time and scratch names."""


def _names(node: ast.AST) -> str:
    return ast.unparse(node)


def _calls(tree: ast.Module) -> list[tuple[int, str]]:
    return [(node.lineno, _names(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _own(home: str) -> list[tuple[str, ast.Module]]:
    return [(path, tree) for path, tree in modules().items() if path != home and not path.startswith(MEASURING)]


def test_no_module_reads_the_clock_behind_the_back_of_tests():
    found = [
        f"{path}:{line} {name}"
        for path, tree in _own(CLOCK_HOME)
        for line, name in _calls(tree)
        if name.split(".")[-1] in CLOCK_READS and name.split(".")[-2:-1] in (["datetime"], ["date"], ["dt"])
    ]
    assert found == []


def test_no_module_makes_ids_that_do_not_sort_by_time():
    found = [
        f"{path}:{line} {name}"
        for path, tree in _own(ID_HOME)
        for line, name in _calls(tree)
        if name.split(".")[-1] in ID_MAKERS
    ]
    assert found == []


def test_no_file_grows_beyond_reading():
    found = {path: lines(path) for path in modules() if lines(path) > LONGEST_FILE and path not in LONG_FILES}
    assert found == {}


def test_no_function_grows_beyond_reading():
    found = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION and f"{path}:{node.name}" not in LONG_FUNCTIONS:
                    found[f"{path}:{node.name}"] = length
    assert found == {}


@pytest.mark.parametrize("catch_all", ["utils", "helpers", "common", "misc", "manager", "managers"])
def test_no_module_collects_what_belongs_nowhere(catch_all):
    assert [path for path in modules() if path.endswith((f"/{catch_all}.py", f"/{catch_all}/__init__.py"))] == []


def test_every_module_says_what_it_is_for():
    silent = [path for path, tree in modules().items() if tree.body and ast.get_docstring(tree) is None]
    assert silent == []
