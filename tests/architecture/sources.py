"""The project's own Python files, parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("backend", "workflows")


@cache
def modules() -> dict[str, ast.Module]:
    """Path relative to the root -> syntax tree."""
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def lines(path: str) -> int:
    """Length of a file."""
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())
