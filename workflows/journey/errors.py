"""The two errors of the core: whose fault it is decides which one.

`DefinitionError`: the author's document or edit is wrong. `JourneyFault`: the runtime delivered an impossible event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: where (`nodes.pause.for`), a stable code, what to do in English, its values."""

    path: str
    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


class DefinitionError(Exception):
    """A document or an edit is refused. `problems` has at least one entry; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.path or 'document'}: {p.message}" for p in problems))
        self.problems = tuple(problems)

    @property
    def fields(self) -> dict[str, str]:
        """Path to message, as the error format of the API carries it; the first problem of a path wins."""
        return {p.path: p.message for p in reversed(self.problems)}


def refuse(path: str, code: str, message: str, **params: Any) -> DefinitionError:
    """A DefinitionError with a single problem, ready to raise."""
    return DefinitionError([Problem(path, code, message, params)])


class JourneyFault(Exception):
    """The runtime delivered an event that cannot happen in this state; a bug outside the core, never the author's."""
