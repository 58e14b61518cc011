"""Turns pydantic's findings into problems of our own: stable codes, paths of the document, no echo of its values."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from workflows.journey.errors import Problem

MOST: Final = 50
"""More problems than this help nobody."""
_CODES: Final = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "union_tag_invalid": "kind_unknown",
    "union_tag_not_found": "kind_missing",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_pattern_mismatch": "bad_form",
    "literal_error": "not_allowed",
    "value_error": "bad_value",
}


def problems_of(error: ValidationError, kinds: Sequence[str], prefix: Sequence[str] = ()) -> list[Problem]:
    """One problem a finding, in the order of the document; `kinds` are the node kinds that exist.

    `prefix` is where in the document the validated part stands.
    """
    findings = error.errors(include_url=False, include_input=False)
    problems = [_problem(finding, kinds, prefix) for finding in findings[:MOST]]
    return list({(one.path, one.code): one for one in problems}.values())


def _problem(finding: Any, kinds: Sequence[str], prefix: Sequence[str]) -> Problem:
    path = _path((*prefix, *finding["loc"]))
    code = _CODES.get(finding["type"], "bad_value")
    if code == "kind_unknown" and finding["ctx"]["discriminator"] == "'op'":
        return Problem(path, "operation_unknown", f"there is no operation '{str(finding['ctx']['tag'])[:40]}'")
    if code == "kind_unknown":
        kind = str(finding["ctx"]["tag"])[:40]
        known = ", ".join(kinds)
        return Problem(f"{path}.type", code, f"there is no node kind '{kind}'; there are {known}", {"kind": kind})
    if finding["type"] == "union_tag_not_found":
        if ".when" in path:
            return Problem(path, "condition_unknown", "no condition is written like this")
        return Problem(f"{path}.type", code, "the node does not say its type")
    return Problem(path, code, str(finding["msg"]).removeprefix("Value error, "))


def _path(location: Sequence[str | int]) -> str:
    """The location without what is no key of the document: tags of unions, which pydantic puts between real keys."""
    parts: list[str] = []
    tag_follows = in_condition = False
    for part in location:
        if tag_follows or part == "[key]":
            tag_follows = False
            continue
        parts.append(str(part)[:60])
        in_condition |= part == "when"
        in_list = in_condition and (isinstance(part, int) or part in ("when", "not"))
        tag_follows = in_list or (len(parts) == 2 and parts[0] == "nodes") or parts == ["entry", "reentry"]
        if (in_condition and part == "value") or (len(parts) == 4 and parts[2] == "set"):
            break  # what follows are the branches of a union of scalars
    return ".".join(parts)
