"""What another system is told about a contact."""

from collections.abc import Mapping
from typing import Any, Final

from backend.execution.passenger import Passenger

_FIELDS: Final = (
    "email", "last_name", "first_name", "department", "title", "phone", "stage", "score", "tags", "owner",
    "company.name", "company.industry",
)  # fmt: skip


def about(passenger: Passenger, node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a call: who, where in which journey, and what the step says besides."""
    facts = passenger.contact.facts
    return {
        "contact": {"id": str(passenger.contact.id)} | {name: facts.get(name) for name in _FIELDS},
        "journey": {"id": str(passenger.version.journey_id), "name": passenger.version.graph.name, "step": node},
        "enrollment": {"id": str(passenger.id), "test": passenger.world.max_wait is not None},
        "data": dict(data),
    }
