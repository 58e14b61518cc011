"""How large a document may be. Checked before anything else reads it, without recursion."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from workflows.journey.errors import refuse

MAX_CHARACTERS: Final = 1_000_000
"""Text in the whole document, keys included; a document of 2 MB is refused in milliseconds."""
MAX_VALUES: Final = 50_000
MAX_LEVELS: Final = 40
MAX_INTEGER: Final = 2**53
"""Beyond this JSON numbers lose their last digits on the way to the browser."""


def check_size(data: Any) -> None:
    """Refuses, by DefinitionError, what is no document at all, and what is too large, too deep, or not JSON."""
    if not isinstance(data, Mapping):
        raise refuse("", "not_a_document", "a journey document is an object")
    characters = values = 0
    rest: list[tuple[Any, int, str]] = [(cast(Any, data), 0, "")]
    while rest:
        value, level, path = rest.pop()
        values += 1
        if isinstance(value, str):
            characters += len(value)
        if values + len(rest) > MAX_VALUES or characters > MAX_CHARACTERS:
            raise refuse("", "document_too_large", "the document is too large; split it into several journeys")
        if level > MAX_LEVELS:
            raise refuse(path[:200], "too_deep", f"values are nested more than {MAX_LEVELS} deep")
        if isinstance(value, Mapping):
            for key, inner in cast(Mapping[Any, Any], value).items():
                if not isinstance(key, str):
                    raise refuse(path, "key_not_text", f"the key {key!r:.40} is not text; quote it in YAML")
                characters += len(key)
                rest.append((inner, level + 1, f"{path}.{key}" if path else key[:100]))
        elif isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
            if len(cast(Sequence[Any], value)) > MAX_VALUES:
                raise refuse("", "document_too_large", "the document is too large; split it into several journeys")
            rest += [(inner, level + 1, f"{path}.{index}") for index, inner in enumerate(cast(Sequence[Any], value))]
        else:
            _check_scalar(value, path)


def _check_scalar(value: Any, path: str) -> None:
    if isinstance(value, str):
        if "\0" in value or (not value.isprintable() and any("\ud800" <= char <= "\udfff" for char in value)):
            raise refuse(path, "bad_text", "the text has characters that cannot be stored")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise refuse(path, "not_a_number", "the number is not finite")
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise refuse(path, "number_too_large", "the number is too large")
    elif value is not None:
        kind = type(value).__name__
        raise refuse(path, "not_json", f"a {kind} is no JSON value; quote dates and times in YAML")
