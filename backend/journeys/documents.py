"""Journey documents at the edge: what comes in is read by the core's one parser, refusals become the API's errors."""

from typing import Annotated, Any

from pydantic import WrapValidator

from backend.journeys.errors import GraphInvalid, UnknownNodeKind
from workflows.journey.errors import DefinitionError
from workflows.journey.graph import JourneyGraph, parse_graph


def read_document(data: Any) -> JourneyGraph:
    """The document of plain JSON or YAML values.

    Raises UnknownNodeKind naming the kinds, or GraphInvalid; `fields` maps paths (`nodes.pause.for`) to what is wrong.
    """
    try:
        return parse_graph(data)
    except DefinitionError as error:
        raise _refusal(error) from error


def _refusal(error: DefinitionError) -> GraphInvalid:
    fields = {
        problem.path or "document": {"code": problem.code, "message": problem.message, **problem.params}
        for problem in reversed(error.problems)
    }
    kinds = sorted({str(problem.params["kind"]) for problem in error.problems if problem.code == "kind_unknown"})
    if kinds:
        refusal = UnknownNodeKind(f"there is no step kind {', '.join(kinds)}")
    else:
        refusal = GraphInvalid("this is not a journey document; see fields")
    refusal.fields = dict(reversed(fields.items()))
    return refusal


def _read(value: Any, _: Any) -> JourneyGraph:
    return value if isinstance(value, JourneyGraph) else read_document(value)


GraphDocument = Annotated[JourneyGraph, WrapValidator(_read)]
"""A journey document in a request: OpenAPI shows its shape, the core's parser reads it (sizes, schema, clear paths)."""
