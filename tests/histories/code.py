"""Which workflow code the recorded histories were made by, so that a change without new histories does not go unseen.

Only what runs inside workflows counts: the clocks, the operation, their messages. Comments and docstrings do not.
"""

import ast
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
NOTED = HERE / "code.json"
WORKFLOWS = HERE.parent.parent / "workflows"


def workflow_code() -> dict[str, str]:
    """Hash of each module that workflows execute. The pure core (`workflows/journey`) runs in activities only."""
    return {path.name: _hash(path) for path in sorted(WORKFLOWS.glob("*.py")) if path.name != "__init__.py"}


def _hash(path: Path) -> str:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # pyright: ignore[reportAttributeAccessIssue]
    return hashlib.sha256(json.dumps(_plain(tree)).encode()).hexdigest()[:16]


def _plain(node: object) -> object:
    """The tree as lists, without what is empty: newer Pythons add fields, which must not look like a change."""
    if isinstance(node, ast.AST):
        fields = ((name, _plain(value)) for name, value in ast.iter_fields(node) if value not in (None, []))
        return [type(node).__name__, *fields]
    return [_plain(one) for one in node] if isinstance(node, list) else repr(node)


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def noted() -> dict[str, dict[str, dict[str, str]]]:
    """By release: `code` by module and `histories` by file name, each with its hash."""
    return json.loads(NOTED.read_text()) if NOTED.exists() else {}


def histories(release: str) -> dict[str, str]:
    """Hash of each history of the release."""
    found = sorted(HERE.glob(f"{release}-*.json"))
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in found}


def note(release: str) -> None:
    """Note the present code and histories under this release."""
    known = noted()
    known.pop(release, None)
    known[release] = {"code": workflow_code(), "histories": histories(release)}
    NOTED.write_text(json.dumps(known, indent=1) + "\n")
