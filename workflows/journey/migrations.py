"""Brings an older document up to the present schema: one function a version, folded over the document."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.journey.errors import refuse

SCHEMA: Final = 1
"""The present version of the document."""
Migration = Callable[[Mapping[str, Any]], Mapping[str, Any]]
MIGRATIONS: Final[Mapping[int, Migration]] = {}
"""Version to the function that makes the next one of it. Pure, total on documents that were valid in their time."""


def migrate(
    document: Mapping[str, Any], migrations: Mapping[int, Migration] = MIGRATIONS, target: int = SCHEMA
) -> Mapping[str, Any]:
    """The document in schema `target`. Raises DefinitionError when its schema is missing, unknown or newer."""
    version = document.get("schema")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise refuse("schema", "schema_missing", f"write the schema version; the present one is {target}")
    if version > target:
        raise refuse("schema", "schema_too_new", f"schema {version} is newer than this Tabiji knows ({target})")
    for step in range(version, target):
        document = {**migrations[step](document), "schema": step + 1}
    return document
